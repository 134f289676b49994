//! Kernels of our own: what they are made of, and the lists the registries of server and executor read (the wire carries only names).

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, OnceLock};

use arrow::array::{Array, ArrayRef, new_null_array};
use arrow::datatypes::{DataType as ArrowType, Field as ArrowField, FieldRef};
use datafusion::common::{Result, ScalarValue, exec_err};
use datafusion::logical_expr::{
    AggregateUDF, ColumnarValue, Expr, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature,
    Volatility,
};
use sparrow_spark_error::SparkError;
use sparrow_spark_types::{DataType, arrow::to_arrow};

use crate::{aggregate, cast, scalar};

/// Every scalar kernel a builder may put into a plan.
pub fn scalar_kernels() -> Vec<Arc<ScalarUDF>> {
    cast::kernels().into_iter().chain(scalar::kernels()).collect()
}

/// Every aggregate kernel a builder may put into a plan.
pub fn aggregate_kernels() -> Vec<Arc<AggregateUDF>> {
    aggregate::kernels()
}

/// The kernel of this name in a state of its own, for those that have a state: one for each call in a plan. `partition` says
/// which partition of the plan the call is in, once that is known.
pub fn begun_anew(name: &str, partition: &Arc<OnceLock<usize>>) -> Option<Arc<ScalarUDF>> {
    scalar::begun_anew(name, partition)
}

/// What type a kernel answers.
#[derive(Clone, Copy, Debug)]
pub enum Returns {
    /// The type of its first argument.
    First,
    /// The type of its last argument, a typed NULL literal (see [`target`]).
    Last,
    /// Always the same type.
    Type(fn() -> ArrowType),
}

/// A stateless scalar kernel, written as a `static` beside the function that runs it.
#[derive(Debug)]
pub struct Kernel {
    name: &'static str,
    returns: Returns,
    run: fn(&ScalarFunctionArgs) -> Result<ColumnarValue>,
    udf: OnceLock<Arc<ScalarUDF>>,
}

impl Kernel {
    /// A kernel of this name; `run` gets the arguments and the configuration of the call.
    pub const fn new(
        name: &'static str,
        returns: Returns,
        run: fn(&ScalarFunctionArgs) -> Result<ColumnarValue>,
    ) -> Self {
        Self { name, returns, run, udf: OnceLock::new() }
    }

    /// The name the registries know it by.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The kernel as DataFusion knows it.
    pub fn udf(&self) -> Arc<ScalarUDF> {
        let make = || {
            let (name, returns, run) = (self.name, self.returns, self.run);
            Arc::new(ScalarUDF::new_from_impl(KernelImpl { name, returns, run, signature: any_arguments() }))
        };
        Arc::clone(self.udf.get_or_init(make))
    }

    /// A call of the kernel.
    pub fn call(&self, args: Vec<Expr>) -> Expr {
        self.udf().call(args)
    }
}

fn any_arguments() -> Signature {
    Signature::variadic_any(Volatility::Immutable)
}

#[derive(Debug)]
struct KernelImpl {
    name: &'static str,
    returns: Returns,
    run: fn(&ScalarFunctionArgs) -> Result<ColumnarValue>,
    signature: Signature,
}

impl PartialEq for KernelImpl {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for KernelImpl {}

impl Hash for KernelImpl {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl ScalarUDFImpl for KernelImpl {
    fn name(&self) -> &str {
        self.name
    }

    /// Plans look columns up by this name, so calls that answer different types must not share one.
    fn schema_name(&self, args: &[Expr]) -> Result<String> {
        match digest(args) {
            Some(digest) => Ok(format!("{}(#{digest:016x})", self.name)),
            None => {
                Ok(format!("{}({})", self.name, args.iter().map(typed_name).collect::<Result<Vec<_>>>()?.join(",")))
            }
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, arguments: &[ArrowType]) -> Result<ArrowType> {
        let found = match self.returns {
            Returns::First => arguments.first().cloned(),
            Returns::Last => arguments.last().cloned(),
            Returns::Type(of) => Some(of()),
        };
        found.map_or_else(|| exec_err!("{} needs an argument", self.name), Ok)
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs) -> Result<FieldRef> {
        let types: Vec<_> = args.arg_fields.iter().map(|f| f.data_type().clone()).collect();
        Ok(Arc::new(ArrowField::new(self.name, self.return_type(&types)?, true)))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        (self.run)(&args)
    }
}

/// Up to so many nodes, a call is named by its text.
const NAMED_NODES_MAX: usize = 24;
/// So many nodes of a longer call tell it from others by name; what needs more is to be a column of its own where names count.
pub const TOLD_APART_NODES_MAX: usize = 96;

/// What a long call is named by. DataFusion asks for the name of every call inside a call again and again: texts would make
/// that cubic in the depth. Two calls that differ only past the digested nodes would share a name; a plan where names count
/// refuses that.
fn digest(args: &[Expr]) -> Option<u64> {
    let mut nodes = 0;
    let mut hasher = DefaultHasher::new();
    let mut todo: Vec<&Expr> = args.iter().rev().collect();
    while let Some(node) = todo.pop().filter(|_| nodes < TOLD_APART_NODES_MAX) {
        nodes += 1;
        hash_node(node, &mut hasher, &mut todo);
    }
    (nodes > NAMED_NODES_MAX).then(|| hasher.finish())
}

/// What one node says by itself: its kind, and what it has beside its children, which are to be visited next.
fn hash_node<'e>(node: &'e Expr, hasher: &mut DefaultHasher, todo: &mut Vec<&'e Expr>) {
    std::mem::discriminant(node).hash(hasher);
    match node {
        Expr::Column(column) => column.hash(hasher),
        Expr::Literal(value, _) => (value, value.data_type()).hash(hasher),
        Expr::ScalarFunction(call) => {
            (call.name(), call.args.len()).hash(hasher);
            todo.extend(&call.args);
        }
        Expr::BinaryExpr(binary) => {
            binary.op.hash(hasher);
            todo.extend([&*binary.left, &*binary.right]);
        }
        Expr::Cast(cast) => {
            cast.field.data_type().hash(hasher);
            todo.push(&cast.expr);
        }
        Expr::TryCast(cast) => {
            cast.field.data_type().hash(hasher);
            todo.push(&cast.expr);
        }
        Expr::Case(case) => {
            (case.expr.is_some(), case.when_then_expr.len(), case.else_expr.is_some()).hash(hasher);
            todo.extend(case.expr.as_deref());
            todo.extend(case.when_then_expr.iter().flat_map(|(when, then)| [&**when, &**then]));
            todo.extend(case.else_expr.as_deref());
        }
        Expr::Not(child) | Expr::IsNull(child) | Expr::IsNotNull(child) | Expr::Negative(child) => todo.push(child),
        // The others do not make deep chains; their own hash covers what is below them too.
        other => other.hash(hasher),
    }
}

/// The name of an argument; a NULL's tells its type.
fn typed_name(arg: &Expr) -> Result<String> {
    match arg {
        Expr::Literal(value, _) if value.is_null() => Ok(format!("NULL::{}", value.data_type())),
        other => Ok(other.schema_name().to_string()),
    }
}

/// The typed NULL that tells a kernel which type to answer.
pub fn target(data_type: &DataType) -> Expr {
    null_of(&to_arrow(data_type))
}

/// A NULL literal of an Arrow type.
pub fn null_of(arrow: &ArrowType) -> Expr {
    Expr::Literal(null_scalar(arrow), None)
}

/// NULL as a scalar of an Arrow type.
pub fn null_scalar(arrow: &ArrowType) -> ScalarValue {
    ScalarValue::try_new_null(arrow)
        .or_else(|_| ScalarValue::try_from_array(&new_null_array(arrow, 1), 0))
        .unwrap_or(ScalarValue::Null)
}

/// Runs `body` over the first `count` arguments as arrays of one length. When all of those are constants they are arrays of one row
/// and the answer is a constant.
pub fn over_arrays(
    args: &ScalarFunctionArgs,
    count: usize,
    body: impl FnOnce(&[ArrayRef]) -> Result<ArrayRef, SparkError>,
) -> Result<ColumnarValue> {
    let values = args.args.get(..count).unwrap_or(&args.args);
    let constant = values.iter().all(|v| matches!(v, ColumnarValue::Scalar(_)));
    let rows = if constant { 1 } else { args.number_rows };
    let arrays = values.iter().map(|v| v.to_array(rows)).collect::<Result<Vec<_>>>()?;
    let answer = body(&arrays)?;
    if constant && answer.len() == 1 {
        return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&answer, 0)?));
    }
    Ok(ColumnarValue::Array(answer))
}

/// The text of a constant string argument.
pub fn text_argument(args: &ScalarFunctionArgs, index: usize) -> Option<&str> {
    match args.args.get(index) {
        Some(ColumnarValue::Scalar(ScalarValue::Utf8(Some(text)))) => Some(text),
        _ => None,
    }
}
