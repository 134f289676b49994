//! The queries and expressions inside commands, and the DataFrames those queries may name.

use sparrow_plan::{Command, Expression, Plan, RelKind, Relation, WriteV2Mode};

/// The command with `references` visible in its queries.
pub(super) fn visible_in(mut command: Command, references: &[Relation]) -> Command {
    for query in queries_of(&mut command) {
        let root = std::mem::replace(query, Relation::new(RelKind::OneRow));
        *query = Relation::new(RelKind::WithRelations { root, references: references.to_vec() });
    }
    command
}

/// The queries a command holds.
pub(super) fn queries_of(command: &mut Command) -> Vec<&mut Relation> {
    match command {
        Command::Write(write) | Command::InsertDirectory(write) => vec![&mut write.input],
        Command::WriteV2(write) => vec![&mut write.input],
        Command::CreateTempView { query, .. }
        | Command::CreateView { query, .. }
        | Command::Insert { query, .. }
        | Command::DescribeQuery { query } => vec![query],
        Command::CreateTable { query, .. } | Command::CacheTable { query, .. } => query.iter_mut().collect(),
        Command::Checkpoint { input, .. } => vec![input],
        Command::MergeInto(merge) => vec![&mut merge.source],
        Command::Explain { plan, .. } => match &mut **plan {
            Plan::Query(query) => vec![query],
            Plan::Command(command) => queries_of(command),
        },
        _ => vec![],
    }
}

/// The expressions a command holds outside its queries.
pub(super) fn expressions_of(command: &mut Command) -> Vec<&mut Expression> {
    match command {
        Command::Insert { partition, .. } => partition.iter_mut().filter_map(|(_, value)| value.as_mut()).collect(),
        Command::WriteV2(write) => {
            let condition = match &mut write.mode {
                WriteV2Mode::Overwrite(condition) => condition.as_mut(),
                _ => None,
            };
            write.partitioned_by.iter_mut().chain(condition).collect()
        }
        Command::Explain { plan, .. } => match &mut **plan {
            Plan::Command(command) => expressions_of(command),
            Plan::Query(_) => vec![],
        },
        _ => vec![],
    }
}
