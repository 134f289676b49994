//! The one unresolved plan every front end produces. Past it, nobody can tell SQL from DataFrame; it resolves nothing itself.

mod catalog_op;
mod command;
mod expression;
mod literal;
mod merge;
mod relation;
mod storage_level;
mod user_function;
mod walk;
mod write;

pub use catalog_op::CatalogOp;
pub use command::{Command, ExplainMode, InsertMode, TableDefinition};
pub use expression::{
    CastMode, ExprKind, Expression, FrameBound, FrameUnits, Lambda, NullOrder, Origin, SortOrder, SubqueryKind,
    UpdateField, WindowFrame, WindowSpec,
};
pub use literal::{IntervalValue, Literal, Value};
pub use merge::{MergeAction, MergeChange, MergeInto};
pub use relation::{
    Aggregate, AsOfDirection, AsOfJoin, CoGroupMap, Cte, DataSource, Deduplicate, FillNa, Generate, GroupMap,
    GroupingKind, Join, JoinCondition, JoinKind, LocalRelation, MapPartitions, NearestByJoin, NullReplace, Parse,
    ParseFormat, Pivot, Range, RelKind, Relation, RelationChanges, Sample, SetOp, SetOpKind, StatFunction, Unpivot,
    UserTableFunction,
};
pub use storage_level::StorageLevel;
pub use user_function::{PythonCode, UserCode, UserFunction};
pub use walk::{
    children, children_mut, depth, expressions, expressions_mut, nested, nested_mut, query_of, visit_expression_mut,
    visit_expressions_mut, visit_relations_mut,
};
pub use write::{SaveMode, TableSaveMethod, WriteOperation, WriteTarget, WriteV2, WriteV2Mode};

/// What a client asked for.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "one value a request; a box would gain nothing")]
pub enum Plan {
    /// Rows are wanted.
    Query(Relation),
    /// Something is to be done.
    Command(Command),
}
