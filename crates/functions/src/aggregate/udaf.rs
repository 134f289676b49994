//! Our aggregates as DataFusion knows them.

use std::fmt::Debug;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

use arrow::datatypes::{DataType as ArrowType, Field as ArrowField, FieldRef};
use datafusion::common::{Result, ScalarValue, not_impl_err};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::{AggregateOrderSensitivity, format_state_name};
use datafusion::logical_expr::{Accumulator, AggregateUDF, AggregateUDFImpl, GroupsAccumulator, Signature, Volatility};
use datafusion::physical_expr::expressions::Literal;

use super::collected::Collected;
use super::groups::Distinct;

/// What an aggregate of ours is made of.
pub(super) trait Shape: Debug + Send + Sync + 'static {
    /// Its name on the wire.
    fn name(&self) -> &'static str;
    /// The type of its answer.
    fn answer(&self, args: &[ArrowType]) -> Result<ArrowType>;
    /// The columns of its state.
    fn state(&self, args: &[ArrowType], answer: &ArrowType) -> Vec<(&'static str, ArrowType)>;
    /// One group.
    fn one(&self, inputs: &Inputs) -> Result<Box<dyn Accumulator>>;
    /// One group over a frame that moves.
    fn sliding(&self, inputs: &Inputs, _args: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        self.one(inputs)
    }
    /// Many groups, where it can.
    fn many(&self, _inputs: &Inputs) -> Option<Result<Box<dyn GroupsAccumulator>>> {
        None
    }
    /// What it answers for no rows.
    fn of_nothing(&self, answer: &ArrowType) -> Result<ScalarValue> {
        ScalarValue::try_from(answer)
    }
}

/// The types and constants an accumulator is made for.
#[derive(Clone, Debug)]
pub(super) struct Inputs {
    /// Types of the arguments.
    pub(super) types: Vec<ArrowType>,
    /// The values of constant arguments.
    pub(super) constants: Vec<Option<ScalarValue>>,
    /// Type of the answer.
    pub(super) answer: ArrowType,
}

impl Inputs {
    fn of(args: &AccumulatorArgs) -> Self {
        let constant = |expr: &Arc<dyn datafusion::physical_plan::PhysicalExpr>| {
            expr.downcast_ref::<Literal>().map(|literal| literal.value().clone())
        };
        Self {
            types: args.expr_fields.iter().map(|field| field.data_type().clone()).collect(),
            constants: args.exprs.iter().map(constant).collect(),
            answer: args.return_field.data_type().clone(),
        }
    }

    /// The type of the first argument.
    pub(super) fn first(&self) -> ArrowType {
        self.types.first().cloned().unwrap_or(ArrowType::Null)
    }
}

/// An aggregate of ours, written as a `static`.
#[derive(Debug)]
pub(super) struct Aggregate {
    shape: &'static dyn Shape,
    udaf: OnceLock<Arc<AggregateUDF>>,
}

impl Aggregate {
    pub(super) const fn new(shape: &'static dyn Shape) -> Self {
        Self { shape, udaf: OnceLock::new() }
    }

    pub(super) fn udaf(&self) -> Arc<AggregateUDF> {
        let make = || {
            let signature = Signature::variadic_any(Volatility::Immutable);
            Arc::new(AggregateUDF::new_from_impl(Impl { shape: self.shape, signature }))
        };
        Arc::clone(self.udaf.get_or_init(make))
    }
}

#[derive(Debug)]
struct Impl {
    shape: &'static dyn Shape,
    signature: Signature,
}

impl PartialEq for Impl {
    fn eq(&self, other: &Self) -> bool {
        self.shape.name() == other.shape.name()
    }
}

impl Eq for Impl {}

impl Hash for Impl {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.shape.name().hash(state);
    }
}

impl AggregateUDFImpl for Impl {
    fn name(&self) -> &str {
        self.shape.name()
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, args: &[ArrowType]) -> Result<ArrowType> {
        self.shape.answer(args)
    }

    fn accumulator(&self, args: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        let inputs = Inputs::of(&args);
        if !args.is_distinct {
            return self.shape.one(&inputs);
        }
        if inputs.types.len() != 1 {
            return not_impl_err!("DISTINCT with several arguments of {}", self.shape.name());
        }
        let (shape, values) = (self.shape, Collected::new(inputs.first()));
        Ok(Box::new(Distinct::new(values, move || shape.one(&inputs))))
    }

    fn create_sliding_accumulator(&self, args: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        let inputs = Inputs::of(&args);
        if args.is_distinct { self.accumulator(args) } else { self.shape.sliding(&inputs, args) }
    }

    fn state_fields(&self, args: StateFieldsArgs) -> Result<Vec<FieldRef>> {
        let types: Vec<_> = args.input_fields.iter().map(|field| field.data_type().clone()).collect();
        let field = |(name, data_type): (&str, ArrowType)| {
            Arc::new(ArrowField::new(format_state_name(args.name, name), data_type, true))
        };
        if args.is_distinct {
            let values = Collected::list_type(types.first().unwrap_or(&ArrowType::Null));
            return Ok(vec![field(("values", values))]);
        }
        Ok(self.shape.state(&types, args.return_type()).into_iter().map(field).collect())
    }

    fn groups_accumulator_supported(&self, args: AccumulatorArgs) -> bool {
        !args.is_distinct && self.shape.many(&Inputs::of(&args)).is_some()
    }

    fn create_groups_accumulator(&self, args: AccumulatorArgs) -> Result<Box<dyn GroupsAccumulator>> {
        match self.shape.many(&Inputs::of(&args)) {
            Some(groups) => groups,
            None => not_impl_err!("{} over many groups at once", self.shape.name()),
        }
    }

    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        AggregateOrderSensitivity::Insensitive
    }

    fn default_value(&self, data_type: &ArrowType) -> Result<ScalarValue> {
        self.shape.of_nothing(data_type)
    }
}
