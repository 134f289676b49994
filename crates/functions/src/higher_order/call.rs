//! A call with lambdas as DataFusion sees it: a scalar function of values and captured columns that carries its bodies within. Nobody but
//! the call reads a body, so that whatever is done to the plan around it, its variables stay in place.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex};

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::{DataType as ArrowType, Field as ArrowField, FieldRef, Schema};
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{Column, DFSchema, Result as DfResult, ScalarValue};
use datafusion::logical_expr::execution_props::ExecutionProps;
use datafusion::logical_expr::expr::ScalarFunction;
use datafusion::logical_expr::physical_planning_context::PhysicalPlanningContext;
use datafusion::logical_expr::simplify::SimplifyContext;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, TypeSignature,
    Volatility,
};
use datafusion::optimizer::simplify_expressions::ExprSimplifier;
use datafusion::physical_expr::{PhysicalExpr, create_physical_expr};
use sparrow_spark_error::{Result, internal, unsupported};
use sparrow_spark_types::{DataType, arrow::to_arrow};

use super::Lambda;
use crate::Typed;
use crate::scalar::conform;

/// What a higher-order function does with its values and lambdas.
pub(super) struct Kernel {
    /// Its name in plans.
    pub(super) name: &'static str,
    /// Its answer for a batch of rows.
    pub(super) run: fn(&Call) -> DfResult<ArrayRef>,
}

impl Kernel {
    /// A typed call: `values` come first in the plan's arguments, then what the lambdas capture.
    pub(super) fn call(&'static self, values: Vec<Typed>, lambdas: Vec<Lambda>, answer: Typed) -> Result<Typed> {
        let mut captures = Vec::new();
        let bodies = lambdas.into_iter().map(|l| Body::close(l, &mut captures)).collect::<Result<Vec<_>>>()?;
        let function = self.function(values.len(), bodies, to_arrow(&answer.data_type));
        let args = values.into_iter().map(|v| v.expr).chain(captures).collect();
        let expr = Expr::ScalarFunction(ScalarFunction::new_udf(Arc::new(function), args));
        Ok(Typed { expr, ..answer })
    }

    fn function(&'static self, values: usize, bodies: Vec<Body>, returns: ArrowType) -> ScalarUDF {
        let varies = bodies.iter().any(|b| b.expr.is_volatile());
        let volatility = if varies { Volatility::Volatile } else { Volatility::Immutable };
        let signature = Signature::new(TypeSignature::UserDefined, volatility);
        ScalarUDF::from(HigherOrder { kernel: self, values, bodies, returns, signature, compiled: Mutex::default() })
    }
}

/// A call's answer but for its expression, which [`Kernel::call`] puts in.
pub(super) fn answer(data_type: DataType, nullable: bool, name: String) -> Typed {
    Typed::new(Expr::Literal(ScalarValue::Null, None), data_type, nullable, name)
}

/// What a call with lambdas is made of beside its arguments, in a form that can travel.
#[derive(Clone, Debug, PartialEq)]
pub struct HigherOrderParts {
    /// The name of its kernel.
    pub kernel: String,
    /// How many of its arguments are values; the others are what the lambdas capture.
    pub values: usize,
    /// Its lambdas.
    pub bodies: Vec<Body>,
    /// The type it answers.
    pub returns: ArrowType,
}

impl HigherOrderParts {
    /// The parts of a call with lambdas; `None` for any other function.
    pub fn of(function: &ScalarUDF) -> Option<Self> {
        let HigherOrder { kernel, values, bodies, returns, .. } = function.inner().downcast_ref::<HigherOrder>()?;
        Some(Self { kernel: kernel.name.into(), values: *values, bodies: bodies.clone(), returns: returns.clone() })
    }

    /// The function of these parts.
    pub fn function(self) -> Result<ScalarUDF> {
        let Self { kernel, values, bodies, returns } = self;
        let kernel = super::kernels().find(|known| known.name == kernel);
        let kernel = kernel.ok_or_else(|| internal("a call with lambdas has no known kernel"))?;
        Ok(kernel.function(values, bodies, returns))
    }
}

/// A lambda's body over its variables and captured columns, nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Body {
    /// The columns its variables are, with their types.
    pub variables: Vec<(String, ArrowType)>,
    /// The captures it uses, by their place among the call's captures.
    pub captures: Vec<usize>,
    /// What it computes.
    pub expr: Expr,
    /// The type of that.
    pub returns: ArrowType,
}

impl Body {
    /// Puts captured columns in the place of everything that only the plan around can compute.
    fn close(lambda: Lambda, all: &mut Vec<Expr>) -> Result<Self> {
        let variables: Vec<(String, ArrowType)> =
            lambda.variables.into_iter().map(|(name, data_type)| (name, to_arrow(&data_type))).collect();
        let own = |c: &Column| variables.iter().any(|(name, _)| *name == c.name);
        let mut captures = Vec::new();
        let mut tied = false;
        let closed = lambda.body.expr.transform_down(|e| {
            let captured = match &e {
                Expr::Column(column) => !own(column),
                Expr::AggregateFunction(_) | Expr::WindowFunction(_) => {
                    tied |= e.column_refs().into_iter().any(own);
                    true
                }
                Expr::OuterReferenceColumn(..) | Expr::ScalarSubquery(_) | Expr::Exists(_) | Expr::InSubquery(_) => {
                    true
                }
                _ => false,
            };
            if !captured {
                return Ok(Transformed::no(e));
            }
            let place = all.iter().position(|known| *known == e).unwrap_or_else(|| {
                all.push(e);
                all.len() - 1
            });
            if !captures.contains(&place) {
                captures.push(place);
            }
            let column = Expr::Column(Column::new_unqualified(capture_name(place)));
            Ok(Transformed::new(column, true, TreeNodeRecursion::Jump))
        })?;
        if tied {
            return Err(unsupported("an aggregate or window function of a lambda's variable"));
        }
        Ok(Self { variables, captures, expr: closed.data, returns: to_arrow(&lambda.body.data_type) })
    }

    /// The columns the body is evaluated over, where the captures have these types.
    fn schema(&self, captures: &[ArrowType]) -> DfResult<Arc<Schema>> {
        let mut fields = Vec::with_capacity(self.captures.len() + self.variables.len());
        for place in &self.captures {
            let captured = captures.get(*place).ok_or_else(|| internal("a lambda misses a captured column"))?;
            fields.push(ArrowField::new(capture_name(*place), captured.clone(), true));
        }
        fields.extend(self.variables.iter().map(|(name, of)| ArrowField::new(name, of.clone(), true)));
        Ok(Arc::new(Schema::new(fields)))
    }

    fn compile(&self, captures: &[ArrowType], config: &Arc<ConfigOptions>) -> DfResult<CompiledBody> {
        let schema = self.schema(captures)?;
        let mut properties = ExecutionProps::new();
        properties.config_options = Some(Arc::clone(config));
        let columns = Arc::new(DFSchema::try_from(Arc::clone(&schema))?);
        let facts = SimplifyContext::builder()
            .with_schema(Arc::clone(&columns))
            .with_config_options(Arc::clone(config))
            .build();
        // Some of DataFusion's functions, such as `coalesce`, only run once simplified away.
        let simple = ExprSimplifier::new(facts).simplify(self.expr.clone())?;
        let expr = create_physical_expr(&simple, &columns, &properties, &PhysicalPlanningContext::default())?;
        Ok(CompiledBody { schema, expr })
    }
}

fn capture_name(place: usize) -> String {
    format!("capture.{place}")
}

struct CompiledBody {
    schema: Arc<Schema>,
    expr: Arc<dyn PhysicalExpr>,
}

/// The bodies ready to run, and what they were made for.
struct Compiled {
    config: Arc<ConfigOptions>,
    captures: Vec<ArrowType>,
    bodies: Vec<CompiledBody>,
}

/// One call in a plan.
struct HigherOrder {
    kernel: &'static Kernel,
    values: usize,
    bodies: Vec<Body>,
    returns: ArrowType,
    signature: Signature,
    compiled: Mutex<Option<Arc<Compiled>>>,
}

impl HigherOrder {
    fn compiled(&self, config: &Arc<ConfigOptions>, captures: Vec<ArrowType>) -> DfResult<Arc<Compiled>> {
        let mut known = self.compiled.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(known) = known.as_ref()
            && Arc::ptr_eq(&known.config, config)
            && known.captures == captures
        {
            return Ok(Arc::clone(known));
        }
        let bodies = self.bodies.iter().map(|b| b.compile(&captures, config)).collect::<DfResult<Vec<_>>>()?;
        let made = Arc::new(Compiled { config: Arc::clone(config), captures, bodies });
        *known = Some(Arc::clone(&made));
        Ok(made)
    }

    fn identity(&self) -> (&'static str, usize, &[Body], &ArrowType) {
        (self.kernel.name, self.values, &self.bodies, &self.returns)
    }
}

impl fmt::Debug for HigherOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:?}", self.kernel.name, self.bodies)
    }
}

impl PartialEq for HigherOrder {
    fn eq(&self, other: &Self) -> bool {
        self.identity() == other.identity()
    }
}

impl Eq for HigherOrder {}

impl Hash for HigherOrder {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.identity().hash(state);
    }
}

impl ScalarUDFImpl for HigherOrder {
    fn name(&self) -> &str {
        self.kernel.name
    }

    /// Bodies are part of it: plans look columns up by this name.
    fn schema_name(&self, args: &[Expr]) -> DfResult<String> {
        let args = args.iter().map(|a| a.schema_name().to_string());
        let bodies = self.bodies.iter().map(|b| format!("-> {}: {}", b.expr.schema_name(), b.returns));
        Ok(format!("{}({})", self.kernel.name, args.chain(bodies).collect::<Vec<_>>().join(", ")))
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, types: &[ArrowType]) -> DfResult<Vec<ArrowType>> {
        Ok(types.to_vec())
    }

    fn return_type(&self, _: &[ArrowType]) -> DfResult<ArrowType> {
        Ok(self.returns.clone())
    }

    fn return_field_from_args(&self, _: ReturnFieldArgs) -> DfResult<FieldRef> {
        Ok(Arc::new(ArrowField::new(self.kernel.name, self.returns.clone(), true)))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> DfResult<ColumnarValue> {
        let constant = self.signature.volatility == Volatility::Immutable
            && args.args.iter().all(|a| matches!(a, ColumnarValue::Scalar(_)));
        let rows = if constant { 1 } else { args.number_rows };
        let (values, captures) = args.args.split_at(self.values.min(args.args.len()));
        let types = captures.iter().map(ColumnarValue::data_type).collect();
        let call = Call {
            values: values.iter().map(|v| v.to_array(rows)).collect::<DfResult<_>>()?,
            captures,
            bodies: &self.bodies,
            compiled: self.compiled(&args.config_options, types)?,
            rows,
            returns: &self.returns,
            config: &args.config_options,
        };
        let answer = conform(&(self.kernel.run)(&call)?, &self.returns)?;
        if constant && answer.len() == 1 {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&answer, 0)?));
        }
        Ok(ColumnarValue::Array(answer))
    }
}

/// One batch of rows of a call.
pub(super) struct Call<'c> {
    values: Vec<ArrayRef>,
    captures: &'c [ColumnarValue],
    bodies: &'c [Body],
    compiled: Arc<Compiled>,
    /// How many rows to answer.
    pub(super) rows: usize,
    /// The type to answer.
    pub(super) returns: &'c ArrowType,
    /// The options of the query.
    pub(super) config: &'c ConfigOptions,
}

impl Call<'_> {
    /// A value, one for each row.
    pub(super) fn value(&self, index: usize) -> DfResult<&ArrayRef> {
        self.values.get(index).ok_or_else(|| internal("a higher-order function misses a value").into())
    }

    /// How many variables a lambda has.
    pub(super) fn variables(&self, lambda: usize) -> usize {
        self.bodies.get(lambda).map_or(0, |b| b.variables.len())
    }

    /// What the lambda answers for these values of its variables; `rows` says of which row each of them is.
    pub(super) fn evaluate(&self, lambda: usize, variables: &[&ArrayRef], rows: &UInt32Array) -> DfResult<ArrayRef> {
        let missing = || internal("a higher-order function misses a lambda");
        let body = self.bodies.get(lambda).ok_or_else(missing)?;
        let compiled = self.compiled.bodies.get(lambda).ok_or_else(missing)?;
        let count = rows.len();
        let mut columns = Vec::with_capacity(compiled.schema.fields().len());
        for place in &body.captures {
            columns.push(match self.captures.get(*place) {
                Some(ColumnarValue::Array(array)) => take(array, rows, None)?,
                Some(ColumnarValue::Scalar(scalar)) => scalar.to_array_of_size(count)?,
                None => return Err(internal("a lambda misses a captured column").into()),
            });
        }
        for ((_, of), variable) in body.variables.iter().zip(variables) {
            columns.push(conform(variable, of)?);
        }
        let options = RecordBatchOptions::new().with_row_count(Some(count));
        let batch = RecordBatch::try_new_with_options(Arc::clone(&compiled.schema), columns, &options)?;
        conform(&compiled.expr.evaluate(&batch)?.into_array(count)?, &body.returns)
    }
}
