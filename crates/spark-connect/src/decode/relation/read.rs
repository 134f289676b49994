//! `read` and `readStream`: tables, their changes, files, texts.

use sparrow_plan::{DataSource, Parse, ParseFormat, RelKind, RelationChanges};
use sparrow_proto::spark::connect as proto;
use sparrow_spark_error::{Result, invalid_plan, unsupported};

use super::required;
use crate::decode::depth::Depth;
use crate::decode::{data_type, local_relation, missing, non_empty, sorted};

pub(super) fn decode(x: &proto::Read) -> Result<RelKind> {
    use proto::read::ReadType;
    match &x.read_type {
        Some(ReadType::NamedTable(_)) if x.is_streaming => Err(unsupported("readStream.table")),
        Some(ReadType::NamedTable(table)) => named_table(table),
        Some(ReadType::DataSource(source)) => data_source(source, x.is_streaming),
        None => Err(missing("a read", "source")),
    }
}

fn named_table(x: &proto::read::NamedTable) -> Result<RelKind> {
    let name = sparrow_sql::parse_multipart_identifier(&x.unparsed_identifier)?;
    Ok(RelKind::NamedTable { name, options: sorted(&x.options) })
}

fn data_source(x: &proto::read::DataSource, streaming: bool) -> Result<RelKind> {
    if let Some(name) = non_empty(x.source_name.as_deref()) {
        return Err(unsupported(format!("the name {name} of a streaming source")));
    }
    Ok(RelKind::DataSource(DataSource {
        format: non_empty(x.format.as_deref()),
        schema: non_empty(x.schema.as_deref()).map(|text| local_relation::schema(&text)).transpose()?,
        options: sorted(&x.options),
        paths: x.paths.clone(),
        predicates: x.predicates.clone(),
        streaming,
    }))
}

pub(super) fn changes(x: &proto::RelationChanges) -> Result<RelKind> {
    let name = sparrow_sql::parse_multipart_identifier(&x.unparsed_identifier)?;
    Ok(RelKind::Changes(RelationChanges { name, options: sorted(&x.options), streaming: x.is_streaming }))
}

/// `read.csv`, `read.json` and `read.xml` of a DataFrame of strings.
pub(super) fn parse(depth: Depth, x: &proto::Parse) -> Result<RelKind> {
    use proto::parse::ParseFormat as Format;
    let format = match Format::try_from(x.format) {
        Ok(Format::Csv) => ParseFormat::Csv,
        Ok(Format::Json) => ParseFormat::Json,
        Ok(Format::Xml) => ParseFormat::Xml,
        Ok(Format::Unspecified) | Err(_) => return Err(invalid_plan(format!("{} is no format of texts", x.format))),
    };
    Ok(RelKind::Parse(Parse {
        input: required(depth, x.input.as_deref())?,
        format,
        schema: data_type::optional_schema(x.schema.as_ref(), "a read of texts")?,
        options: sorted(&x.options),
    }))
}
