//! Unresolved relations.

use std::sync::Arc;

use arrow::record_batch::RecordBatch;
use sparrow_spark_types::StructType;

use crate::{Command, Expression, Literal, Origin, SortOrder};

/// A relation, with the id the client gave it.
#[derive(Clone, Debug)]
pub struct Relation {
    /// What it is.
    pub kind: Box<RelKind>,
    /// The client's id, by which `Attribute::plan_id` refers to its output.
    pub plan_id: Option<i64>,
    /// Where the user wrote it.
    pub origin: Option<Origin>,
}

/// The kinds of relation.
#[derive(Clone, Debug)]
pub enum RelKind {
    /// One row without columns: `SELECT` without `FROM`.
    OneRow,
    /// A table or view by name.
    NamedTable {
        /// Name parts.
        name: Vec<String>,
        /// Read options.
        options: Vec<(String, String)>,
    },
    /// Files or another source read directly.
    DataSource(DataSource),
    /// `range(…)`, `explode(…)` … in FROM.
    TableFunction {
        /// Name parts.
        name: Vec<String>,
        /// Arguments.
        args: Vec<Expression>,
    },
    /// Rows that came with the plan.
    LocalRelation(LocalRelation),
    /// 3.5–4.0: a serialized `LocalRelation` uploaded as `cache/<hash>`.
    CachedLocalRelation {
        /// SHA-256 of it, in hex.
        hash: String,
    },
    /// 4.1+: Arrow chunks and a schema uploaded as `cache/<hash>`.
    ChunkedCachedLocalRelation {
        /// Hashes of the Arrow streams, in order.
        data_hashes: Vec<String>,
        /// Hash of the schema text.
        schema_hash: Option<String>,
    },
    /// A DataFrame the server holds (checkpoint).
    CachedRemoteRelation {
        /// Its id.
        id: String,
    },
    /// `spark.range`
    Range(Range),
    /// `VALUES (…), (…)`
    Values {
        /// Rows of one width.
        rows: Vec<Vec<Expression>>,
    },
    /// `SELECT expressions FROM input`
    Project {
        /// From what.
        input: Relation,
        /// What; may be empty.
        expressions: Vec<Expression>,
    },
    /// `WHERE condition`
    Filter {
        /// Of what.
        input: Relation,
        /// Must be boolean.
        condition: Expression,
    },
    /// A join.
    Join(Join),
    /// `UNION`, `INTERSECT`, `EXCEPT`
    SetOp(SetOp),
    /// `ORDER BY` (global) or `SORT BY` (within partitions)
    Sort {
        /// Of what.
        input: Relation,
        /// Keys.
        order: Vec<SortOrder>,
        /// Whether over all rows.
        global: bool,
    },
    /// The first rows.
    Limit {
        /// Of what.
        input: Relation,
        /// How many; a constant.
        limit: Expression,
    },
    /// All but the first rows.
    Offset {
        /// Of what.
        input: Relation,
        /// How many; a constant.
        offset: Expression,
    },
    /// The last rows.
    Tail {
        /// Of what.
        input: Relation,
        /// How many; a constant.
        limit: Expression,
    },
    /// `GROUP BY`
    Aggregate(Aggregate),
    /// `PIVOT`
    Pivot(Pivot),
    /// `UNPIVOT`, `melt`
    Unpivot(Unpivot),
    /// `LATERAL VIEW generator`
    Generate(Generate),
    /// `input AS alias(columns)`
    SubqueryAlias {
        /// Of what.
        input: Relation,
        /// The alias.
        alias: String,
        /// New column names; empty keeps them.
        columns: Vec<String>,
    },
    /// `WITH ctes input`
    With {
        /// Definitions; a later one sees the earlier ones.
        ctes: Vec<Cte>,
        /// `RECURSIVE` was written.
        recursive: bool,
        /// The main query.
        input: Relation,
    },
    /// Relations that `root` refers to: those that are `SubqueryAlias` are views for SQL text, others targets of `Subquery::plan_id`.
    WithRelations {
        /// The query.
        root: Relation,
        /// What it refers to.
        references: Vec<Relation>,
    },
    /// `DISTINCT`, `dropDuplicates`
    Deduplicate(Deduplicate),
    /// `toDF(names)`
    ToDf {
        /// Of what.
        input: Relation,
        /// All names, in order.
        names: Vec<String>,
    },
    /// `withColumnsRenamed`
    WithColumnsRenamed {
        /// Of what.
        input: Relation,
        /// Old to new; an old name that is not there is no error.
        renames: Vec<(String, String)>,
    },
    /// `withColumns`
    WithColumns {
        /// Of what.
        input: Relation,
        /// Aliases: replaced in place when the name exists, else appended.
        columns: Vec<Expression>,
    },
    /// `drop`
    Drop {
        /// Of what.
        input: Relation,
        /// By reference.
        columns: Vec<Expression>,
        /// By name.
        names: Vec<String>,
    },
    /// `hint`
    Hint {
        /// Of what.
        input: Relation,
        /// The hint's name as written.
        name: String,
        /// Its parameters.
        parameters: Vec<Expression>,
    },
    /// `sample`
    Sample(Sample),
    /// `repartition(n)`, `coalesce(n)`
    Repartition {
        /// Of what.
        input: Relation,
        /// Partitions wanted.
        partitions: usize,
        /// False only merges partitions.
        shuffle: bool,
    },
    /// `repartition(columns)`, `repartitionByRange` (keys are `ExprKind::SortOrder`)
    RepartitionByExpression {
        /// Of what.
        input: Relation,
        /// Keys.
        expressions: Vec<Expression>,
        /// Partitions wanted; `None` takes `spark.sql.shuffle.partitions`.
        partitions: Option<usize>,
    },
    /// `DataFrame.to(schema)`
    ToSchema {
        /// Of what.
        input: Relation,
        /// Wanted.
        schema: StructType,
    },
    /// `show()`: one row, one string column `show_string`
    ShowString {
        /// Of what.
        input: Relation,
        /// Rows shown.
        rows: i32,
        /// Width of a cell, 0 for all.
        truncate: i32,
        /// One line a cell.
        vertical: bool,
    },
    /// The notebook's table: one row, one string column `html_string`
    HtmlString {
        /// Of what.
        input: Relation,
        /// Rows shown.
        rows: i32,
        /// Width of a cell, 0 for all.
        truncate: i32,
    },
    /// `na.fill`
    FillNa(FillNa),
    /// `na.drop`
    DropNa {
        /// Of what.
        input: Relation,
        /// Columns looked at; empty is all.
        columns: Vec<String>,
        /// Non-null values a row must have; `None` is all of them.
        min_non_nulls: Option<i32>,
    },
    /// `na.replace`
    Replace(NullReplace),
    /// `summary`, `describe` and `df.stat`
    Stat {
        /// Of what.
        input: Relation,
        /// Which.
        function: StatFunction,
    },
    /// `observe`
    CollectMetrics {
        /// Of what.
        input: Relation,
        /// The observation's name.
        name: String,
        /// Aliased aggregates.
        metrics: Vec<Expression>,
    },
    /// A command where rows are expected: `SHOW …` as a root relation, catalog operations. Run while names are resolved.
    Command(Box<Command>),
}

/// Files or another source.
#[derive(Clone, Debug, Default)]
pub struct DataSource {
    /// `csv`, `parquet`, …; `None` takes `spark.sql.sources.default`.
    pub format: Option<String>,
    /// The user's schema.
    pub schema: Option<StructType>,
    /// Options as given; keys compare without case.
    pub options: Vec<(String, String)>,
    /// Paths, globs allowed.
    pub paths: Vec<String>,
    /// `jdbc` partition predicates.
    pub predicates: Vec<String>,
    /// `readStream`
    pub streaming: bool,
}

/// Rows that came with the plan.
#[derive(Clone, Debug)]
pub struct LocalRelation {
    /// The rows as they came; `None` is no rows.
    pub batches: Option<Arc<Vec<RecordBatch>>>,
    /// The wanted schema; columns are cast to it by position. `None` takes the batches' own.
    pub schema: Option<StructType>,
}

/// `range(start, end, step, partitions)`
#[derive(Clone, Debug)]
pub struct Range {
    /// First value.
    pub start: i64,
    /// Bound, exclusive.
    pub end: i64,
    /// Distance, not 0.
    pub step: i64,
    /// Partitions; `None` is the default parallelism.
    pub partitions: Option<usize>,
}

/// A join.
#[derive(Clone, Debug)]
pub struct Join {
    /// Left input.
    pub left: Relation,
    /// Right input.
    pub right: Relation,
    /// Kind.
    pub kind: JoinKind,
    /// When rows meet.
    pub condition: JoinCondition,
    /// Whether the right side sees the left's columns.
    pub lateral: bool,
}

/// When rows meet.
#[derive(Clone, Debug)]
pub enum JoinCondition {
    /// Always.
    None,
    /// When this holds.
    On(Expression),
    /// When these columns are equal; they appear once.
    Using(Vec<String>),
    /// When all columns of the same names are equal.
    Natural,
}

/// Kinds of join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum JoinKind {
    Inner,
    Cross,
    LeftOuter,
    RightOuter,
    FullOuter,
    LeftSemi,
    LeftAnti,
}

/// A set operation.
#[derive(Clone, Debug)]
pub struct SetOp {
    /// Left input.
    pub left: Relation,
    /// Right input.
    pub right: Relation,
    /// Which.
    pub kind: SetOpKind,
    /// Keep duplicates.
    pub all: bool,
    /// Match columns by name.
    pub by_name: bool,
    /// With `by_name`: fill missing columns with NULL.
    pub allow_missing_columns: bool,
}

/// Kinds of set operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum SetOpKind {
    Union,
    Intersect,
    Except,
}

/// `SELECT select FROM input GROUP BY grouping HAVING having`. From DataFrames `select` is grouping columns, then aggregates.
#[derive(Clone, Debug)]
pub struct Aggregate {
    /// Of what.
    pub input: Relation,
    /// Grouping expressions; from SQL ordinals and select aliases may stand for them, and `GROUP BY ALL` is the one function call `all`.
    pub grouping: Vec<Expression>,
    /// Plain, rollup, cube or sets.
    pub kind: GroupingKind,
    /// Output.
    pub select: Vec<Expression>,
    /// `HAVING`
    pub having: Option<Expression>,
}

/// How grouping expressions combine.
#[derive(Clone, Debug)]
pub enum GroupingKind {
    /// One grouping.
    GroupBy,
    /// `ROLLUP`
    Rollup,
    /// `CUBE`
    Cube,
    /// `GROUPING SETS`
    GroupingSets(Vec<Vec<Expression>>),
}

/// `PIVOT`
#[derive(Clone, Debug)]
pub struct Pivot {
    /// Of what.
    pub input: Relation,
    /// Grouping; `None` is every column not otherwise used (SQL).
    pub grouping: Option<Vec<Expression>>,
    /// The pivoted column.
    pub column: Expression,
    /// Its values, aliased where named; `None` computes them.
    pub values: Option<Vec<Expression>>,
    /// Aggregates.
    pub aggregates: Vec<Expression>,
}

/// `UNPIVOT`
#[derive(Clone, Debug)]
pub struct Unpivot {
    /// Of what.
    pub input: Relation,
    /// Id columns; `None` is every column that is no value.
    pub ids: Option<Vec<Expression>>,
    /// Value columns, each a group with an optional label; `None` is every column that is no id.
    pub values: Option<Vec<(Vec<Expression>, Option<String>)>>,
    /// Name of the column of names.
    pub variable_name: String,
    /// Names of the value columns.
    pub value_names: Vec<String>,
    /// Keep rows whose values are all NULL.
    pub include_nulls: bool,
}

/// `LATERAL VIEW [OUTER] generator alias AS columns`
#[derive(Clone, Debug)]
pub struct Generate {
    /// Of what.
    pub input: Relation,
    /// The generator's call.
    pub generator: Expression,
    /// Keep rows for which nothing is generated.
    pub outer: bool,
    /// The view's alias.
    pub alias: Option<String>,
    /// Names of the generated columns; empty takes the generator's own.
    pub columns: Vec<String>,
}

/// A common table expression.
#[derive(Clone, Debug)]
pub struct Cte {
    /// Its name.
    pub name: String,
    /// New column names; empty keeps them.
    pub columns: Vec<String>,
    /// Its query.
    pub query: Relation,
}

/// `dropDuplicates`
#[derive(Clone, Debug)]
pub struct Deduplicate {
    /// Of what.
    pub input: Relation,
    /// Columns compared; `None` is all.
    pub columns: Option<Vec<String>>,
    /// Streaming only.
    pub within_watermark: bool,
}

/// `sample`
#[derive(Clone, Debug)]
pub struct Sample {
    /// Of what.
    pub input: Relation,
    /// From this fraction,
    pub lower_bound: f64,
    /// to this.
    pub upper_bound: f64,
    /// A row may be drawn again.
    pub with_replacement: bool,
    /// The seed; `None` draws one.
    pub seed: Option<i64>,
    /// Sort first, so that splits of one DataFrame do not overlap.
    pub deterministic_order: bool,
}

/// `na.fill`
#[derive(Clone, Debug)]
pub struct FillNa {
    /// Of what.
    pub input: Relation,
    /// Columns; empty is all of a fitting type.
    pub columns: Vec<String>,
    /// One for all columns, or one for each.
    pub values: Vec<Literal>,
}

/// `na.replace`
#[derive(Clone, Debug)]
pub struct NullReplace {
    /// Of what.
    pub input: Relation,
    /// Columns; empty is all of a fitting type.
    pub columns: Vec<String>,
    /// Old to new.
    pub replacements: Vec<(Literal, Literal)>,
}

/// `summary`, `describe`, `df.stat`
#[derive(Clone, Debug)]
pub enum StatFunction {
    /// `summary(statistics)`
    Summary(Vec<String>),
    /// `describe(columns)`
    Describe(Vec<String>),
    /// `crosstab`
    Crosstab(String, String),
    /// `cov`
    Cov(String, String),
    /// `corr`, with the method
    Corr(String, String, Option<String>),
    /// `approxQuantile(columns, probabilities, error)`
    ApproxQuantile(Vec<String>, Vec<f64>, f64),
    /// `freqItems(columns, support)`
    FreqItems(Vec<String>, Option<f64>),
    /// `sampleBy(column, fractions, seed)`
    SampleBy(Box<Expression>, Vec<(Literal, f64)>, Option<i64>),
    /// `transpose(index)`
    Transpose(Vec<Expression>),
}

impl Relation {
    /// A relation without id or origin.
    pub fn new(kind: RelKind) -> Self {
        Self { kind: Box::new(kind), plan_id: None, origin: None }
    }

    /// The same with the client's id.
    #[must_use]
    pub fn with_plan_id(mut self, plan_id: Option<i64>) -> Self {
        self.plan_id = plan_id;
        self
    }

    /// The same with its origin.
    #[must_use]
    pub fn at(mut self, origin: Option<Origin>) -> Self {
        self.origin = origin.or(self.origin);
        self
    }

    /// A local relation of these batches under this schema.
    pub fn local(batches: Vec<RecordBatch>, schema: StructType) -> Self {
        Self::new(RelKind::LocalRelation(LocalRelation { batches: Some(Arc::new(batches)), schema: Some(schema) }))
    }
}
