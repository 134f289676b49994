//! `df.write` and `df.writeTo`.

use sparrow_plan::{SaveMode, TableSaveMethod, WriteOperation, WriteTarget, WriteV2, WriteV2Mode};
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, invalid_plan, unsupported};

use super::depth::Depth;
use super::{expression, non_empty, relation, sorted};

pub(super) fn decode(depth: Depth, x: &proto::WriteOperation) -> Result<WriteOperation> {
    if x.with_schema_evolution {
        return Err(unsupported("withSchemaEvolution"));
    }
    Ok(WriteOperation {
        input: relation::required(depth, x.input.as_ref())?,
        format: non_empty(x.source.as_deref()),
        target: target(x.save_type.as_ref())?,
        mode: save_mode(x.mode)?,
        partition_by: x.partitioning_columns.clone(),
        sort_by: x.sort_column_names.clone(),
        bucket_by: x.bucket_by.as_ref().map(|by| (by.num_buckets, by.bucket_column_names.clone())),
        cluster_by: x.clustering_columns.clone(),
        options: sorted(&x.options),
    })
}

fn target(x: Option<&proto::write_operation::SaveType>) -> Result<WriteTarget> {
    use proto::write_operation::SaveType;
    use proto::write_operation::save_table::TableSaveMethod as Method;
    match x {
        None => Ok(WriteTarget::None),
        Some(SaveType::Path(path)) => Ok(WriteTarget::Path(path.clone())),
        Some(SaveType::Table(table)) => {
            let method = match Method::try_from(table.save_method) {
                Ok(Method::SaveAsTable) => TableSaveMethod::SaveAsTable,
                Ok(Method::InsertInto) => TableSaveMethod::InsertInto,
                _ => return Err(invalid_plan(format!("{} is no way to save a table", table.save_method))),
            };
            let name = sparrow_sql::parse_multipart_identifier(&table.table_name)?;
            Ok(WriteTarget::Table { name, method })
        }
    }
}

fn save_mode(mode: i32) -> Result<SaveMode> {
    use proto::write_operation::SaveMode as Mode;
    match Mode::try_from(mode) {
        Ok(Mode::Unspecified | Mode::ErrorIfExists) => Ok(SaveMode::ErrorIfExists),
        Ok(Mode::Append) => Ok(SaveMode::Append),
        Ok(Mode::Overwrite) => Ok(SaveMode::Overwrite),
        Ok(Mode::Ignore) => Ok(SaveMode::Ignore),
        Err(_) => Err(invalid_plan(format!("{mode} is no save mode"))),
    }
}

pub(super) fn decode_v2(depth: Depth, x: &proto::WriteOperationV2) -> Result<WriteV2> {
    if x.with_schema_evolution {
        return Err(unsupported("withSchemaEvolution"));
    }
    Ok(WriteV2 {
        input: relation::required(depth, x.input.as_ref())?,
        table: sparrow_sql::parse_multipart_identifier(&x.table_name)?,
        provider: non_empty(x.provider.as_deref()),
        partitioned_by: expression::list(depth, &x.partitioning_columns)?,
        cluster_by: x.clustering_columns.clone(),
        options: sorted(&x.options),
        properties: sorted(&x.table_properties),
        mode: v2_mode(depth, x)?,
    })
}

fn v2_mode(depth: Depth, x: &proto::WriteOperationV2) -> Result<WriteV2Mode> {
    use proto::write_operation_v2::Mode;
    let mode = Mode::try_from(x.mode).unwrap_or(Mode::Unspecified);
    if x.overwrite_condition.is_some() && mode != Mode::Overwrite {
        return Err(invalid_plan("only an overwrite takes a condition"));
    }
    Ok(match mode {
        Mode::Create => WriteV2Mode::Create,
        Mode::Replace => WriteV2Mode::Replace,
        Mode::CreateOrReplace => WriteV2Mode::CreateOrReplace,
        Mode::Append => WriteV2Mode::Append,
        Mode::OverwritePartitions => WriteV2Mode::OverwritePartitions,
        Mode::Overwrite => {
            let condition = x.overwrite_condition.as_ref();
            WriteV2Mode::Overwrite(condition.map(|c| expression::decode(depth, c)).transpose()?)
        }
        Mode::Unspecified => return Err(invalid_plan(format!("{} is no mode of writeTo", x.mode))),
    })
}
