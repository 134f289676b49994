//! One invocation of a kernel: its arguments by column, and the loops over rows.

use arrow::array::ArrayRef;
use arrow::datatypes::DataType as ArrowType;
use datafusion::common::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};
use sparrow_spark_error::internal;

use super::read::{Column, Read};
use super::write::{IntoCell, Value};

/// One invocation of a kernel.
pub(crate) struct Call {
    columns: Vec<ArrayRef>,
    constant: Vec<bool>,
    /// How many rows to answer.
    pub(crate) rows: usize,
    /// The type to answer.
    pub(crate) return_type: ArrowType,
    /// `spark.sql.ansi.enabled`
    pub(crate) ansi: bool,
    /// `spark.sql.mapKeyDedupPolicy` is `LAST_WIN`
    pub(crate) last_key_wins: bool,
    time_zone: Option<String>,
}

impl Call {
    pub(super) fn new(args: &ScalarFunctionArgs, rows: usize) -> Result<Self> {
        let column = |value: &ColumnarValue| match value {
            ColumnarValue::Array(array) => Ok(array.clone()),
            ColumnarValue::Scalar(scalar) => scalar.to_array(),
        };
        let execution = &args.config_options.execution;
        Ok(Self {
            columns: args.args.iter().map(column).collect::<Result<_>>()?,
            constant: args.args.iter().map(|a| matches!(a, ColumnarValue::Scalar(_))).collect(),
            rows,
            return_type: args.return_type().clone(),
            ansi: execution.enable_ansi_mode,
            last_key_wins: crate::scalar::collection::last_key_wins(&args.config_options),
            time_zone: execution.time_zone.clone(),
        })
    }

    /// How many arguments there are.
    pub(crate) fn len(&self) -> usize {
        self.columns.len()
    }

    /// The session's zone as text; UTC where none is set.
    pub(crate) fn time_zone(&self) -> &str {
        self.time_zone.as_deref().unwrap_or("UTC")
    }

    /// An argument as it came: one row when constant.
    pub(crate) fn array(&self, index: usize) -> Result<&ArrayRef> {
        self.columns.get(index).ok_or_else(|| internal(format!("a kernel misses its argument {index}")).into())
    }

    /// The Arrow type of an argument.
    pub(crate) fn type_of(&self, index: usize) -> Result<&ArrowType> {
        Ok(self.array(index)?.data_type())
    }

    /// An argument stretched to all rows.
    pub(crate) fn full(&self, index: usize) -> Result<ArrayRef> {
        let array = self.array(index)?;
        if !self.is_constant(index) || self.rows == 1 {
            return Ok(array.clone());
        }
        let zeros = arrow::array::UInt32Array::from(vec![0; self.rows]);
        Ok(arrow::compute::take(array, &zeros, None)?)
    }

    pub(super) fn is_constant(&self, index: usize) -> bool {
        self.constant.get(index).copied().unwrap_or(false)
    }

    /// An argument as values of `T`.
    pub(crate) fn column<'a, T: Read<'a>>(&'a self, index: usize) -> Result<Column<'a, T>> {
        Column::new(self.array(index)?.as_ref(), self.is_constant(index))
    }

    /// The row of an argument's own array for a row of the call.
    pub(crate) fn row_of(&self, index: usize, row: usize) -> usize {
        if self.is_constant(index) { 0 } else { row }
    }

    /// Answers `cell` of every row.
    pub(crate) fn rows<R: IntoCell>(&self, cell: impl Fn(usize) -> R) -> Result<ArrayRef> {
        let mut builder = R::Value::builder(&self.return_type, self.rows)?;
        for row in 0..self.rows {
            R::Value::push(&mut builder, cell(row).into_cell()?)?;
        }
        R::Value::finish(builder, &self.return_type)
    }

    /// Answers `f` of the first argument.
    pub(crate) fn map1<'a, A: Read<'a>, R: IntoCell>(&'a self, f: impl Fn(A) -> R) -> Result<ArrayRef> {
        let a = self.column::<A>(0)?;
        self.rows(|i| a.get(i).map(&f).map(R::into_cell).transpose().map(Option::flatten))
    }

    /// Answers `f` of the first two arguments.
    pub(crate) fn map2<'a, A, B, R>(&'a self, f: impl Fn(A, B) -> R) -> Result<ArrayRef>
    where
        A: Read<'a>,
        B: Read<'a>,
        R: IntoCell,
    {
        let (a, b) = (self.column::<A>(0)?, self.column::<B>(1)?);
        let cell = |i| Some(f(a.get(i)?, b.get(i)?).into_cell());
        self.rows(|i| cell(i).transpose().map(Option::flatten))
    }

    /// Answers `f` of the first three arguments.
    pub(crate) fn map3<'a, A, B, C, R>(&'a self, f: impl Fn(A, B, C) -> R) -> Result<ArrayRef>
    where
        A: Read<'a>,
        B: Read<'a>,
        C: Read<'a>,
        R: IntoCell,
    {
        let (a, b, c) = (self.column::<A>(0)?, self.column::<B>(1)?, self.column::<C>(2)?);
        let cell = |i| Some(f(a.get(i)?, b.get(i)?, c.get(i)?).into_cell());
        self.rows(|i| cell(i).transpose().map(Option::flatten))
    }

    /// Answers `f` of the first four arguments.
    pub(crate) fn map4<'a, A, B, C, D, R>(&'a self, f: impl Fn(A, B, C, D) -> R) -> Result<ArrayRef>
    where
        A: Read<'a>,
        B: Read<'a>,
        C: Read<'a>,
        D: Read<'a>,
        R: IntoCell,
    {
        let (a, b, c, d) = (self.column::<A>(0)?, self.column::<B>(1)?, self.column::<C>(2)?, self.column::<D>(3)?);
        let cell = |i| Some(f(a.get(i)?, b.get(i)?, c.get(i)?, d.get(i)?).into_cell());
        self.rows(|i| cell(i).transpose().map(Option::flatten))
    }
}
