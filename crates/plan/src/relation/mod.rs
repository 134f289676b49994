//! Unresolved relations: the kinds, and one file for the parts of kinds that belong together.

mod cte;
mod group;
mod join;
mod nearest;
mod source;
mod statistics;
mod user_code;

use std::sync::Arc;

use arrow::record_batch::RecordBatch;
use sparrow_spark_types::StructType;

use crate::{Command, Expression, Origin, SortOrder};

pub use cte::Cte;
pub use group::{Aggregate, Deduplicate, Generate, GroupingKind, Pivot, Unpivot};
pub use join::{Join, JoinCondition, JoinKind, SetOp, SetOpKind};
pub use nearest::{AsOfDirection, AsOfJoin, NearestByJoin};
pub use source::{DataSource, LocalRelation, Parse, ParseFormat, Range, RelationChanges};
pub use statistics::{FillNa, NullReplace, Sample, StatFunction};
pub use user_code::{CoGroupMap, GroupMap, MapPartitions, UserTableFunction};

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
    /// `read.changes`: what changed of a table.
    Changes(RelationChanges),
    /// `read.csv`, `read.json`, `read.xml` of a DataFrame of strings.
    Parse(Parse),
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
    /// The nearest match in time or place for each row.
    AsOfJoin(Box<AsOfJoin>),
    /// `nearestByJoin`
    NearestByJoin(NearestByJoin),
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
    /// `mapInPandas`, `mapInArrow`, `foreachPartition`
    MapPartitions(MapPartitions),
    /// `applyInPandas`, `applyInArrow`
    GroupMap(GroupMap),
    /// `cogroup`
    CoGroupMap(CoGroupMap),
    /// A call of a table function whose code comes with the plan.
    UserTableFunction(UserTableFunction),
    /// A command where rows are expected: `SHOW …` as a root relation, catalog operations. Run while names are resolved.
    Command(Box<Command>),
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
