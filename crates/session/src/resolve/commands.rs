//! Commands where a query expects rows: they run now, and their answer stands in their place.

use sparrow_plan::{Command, RelKind, Relation};
use sparrow_spark_error::Result;
use sparrow_spark_types::StructType;

use crate::{CommandOutcome, Session};

impl Session {
    /// Runs the commands inside a query, in the order they stand in it.
    pub(super) async fn run_commands(&self, relation: &mut Relation) -> Result<()> {
        for command in take_commands(relation) {
            let answer = match Box::pin(self.command("", command)).await? {
                CommandOutcome::Rows(rows) => {
                    let schema = rows.schema.clone();
                    Relation::local(crate::run::collect(rows).await?, schema)
                }
                CommandOutcome::Done
                | CommandOutcome::Checkpoint(_)
                | CommandOutcome::NoResources
                | CommandOutcome::MlCacheCleaned => Relation::local(vec![], StructType::default()),
            };
            put_answer(relation, answer);
        }
        Ok(())
    }
}

/// Takes the commands out; an empty marker stays in each one's place.
fn take_commands(relation: &mut Relation) -> Vec<Command> {
    let mut commands = Vec::new();
    super::each(relation, &mut |relation| {
        if let RelKind::Command(_) = &*relation.kind
            && let RelKind::Command(command) = std::mem::replace(&mut *relation.kind, marker())
        {
            commands.push(*command);
        }
    });
    commands
}

/// Puts an answer in the place of the first marker.
fn put_answer(relation: &mut Relation, answer: Relation) {
    let mut answer = Some(answer);
    super::each(relation, &mut |relation| {
        let is_marker = matches!(&*relation.kind, RelKind::CachedRemoteRelation { id } if id == MARKER);
        if is_marker && let Some(answer) = answer.take() {
            relation.kind = answer.kind;
        }
    });
}

/// No client can send it: ids from clients are checked before they get here, and this one is no UUID.
const MARKER: &str = "\0command";

fn marker() -> RelKind {
    RelKind::CachedRemoteRelation { id: MARKER.to_owned() }
}
