//! Unresolved expressions.

use std::sync::Arc;

use sparrow_spark_error::QueryContext;
use sparrow_spark_types::DataType;

use crate::{Literal, Relation, UserFunction};

/// An expression with the place it came from.
#[derive(Clone, Debug)]
pub struct Expression {
    /// What it is.
    pub kind: ExprKind,
    /// Where the user wrote it; errors point there.
    pub origin: Option<Origin>,
}

/// Where the user wrote an expression or relation. Cheap to clone.
pub type Origin = Arc<QueryContext>;

/// The kinds of expression.
///
/// Operators are functions under Spark's function names, whatever the front end: `+`, `-` (unary: `negative`), `*`, `/`, `div`, `%`, `=`,
/// `<=>`, `!=` (SQL `<>` too), `<`, `<=`, `>`, `>=`, `and`, `or`, `not`, `isnull`, `isnotnull`, `in` (first argument is the
/// value), `between` (value, low, high), `like`/`ilike`/`rlike`, `when` (condition, value, …, [else]), `&`, `|`, `^`, `~`, `||` (as `concat`), `position`, …
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A constant.
    Literal(Literal),
    /// A column by name, one part an element: `t.a.b` is `["t","a","b"]`.
    Attribute {
        /// Parts as written, without back-ticks.
        name: Vec<String>,
        /// The relation (by its `plan_id`) whose output is meant; only from DataFrames.
        plan_id: Option<i64>,
        /// `_metadata` and its fields.
        is_metadata: bool,
    },
    /// `*`, `t.*` (`target` = its parts) or `df["*"]` (`plan_id`).
    Star {
        /// Parts before `.*`.
        target: Vec<String>,
        /// The relation whose columns are meant.
        plan_id: Option<i64>,
        /// Columns left out: `* EXCEPT (a, b)`.
        except: Vec<Vec<String>>,
    },
    /// Columns whose names match a regular expression.
    Regex {
        /// The pattern.
        pattern: String,
        /// The relation whose columns are meant.
        plan_id: Option<i64>,
    },
    /// A call by name.
    Function {
        /// Name parts, one for built-ins.
        name: Vec<String>,
        /// Arguments; a named one is `NamedArgument`.
        args: Vec<Expression>,
        /// `DISTINCT`
        distinct: bool,
        /// `FILTER (WHERE …)`
        filter: Option<Box<Expression>>,
        /// `IGNORE NULLS` (true) or `RESPECT NULLS` (false) where written.
        ignore_nulls: Option<bool>,
        /// `WITHIN GROUP (ORDER BY …)`
        within_group: Vec<SortOrder>,
    },
    /// `name => value` in a call.
    NamedArgument {
        /// The parameter's name.
        name: String,
        /// Its value.
        value: Box<Expression>,
    },
    /// `CAST`, `TRY_CAST`, `::`.
    Cast {
        /// What is cast.
        child: Box<Expression>,
        /// To what.
        to: DataType,
        /// How failures show.
        mode: CastMode,
    },
    /// A new name (several for a generator's columns).
    Alias {
        /// What is named.
        child: Box<Expression>,
        /// The name or names.
        names: Vec<String>,
        /// Column metadata as a JSON object.
        metadata: Option<String>,
    },
    /// A sort key where an expression is expected (`array_sort` and friends take none of these).
    SortOrder(Box<SortOrder>),
    /// `function OVER (…)`
    Window {
        /// The function call.
        function: Box<Expression>,
        /// The window.
        spec: WindowSpec,
    },
    /// `x -> …`
    Lambda(Lambda),
    /// A lambda's variable.
    LambdaVariable {
        /// Its name, unique within the plan.
        name: Vec<String>,
    },
    /// `child[extraction]` or `child.field`
    ExtractValue {
        /// The array, map or struct.
        child: Box<Expression>,
        /// Index, key or field name.
        extraction: Box<Expression>,
    },
    /// `withField`/`dropFields`
    UpdateFields {
        /// The struct.
        child: Box<Expression>,
        /// The change.
        update: UpdateField,
    },
    /// A subquery as a value or test.
    Subquery {
        /// The inner query; `None` when it is given by `plan_id`.
        plan: Option<Box<Relation>>,
        /// A relation among `WithRelations.references`.
        plan_id: Option<i64>,
        /// How it is used.
        kind: SubqueryKind,
    },
    /// A call of a function whose code comes with the plan.
    UserFunction(Box<UserFunction>),
    /// The number of the partition a row goes to, as `repartitionById` gives it.
    PartitionId(Box<Expression>),
    /// `:name` or `?` (its position as name) not yet bound to an argument.
    Parameter {
        /// `name` for `:name`; the zero-based position for `?`.
        name: String,
        /// Whether it was written `?`.
        positional: bool,
    },
}

/// How a subquery is used.
#[derive(Clone, Debug)]
pub enum SubqueryKind {
    /// One value.
    Scalar,
    /// `EXISTS`
    Exists,
    /// `TABLE(subquery)`: the argument of a table function.
    Table {
        /// `PARTITION BY`
        partition_by: Vec<Expression>,
        /// `ORDER BY`
        order_by: Vec<SortOrder>,
        /// `WITH SINGLE PARTITION`
        single_partition: bool,
    },
    /// `values IN (subquery)`
    In {
        /// The left side, one or more.
        values: Vec<Expression>,
    },
}

/// How a failing cast shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CastMode {
    /// As the session's ANSI mode says.
    Session,
    /// Raises an error.
    Ansi,
    /// NULL for whatever does not fit.
    Try,
    /// Spark's old rules.
    Legacy,
}

/// One change of a struct.
#[derive(Clone, Debug)]
pub enum UpdateField {
    /// Sets or adds the field at this dotted path.
    Set {
        /// Path below the struct.
        path: Vec<String>,
        /// The value.
        value: Box<Expression>,
    },
    /// Drops the field at this dotted path.
    Drop {
        /// Path below the struct.
        path: Vec<String>,
    },
}

/// A sort key.
#[derive(Clone, Debug)]
pub struct SortOrder {
    /// What is sorted by.
    pub child: Expression,
    /// Ascending.
    pub ascending: bool,
    /// Where NULLs go; Spark's default is first when ascending, last when descending.
    pub nulls: NullOrder,
}

/// Where NULLs sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum NullOrder {
    First,
    Last,
}

/// A function given in place: `(x, y) -> body`.
#[derive(Clone, Debug)]
pub struct Lambda {
    /// Variable names.
    pub arguments: Vec<String>,
    /// The body, with `LambdaVariable`s (or plain attributes of those names, from SQL).
    pub body: Box<Expression>,
}

/// `OVER (PARTITION BY … ORDER BY … frame)`
#[derive(Clone, Debug, Default)]
pub struct WindowSpec {
    /// `PARTITION BY`
    pub partition_by: Vec<Expression>,
    /// `ORDER BY`
    pub order_by: Vec<SortOrder>,
    /// The frame; without one Spark's default applies.
    pub frame: Option<WindowFrame>,
}

/// `ROWS|RANGE BETWEEN lower AND upper`
#[derive(Clone, Debug)]
pub struct WindowFrame {
    /// Rows or values.
    pub units: FrameUnits,
    /// Where it begins.
    pub lower: FrameBound,
    /// Where it ends.
    pub upper: FrameBound,
}

/// What a frame counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum FrameUnits {
    Rows,
    Range,
}

/// One end of a frame.
#[derive(Clone, Debug)]
pub enum FrameBound {
    /// The current row (and its peers for a range).
    CurrentRow,
    /// The partition's start as lower, end as upper bound.
    Unbounded,
    /// An offset: negative is preceding, positive following.
    Offset(Box<Expression>),
}

impl Expression {
    /// An expression of unknown origin.
    pub fn new(kind: ExprKind) -> Self {
        Self { kind, origin: None }
    }

    /// The same with its origin.
    #[must_use]
    pub fn at(self, origin: Option<Origin>) -> Self {
        Self { origin: origin.or(self.origin), ..self }
    }

    /// A constant.
    pub fn literal(literal: Literal) -> Self {
        Self::new(ExprKind::Literal(literal))
    }

    /// A column by its name parts.
    pub fn column<S: Into<String>>(parts: impl IntoIterator<Item = S>) -> Self {
        let name = parts.into_iter().map(Into::into).collect();
        Self::new(ExprKind::Attribute { name, plan_id: None, is_metadata: false })
    }

    /// `*`
    pub fn star() -> Self {
        Self::new(ExprKind::Star { target: vec![], plan_id: None, except: vec![] })
    }

    /// A call of a built-in function or operator.
    pub fn call(name: impl Into<String>, args: Vec<Expression>) -> Self {
        Self::new(ExprKind::Function {
            name: vec![name.into()],
            args,
            distinct: false,
            filter: None,
            ignore_nulls: None,
            within_group: vec![],
        })
    }

    /// `self AS name`
    #[must_use]
    pub fn alias(self, name: impl Into<String>) -> Self {
        let origin = self.origin.clone();
        let kind = ExprKind::Alias { child: Box::new(self), names: vec![name.into()], metadata: None };
        Self { kind, origin }
    }
}
