//! How a scalar function is declared: parameters, result, name and body in one `static`. Builder and kernel follow from it.

mod call;
mod elements;
mod param;
mod read;
mod write;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef};
use arrow::datatypes::DataType as ArrowType;
use datafusion::common::{Result as DfResult, ScalarValue};
use datafusion::logical_expr::expr::ScalarFunction;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, TypeSignature, Volatility,
};
use sparrow_spark_error::{Result, SparkError, condition, wrong_num_args};
use sparrow_spark_types::{DataType, arrow as arrow_types};

use crate::{Context, Typed};

pub(crate) use call::Call;
pub(crate) use elements::{Elements, Picks, comparable, conform, elements_of, joined, keys_of, normal};
pub(crate) use param::{Default, Param, accept, literal, null_of, string_literal, unify, unify_list};
pub(crate) use read::{Column, internal_type};
pub(crate) use write::{BYTES_MAX, IntoCell, VALUE_BYTES_MAX, too_large};

/// What a function answers, from the types of its arguments after coercion.
#[derive(Clone, Copy)]
pub(crate) enum Returns {
    /// Always this type.
    Type(&'static DataType),
    /// The type of this argument.
    Argument(usize),
    /// Whatever this computes.
    Of(fn(&[DataType]) -> Result<DataType>),
}

impl Returns {
    pub(crate) const STRING: Self = Self::Type(&DataType::String);
    pub(crate) const BINARY: Self = Self::Type(&DataType::Binary);
    pub(crate) const BOOLEAN: Self = Self::Type(&DataType::Boolean);
    pub(crate) const INT: Self = Self::Type(&DataType::Integer);
    pub(crate) const LONG: Self = Self::Type(&DataType::Long);
    pub(crate) const DOUBLE: Self = Self::Type(&DataType::Double);
    pub(crate) const DATE: Self = Self::Type(&DataType::Date);
    pub(crate) const TIMESTAMP: Self = Self::Type(&DataType::Timestamp);
    pub(crate) const STRINGS: Self =
        Self::Of(|_| Ok(DataType::Array { element: Box::new(DataType::String), contains_null: false }));
}

/// Whether a result may be NULL.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Nulls {
    /// Where an argument may be.
    Strict,
    /// Even when no argument is.
    Always,
    /// Never.
    Never,
    /// Where one of the first so many arguments may be.
    First(usize),
    /// Where an argument may be, or an element of the first.
    Elements,
    /// Where an argument may be, and anywhere without ANSI mode.
    Lenient,
}

/// A function, declared.
pub(crate) struct Spec {
    kernel: &'static str,
    params: &'static [Param],
    required: usize,
    defaults: &'static [Default],
    variadic: bool,
    returns: Returns,
    nulls: Nulls,
    volatility: Volatility,
    shown: Option<&'static str>,
    operator: bool,
    body: fn(&Call) -> DfResult<ArrayRef>,
}

impl Spec {
    /// A strict function of exactly these parameters, whose kernel bears this name.
    pub(crate) const fn new(
        kernel: &'static str,
        params: &'static [Param],
        returns: Returns,
        body: fn(&Call) -> DfResult<ArrayRef>,
    ) -> Self {
        let (required, volatility) = (params.len(), Volatility::Immutable);
        let (defaults, variadic, nulls, shown) = (&[] as &[Default], false, Nulls::Strict, None);
        let operator = false;
        Self { kernel, params, required, defaults, variadic, returns, nulls, volatility, shown, operator, body }
    }

    /// The last parameters may be left out; these then stand for them, and show in the name.
    pub(crate) const fn defaults(mut self, defaults: &'static [Default]) -> Self {
        self.defaults = defaults;
        self.required = self.params.len() - defaults.len();
        self
    }

    /// The last so many parameters may be left out.
    pub(crate) const fn optional(mut self, count: usize) -> Self {
        self.required = self.params.len() - count;
        self
    }

    /// The last parameter may come any number of times; `required` arguments at least.
    pub(crate) const fn variadic(mut self, required: usize) -> Self {
        self.variadic = true;
        self.required = required;
        self
    }

    /// May be NULL although no argument is.
    pub(crate) const fn nullable(mut self) -> Self {
        self.nulls = Nulls::Always;
        self
    }

    /// May be NULL where one of the first so many arguments may be.
    pub(crate) const fn nullable_by_first(mut self, count: usize) -> Self {
        self.nulls = Nulls::First(count);
        self
    }

    /// May be NULL where an argument or an element of the first one may be.
    pub(crate) const fn nullable_by_elements(mut self) -> Self {
        self.nulls = Nulls::Elements;
        self
    }

    /// Answers NULL without ANSI mode where it would raise an error under it.
    pub(crate) const fn lenient(mut self) -> Self {
        self.nulls = Nulls::Lenient;
        self
    }

    /// Never NULL.
    pub(crate) const fn never_null(mut self) -> Self {
        self.nulls = Nulls::Never;
        self
    }

    /// A new value for each row.
    pub(crate) const fn volatile(mut self) -> Self {
        self.volatility = Volatility::Volatile;
        self
    }

    /// Spark shows this name whatever the call was spelt.
    pub(crate) const fn shown_as(mut self, shown: &'static str) -> Self {
        self.shown = Some(shown);
        self
    }

    /// Shown before its operand, without brackets.
    pub(crate) const fn operator(mut self) -> Self {
        self.operator = true;
        self
    }

    /// The typed call: arguments counted, defaults added, coerced.
    pub(crate) fn build(&'static self, context: &Context, name: &str, mut args: Vec<Typed>) -> Result<Typed> {
        let name = name.to_lowercase();
        self.check_count(&name, args.len())?;
        let missing = self.params.len().saturating_sub(args.len()).min(self.defaults.len());
        args.extend(self.defaults[self.defaults.len() - missing..].iter().map(Default::typed));
        let call = match (self.operator, args.first()) {
            (true, Some(operand)) => format!("{name}{}", operand.name),
            _ => call_name(self.shown.unwrap_or(&name), &args),
        };
        let param = |i: usize| self.params.get(i).or(self.params.last()).copied().unwrap_or(Param::Any);
        let args = args.into_iter().enumerate();
        let args = args.map(|(i, a)| accept(context, &call, i, a, param(i))).collect::<Result<Vec<_>>>()?;
        let built = self.apply(call, args)?;
        let lenient = self.nulls == Nulls::Lenient && !context.ansi;
        Ok(Typed { nullable: built.nullable || lenient, ..built })
    }

    /// The call on arguments already of the right types, under this name.
    pub(crate) fn apply(&'static self, call: String, args: Vec<Typed>) -> Result<Typed> {
        let types: Vec<DataType> = args.iter().map(|a| a.data_type.clone()).collect();
        let nullable = match self.nulls {
            Nulls::Strict => args.iter().any(|a| a.nullable),
            Nulls::Elements | Nulls::Lenient if args.iter().any(|a| a.nullable) => true,
            Nulls::Elements => matches!(types.first(), Some(DataType::Array { contains_null: true, .. })),
            Nulls::First(count) => args.iter().take(count).any(|a| a.nullable),
            nulls => nulls == Nulls::Always,
        };
        let data_type = self.result_type(&types)?;
        let args = args.into_iter().map(|a| a.expr).collect();
        let expr = Expr::ScalarFunction(ScalarFunction::new_udf(self.udf(), args));
        Ok(Typed::new(expr, data_type, nullable, call))
    }

    /// The kernel for the registries.
    pub(crate) fn udf(&'static self) -> Arc<ScalarUDF> {
        let signature = Signature::new(TypeSignature::UserDefined, self.volatility);
        Arc::new(ScalarUDF::from(Kernel { spec: self, signature }))
    }

    fn check_count(&self, name: &str, actual: usize) -> Result<()> {
        let most = if self.variadic { usize::MAX } else { self.params.len() };
        if (self.required..=most).contains(&actual) {
            return Ok(());
        }
        if self.variadic {
            return Err(wrong_num_args(name, format!("> {}", self.required.saturating_sub(1)), actual));
        }
        Err(wrong_count(name, &(self.required..=most).collect::<Vec<_>>(), actual))
    }

    fn result_type(&self, args: &[DataType]) -> Result<DataType> {
        match &self.returns {
            Returns::Type(data_type) => Ok((*data_type).clone()),
            Returns::Argument(index) => Ok(args.get(*index).cloned().unwrap_or(DataType::Null)),
            Returns::Of(compute) => compute(args),
        }
    }
}

/// `name(arg, arg)` as Spark shows it.
pub(crate) fn call_name(name: &str, args: &[Typed]) -> String {
    format!("{name}({})", args.iter().map(|a| a.name.as_str()).collect::<Vec<_>>().join(", "))
}

/// A call with `actual` arguments, where only these counts will do.
pub(crate) fn wrong_count(name: &str, expected: &[usize], actual: usize) -> SparkError {
    match expected {
        [one] => wrong_num_args(name, one, actual),
        several => wrong_num_args(name, format!("{several:?}"), actual),
    }
}

/// Arguments Spark refuses without a condition of its own.
pub(crate) fn illegal(message: impl Into<String>) -> SparkError {
    SparkError::new(&condition::ILLEGAL_ARGUMENT).with("message", message)
}

struct Kernel {
    spec: &'static Spec,
    signature: Signature,
}

impl fmt::Debug for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.spec.kernel)
    }
}

impl PartialEq for Kernel {
    fn eq(&self, other: &Self) -> bool {
        self.spec.kernel == other.spec.kernel
    }
}

impl Eq for Kernel {}

impl Hash for Kernel {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.spec.kernel.hash(state);
    }
}

impl ScalarUDFImpl for Kernel {
    fn name(&self) -> &str {
        self.spec.kernel
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, types: &[ArrowType]) -> DfResult<Vec<ArrowType>> {
        Ok(types.to_vec())
    }

    fn return_type(&self, types: &[ArrowType]) -> DfResult<ArrowType> {
        let types = types.iter().map(arrow_types::from_arrow).collect::<Result<Vec<_>>>()?;
        Ok(arrow_types::to_arrow(&self.spec.result_type(&types)?))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> DfResult<ColumnarValue> {
        let constant = self.spec.volatility == Volatility::Immutable
            && args.args.iter().all(|a| matches!(a, ColumnarValue::Scalar(_)));
        let call = Call::new(&args, if constant { 1 } else { args.number_rows })?;
        let result = conform(&(self.spec.body)(&call)?, &call.return_type)?;
        if constant && result.len() == 1 {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&result, 0)?));
        }
        Ok(ColumnarValue::Array(result))
    }
}

/// Lists functions with their specs: `"name" | "alias" => SPEC` for a declared one, `"name" => build function` for one
/// with a builder of its own; then the kernels such builders use.
macro_rules! functions {
    (
        $($name:literal $(| $alias:literal)* => $spec:expr;)*
        builders: $($bname:literal $(| $balias:literal)* => $build:expr;)*
        kernels: $($kernel:expr),* $(,)?
        $(; more: $more:expr)?
    ) => {
        /// The functions of this group.
        pub const FUNCTIONS: &[crate::Function] = &[
            $(crate::Function {
                name: $name,
                aliases: &[$($alias),*],
                builder: crate::Builder::Scalar(|context, name, args| $spec.build(context, name, args)),
            },)*
            $(crate::Function { name: $bname, aliases: &[$($balias),*], builder: crate::Builder::Scalar($build) },)*
        ];

        /// The kernels of this group.
        pub fn kernels() -> Vec<std::sync::Arc<datafusion::logical_expr::ScalarUDF>> {
            let kernels: Vec<std::sync::Arc<datafusion::logical_expr::ScalarUDF>> =
                vec![$($spec.udf(),)* $($kernel.udf(),)*];
            $(let kernels = kernels.into_iter().chain($more()).collect();)?
            kernels
        }
    };
}
pub(crate) use functions;
