//! CSV and JSON read from the texts of a DataFrame: the schema is learnt from them, the rows are decoded when they are wanted.

use sparrow_analyzer::{Resolved, Scan};
use sparrow_plan::{Parse, ParseFormat, RelKind, Relation};
use sparrow_sources::{Format, Options, Texts};
use sparrow_spark_error::{Result, SparkError, condition, to_sql_type, unsupported};
use sparrow_spark_types::{DataType, StructType};
use uuid::Uuid;

use super::Prepared;
use crate::Session;

impl Session {
    /// Puts a table in the place of every read of texts, inner ones first.
    pub(super) async fn open_texts(&self, prepared: &mut Prepared) -> Result<()> {
        while let Some((id, parse)) = take_first(&mut prepared.relation) {
            let references = super::references(&mut prepared.relation);
            let table = self.texts_table(prepared, parse, &references).await?;
            prepared.bindings.remotes.insert(id.clone(), table.clone());
            prepared.snapshot.remotes.insert(id, table);
        }
        Ok(())
    }

    async fn texts_table(&self, prepared: &Prepared, parse: Parse, references: &[Relation]) -> Result<Resolved> {
        let format = match parse.format {
            ParseFormat::Csv => Format::Csv,
            ParseFormat::Json => Format::Json,
            ParseFormat::Xml => return Err(unsupported("reading XML from a DataFrame of strings")),
        };
        let options: Options = parse.options.into_iter().collect();
        let conf = super::source::confs_of_read(&self.conf().snapshot());
        let mut texts = Texts::new(format, parse.schema, &options, &conf)?;
        let input = super::alone(parse.input, references);
        let analyzed = self.analyze(input, prepared.snapshot.clone()).await?;
        check_input(&analyzed.schema)?;
        let plan = analyzed.plan.clone();
        if texts.wants() {
            let mut rows = self.start("", analyzed).await?;
            while texts.wants()
                && let Some(batch) =
                    futures::TryStreamExt::try_next(&mut rows.stream).await.map_err(SparkError::from)?
            {
                texts.see(&batch)?;
            }
        }
        let (schema, provider) = texts.table(plan)?;
        Ok(Resolved::Scan(Scan { qualifier: vec![], schema, provider }))
    }
}

/// Texts are one column of strings.
fn check_input(schema: &StructType) -> Result<()> {
    match schema.fields.as_slice() {
        [field] if field.data_type == DataType::String => Ok(()),
        [field] => Err(SparkError::new(&condition::DATAFRAME_INPUT_NOT_STRING_TYPE)
            .with("dataType", to_sql_type(&field.data_type.sql_name()))),
        fields => {
            Err(SparkError::new(&condition::DATAFRAME_INPUT_NOT_SINGLE_COLUMN)
                .with("numColumns", fields.len().to_string()))
        }
    }
}

/// Takes the first read of texts out, inner ones first; a table of this id is expected in its place.
fn take_first(relation: &mut Relation) -> Option<(String, Parse)> {
    let mut found = None;
    super::each(relation, &mut |relation| {
        if found.is_none() && matches!(&*relation.kind, RelKind::Parse(_)) {
            let id = format!("{}texts-{}", crate::cache::ID_PREFIX, Uuid::new_v4());
            let kind = std::mem::replace(&mut *relation.kind, RelKind::CachedRemoteRelation { id: id.clone() });
            if let RelKind::Parse(parse) = kind {
                found = Some((id, parse));
            }
        }
    });
    found
}
