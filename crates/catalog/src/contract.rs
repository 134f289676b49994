//! What every catalog must do, as a function each implementation's tests call with an empty one.

use std::collections::BTreeMap;

use sparrow_spark_error::{Result, condition};
use sparrow_spark_types::StructType;
use sparrow_tenancy::Principal;

use crate::{Catalog, Database, Table, TableKind, TableName};

/// Panics when `catalog`, which must be empty, breaks the contract. `other` belongs to another tenant than `principal`, if the
/// caller has two.
pub async fn check(catalog: &dyn Catalog, principal: &Principal, other: Option<&Principal>) {
    databases(catalog, principal).await.expect("the database part of the contract");
    tables(catalog, principal).await.expect("the table part of the contract");
    if let Some(other) = other {
        let names: Vec<_> =
            catalog.databases(other).await.expect("it can list").iter().map(|d| d.name.clone()).collect();
        assert_eq!(names, ["default"], "a tenant sees another's databases");
    }
}

async fn databases(catalog: &dyn Catalog, principal: &Principal) -> Result<()> {
    assert!(catalog.database(principal, "DEFAULT").await?.is_some(), "every tenant has a default database");
    catalog.create_database(principal, database("Sales")).await?;
    let again = catalog.create_database(principal, database("sALES")).await.expect_err("the name is taken");
    assert!(again.is(&condition::SCHEMA_ALREADY_EXISTS));
    let names: Vec<_> = catalog.databases(principal).await?.iter().map(|d| d.name.clone()).collect();
    assert_eq!(names, ["default", "sales"]);
    let missing = catalog.drop_database(principal, "nowhere", false).await.expect_err("it is not there");
    assert!(missing.is(&condition::SCHEMA_NOT_FOUND));
    Ok(())
}

async fn tables(catalog: &dyn Catalog, principal: &Principal) -> Result<()> {
    let name = TableName::new("Sales", "Orders");
    catalog.create_table(principal, table(&name)).await?;
    let again = catalog.create_table(principal, table(&name)).await.expect_err("the name is taken");
    assert!(again.is(&condition::TABLE_OR_VIEW_ALREADY_EXISTS));
    let homeless = catalog.create_table(principal, table(&TableName::new("nowhere", "t"))).await;
    assert!(homeless.expect_err("there is no such database").is(&condition::SCHEMA_NOT_FOUND));
    assert_eq!(catalog.table(principal, &name).await?.as_deref(), Some(&table(&name)));
    let changed = Table { comment: Some("changed".to_owned()), ..table(&name) };
    catalog.replace_table(principal, changed.clone()).await?;
    assert_eq!(catalog.tables(principal, "SALES").await?.len(), 1);
    let full = catalog.drop_database(principal, "sales", false).await.expect_err("it has a table");
    assert!(full.is(&condition::SCHEMA_NOT_EMPTY));
    assert_eq!(catalog.drop_table(principal, &name).await?.as_deref(), Some(&changed));
    assert!(catalog.drop_table(principal, &name).await?.is_none());
    catalog.create_table(principal, table(&name)).await?;
    assert_eq!(catalog.drop_database(principal, "sales", true).await?.len(), 1);
    assert!(catalog.table(principal, &name).await?.is_none());
    assert!(catalog.tables(principal, "sales").await.expect_err("it is gone").is(&condition::SCHEMA_NOT_FOUND));
    catalog.create_database(principal, database("kept")).await
}

fn database(name: &str) -> Database {
    let (comment, location, owner) = (String::new(), format!("file:/warehouse/{name}.db"), "ann".to_owned());
    Database { name: name.to_owned(), comment, location, properties: BTreeMap::new(), owner }
}

fn table(name: &TableName) -> Table {
    Table {
        name: name.clone(),
        kind: TableKind::Managed,
        schema: StructType::default(),
        provider: "parquet".to_owned(),
        location: "file:/warehouse/orders".to_owned(),
        partition_columns: vec![],
        options: BTreeMap::new(),
        properties: BTreeMap::new(),
        comment: None,
        created_ms: 0,
        owner: "ann".to_owned(),
        view: None,
    }
}
