//! Columns of a table or view.

use sparrow_spark_error::Result;
use sparrow_spark_types::Field;

use super::super::target::Target;
use super::super::{Run, answer};
use super::full_name;
use crate::CommandOutcome;
use crate::resolve::SearchPath;

pub(super) async fn list(run: Run<'_>, table: &str, database: Option<&str>) -> Result<CommandOutcome> {
    let target = run.target(&full_name(table, database)?, SearchPath::Command).await?;
    let is_partition = |field: &Field| match &target {
        Target::Table(table) => table.is_partition_column(&field.name),
        Target::View(_) => false,
    };
    let fields = &target.schema().fields;
    answer::rows(vec![
        answer::text("name", fields.iter().map(|field| field.name.clone())),
        answer::nullable_text("description", fields.iter().map(Field::comment)),
        answer::text("dataType", fields.iter().map(|field| field.data_type.catalog_string())),
        answer::flags("nullable", fields.iter().map(|field| field.nullable)),
        answer::flags("isPartition", fields.iter().map(is_partition)),
        answer::flags("isBucket", fields.iter().map(|_| false)),
        answer::flags("isCluster", fields.iter().map(|_| false)),
    ])
}
