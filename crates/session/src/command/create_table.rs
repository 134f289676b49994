//! `CREATE TABLE`, with and without a query.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use sparrow_catalog::{Table, TableKind, TableName, check_name, table_already_exists};
use sparrow_plan::{Relation, SaveMode, TableDefinition};
use sparrow_sources::Format;
use sparrow_spark_error::{Result, SparkError, condition, quote_parts, unsupported};
use sparrow_spark_types::{DataType, Field, StructType};
use sparrow_tenancy::Access;

use super::write::Files;
use super::{Run, conditions};
use crate::CommandOutcome;
use crate::resolve::{Keep, with_stack};

/// How the table is made.
#[derive(Clone, Copy)]
pub(super) struct How {
    pub if_not_exists: bool,
    pub replace: bool,
}

pub(super) async fn run(
    run: Run<'_>,
    definition: TableDefinition,
    query: Option<Relation>,
    how: How,
) -> Result<CommandOutcome> {
    if query.is_some() && !definition.columns.is_empty() {
        let message = "Schema may not be specified in a Create Table As Select (CTAS) statement";
        return Err(SparkError::new(&conditions::OPERATION_NOT_ALLOWED).with("message", message));
    }
    let name = run.table_name(&definition.name)?;
    run.database(&name.database).await?;
    let old = run.find_table(&name).await?;
    if old.is_some() {
        if how.if_not_exists {
            return Ok(CommandOutcome::Done);
        }
        if !how.replace {
            return Err(table_already_exists(&name));
        }
        run.check_layout(&definition, query.as_ref(), &name).await?;
    }
    match query {
        Some(query) => run.create_from(definition, query, SaveMode::ErrorIfExists, old.as_deref()).await,
        None => {
            run.drop_for_replacement(&name).await?;
            run.create_empty(definition).await.map(|()| CommandOutcome::Done)
        }
    }
}

impl Run<'_> {
    /// Removes a table, and its files if they are ours.
    pub(super) async fn drop_for_replacement(&self, name: &TableName) -> Result<()> {
        let catalog = &self.session.services().shared.catalog;
        if let Some(table) = catalog.drop_table(self.session.principal(), name).await?
            && table.kind == TableKind::Managed
        {
            self.delete(&table.location).await?;
        }
        Ok(())
    }

    /// Whether a table can be made of this: to be asked before another one is dropped for it.
    pub(super) async fn check_layout(
        &self,
        definition: &TableDefinition,
        query: Option<&Relation>,
        name: &TableName,
    ) -> Result<()> {
        let schema = match query {
            None => StructType::new(definition.columns.clone()),
            Some(query) => {
                let prepared = self.session.prepare(with_stack(query, || query.clone()), Keep::Ignore).await?;
                if prepared.bindings.table_names().contains(name) {
                    return Err(SparkError::new(&conditions::OVERWRITE_WHAT_IS_READ).with("table", name.quoted()));
                }
                self.session.analyze(prepared.relation, prepared.snapshot).await?.schema
            }
        };
        Format::parse(&self.session.format_name(definition.provider.as_deref()))?;
        laid_out(schema, &definition.partitioned_by, name).map(|_| ())
    }

    /// A table without rows of ours; with a location and no columns, of the rows that are there.
    async fn create_empty(&self, definition: TableDefinition) -> Result<()> {
        let mut schema = StructType::new(definition.columns.clone());
        let mut definition = definition;
        if schema.fields.is_empty() {
            let opened = crate::resolve::open(self.session, &source_of(self, &definition)?).await?;
            schema = opened.schema;
            definition.partitioned_by = opened.partition_columns;
        }
        let table = self.table_of(definition, schema, None).await?;
        if table.kind == TableKind::Managed {
            self.create_directory(&table.location).await?;
        }
        self.session.services().shared.catalog.create_table(self.session.principal(), table).await
    }

    /// A table of a query's rows, which takes the place of an old one when they are all written: until then that stays as it is.
    pub(super) async fn create_from(
        &self,
        definition: TableDefinition,
        query: Relation,
        mode: SaveMode,
        old: Option<&Table>,
    ) -> Result<CommandOutcome> {
        let prepared = self.session.prepare(query, Keep::Fill).await?;
        let (relation, snapshot) =
            (with_stack(&prepared.relation, || prepared.relation.clone()), prepared.snapshot.clone());
        let schema = self.session.analyze(relation, snapshot).await?.schema;
        let old_files = old.filter(|old| old.kind == TableKind::Managed).map(|old| old.location.as_str());
        let table = self.table_of(definition, schema, old_files).await?;
        let in_place = old_files == Some(table.location.as_str());
        if old_files.is_some_and(|old| !in_place && is_below(&table.location, old)) {
            self.drop_for_replacement(&table.name).await?;
        }
        let files = Files {
            path: table.location.clone(),
            format: table.provider.clone(),
            mode: if in_place { SaveMode::Overwrite } else { mode },
            partition_by: table.partition_columns.clone(),
            options: table.options.clone().into_iter().collect(),
            dynamic: false,
        };
        let written = self.write_prepared(prepared, files).await?;
        let catalog = &self.session.services().shared.catalog;
        match (old, in_place) {
            (Some(_), true) => drop(catalog.drop_table(self.session.principal(), &table.name).await?),
            (Some(_), false) => self.drop_for_replacement(&table.name).await?,
            (None, _) => {}
        }
        catalog.create_table(self.session.principal(), table).await?;
        Ok(written.outcome())
    }

    /// The table a definition and its columns describe.
    /// `replaced` is a managed location it may take although it is not empty.
    async fn table_of(&self, definition: TableDefinition, schema: StructType, replaced: Option<&str>) -> Result<Table> {
        let name = self.table_name(&definition.name)?;
        check_name(&name.table)?;
        let database = self.database(&name.database).await?;
        let provider = self.session.format_name(definition.provider.as_deref());
        let format = Format::parse(&provider)?;
        let own_path =
            definition.options.iter().find(|(key, _)| key.eq_ignore_ascii_case("path")).map(|(_, path)| path);
        let (kind, location) = match definition.location.as_ref().or(own_path) {
            Some(location) => {
                let location = sparrow_sources::location::qualified(&self.session.state(), location, Access::Read)?;
                (TableKind::External, location)
            }
            None => (TableKind::Managed, format!("{}/{}", database.location.trim_end_matches('/'), name.table)),
        };
        let is_free = kind != TableKind::Managed || replaced == Some(location.as_str());
        if !is_free && self.path_exists(&location).await? {
            return Err(SparkError::new(&conditions::LOCATION_ALREADY_EXISTS)
                .with("location", format!("'{location}'"))
                .with("identifier", name.quoted()));
        }
        let (schema, partition_columns) = laid_out(schema, &definition.partitioned_by, &name)?;
        let options = definition.options.into_iter().filter(|(key, _)| !key.eq_ignore_ascii_case("path"));
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        Ok(Table {
            name,
            kind,
            schema,
            provider: format.short_name().to_owned(),
            location,
            partition_columns,
            options: options.collect::<BTreeMap<_, _>>(),
            properties: definition.properties.into_iter().collect(),
            comment: definition.comment,
            created_ms: i64::try_from(now).unwrap_or(i64::MAX),
            owner: self.session.principal().subject().to_owned(),
            view: None,
        })
    }
}

/// Whether a location is in another one's folder.
fn is_below(location: &str, folder: &str) -> bool {
    location.strip_prefix(folder.trim_end_matches('/')).is_some_and(|rest| rest.starts_with('/'))
}

fn source_of(run: &Run<'_>, definition: &TableDefinition) -> Result<sparrow_plan::DataSource> {
    let format = run.session.format_name(definition.provider.as_deref());
    let paths: Vec<String> = definition.location.clone().into_iter().collect();
    let format_of_error = Format::parse(&format)?;
    let has_path = definition.options.iter().any(|(key, _)| key.eq_ignore_ascii_case("path"));
    if paths.is_empty() && !has_path {
        return Err(SparkError::new(&condition::UNABLE_TO_INFER_SCHEMA).with("format", format_of_error.label()));
    }
    let options = definition.options.clone();
    Ok(sparrow_plan::DataSource { format: Some(format), paths, options, ..Default::default() })
}

/// The columns as a table has them: partition columns last, everything nullable; and the partition columns' names.
fn laid_out(schema: StructType, partitioned_by: &[String], table: &TableName) -> Result<(StructType, Vec<String>)> {
    let mut seen = std::collections::HashSet::new();
    for field in &schema.fields {
        check_type(&field.data_type)?;
        if !seen.insert(field.name.to_lowercase()) {
            let name = quote_parts(&[field.name.to_lowercase()]);
            return Err(SparkError::new(&condition::COLUMN_ALREADY_EXISTS).with("columnName", name));
        }
    }
    let mut partitions: Vec<Field> = Vec::new();
    for column in partitioned_by {
        let position = schema.positions(column, false).first().copied();
        let position = position.ok_or_else(|| not_defined(&schema, column, table))?;
        partitions.push(schema.fields[position].clone());
    }
    if !partitions.is_empty() && partitions.len() == schema.fields.len() {
        return Err(SparkError::new(&condition::ALL_PARTITION_COLUMNS_NOT_ALLOWED));
    }
    let names: Vec<String> = partitions.iter().map(|field| field.name.clone()).collect();
    let data = schema.fields.into_iter().filter(|field| !names.contains(&field.name));
    let relax = |field: Field| Field { data_type: field.data_type.as_nullable(), nullable: true, ..field };
    Ok((StructType::new(data.chain(partitions).map(relax).collect()), names))
}

fn not_defined(schema: &StructType, column: &str, table: &TableName) -> SparkError {
    let columns: Vec<_> = schema.fields.iter().map(|f| quote_parts(&[&f.name])).collect();
    SparkError::new(&conditions::COLUMN_NOT_DEFINED_IN_TABLE)
        .with("colType", "partition")
        .with("colName", quote_parts(&[column]))
        .with("tableName", table.quoted())
        .with("tableCols", columns.join(", "))
}

/// Columns with a length would have to be checked at every write.
fn check_type(data_type: &DataType) -> Result<()> {
    if *data_type != data_type.without_lengths() {
        return Err(unsupported(format!("a table with a column of the type {data_type}")));
    }
    Ok(())
}
