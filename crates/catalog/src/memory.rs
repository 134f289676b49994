//! A catalog that lives as long as the process, as Spark's default one: the files of its tables outlive it.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use parking_lot::RwLock;
use sparrow_spark_error::{Result, limit_exceeded};
use sparrow_tenancy::Principal;

use crate::{Catalog, DEFAULT_DATABASE, Database, Table, TableName, errors};

/// How much a tenant may store.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Databases of a tenant.
    pub databases_count_max: usize,
    /// Tables and views of a tenant, all databases together.
    pub tables_count_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { databases_count_max: 10_000, tables_count_max: 100_000 }
    }
}

/// Metadata in memory.
#[derive(Debug)]
pub struct Memory {
    /// Where the managed tables of a tenant lie, as a URI.
    warehouse: Warehouses,
    limits: Limits,
    tenants: RwLock<HashMap<String, Tenant>>,
}

/// The folder of the default database of each tenant.
struct Warehouses(Box<dyn Fn(&Principal) -> String + Send + Sync>);

impl fmt::Debug for Warehouses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Warehouses")
    }
}

#[derive(Debug)]
struct Tenant {
    databases: BTreeMap<String, Arc<Database>>,
    tables: BTreeMap<TableName, Arc<Table>>,
}

impl Memory {
    /// An empty catalog whose managed tables lie below `warehouse`, a URI.
    pub fn new(warehouse: impl Into<String>, limits: Limits) -> Self {
        let warehouse = warehouse.into();
        Self::with_warehouses(move |_| warehouse.clone(), limits)
    }

    /// An empty catalog whose managed tables lie where `warehouse` says for whom they are.
    pub fn with_warehouses(warehouse: impl Fn(&Principal) -> String + Send + Sync + 'static, limits: Limits) -> Self {
        Self { warehouse: Warehouses(Box::new(warehouse)), limits, tenants: RwLock::default() }
    }

    fn read<T>(&self, principal: &Principal, read: impl FnOnce(&Tenant) -> T) -> T {
        if let Some(tenant) = self.tenants.read().get(principal.tenant()) {
            return read(tenant);
        }
        self.write(principal, |tenant| read(tenant))
    }

    fn write<T>(&self, principal: &Principal, write: impl FnOnce(&mut Tenant) -> T) -> T {
        let mut tenants = self.tenants.write();
        let new = || Tenant::new(&(self.warehouse.0)(principal), principal.subject());
        write(tenants.entry(principal.tenant().to_owned()).or_insert_with(new))
    }

    fn put(&self, tenant: &mut Tenant, table: Table) -> Result<()> {
        tenant.check_database(&table.name.database)?;
        if !tenant.tables.contains_key(&table.name) && tenant.tables.len() >= self.limits.tables_count_max {
            let limit = self.limits.tables_count_max;
            let advice = "Drop tables that are not needed.";
            return Err(limit_exceeded("The number of tables", limit, "catalog.tables_count_max", advice));
        }
        tenant.tables.insert(table.name.clone(), Arc::new(table));
        Ok(())
    }
}

impl Tenant {
    fn new(warehouse: &str, owner: &str) -> Self {
        let default = Database {
            name: DEFAULT_DATABASE.to_owned(),
            comment: "default database".to_owned(),
            location: warehouse.to_owned(),
            properties: BTreeMap::new(),
            owner: owner.to_owned(),
        };
        Self { databases: BTreeMap::from([(default.name.clone(), Arc::new(default))]), tables: BTreeMap::new() }
    }

    fn check_database(&self, name: &str) -> Result<()> {
        if self.databases.contains_key(name) { Ok(()) } else { Err(errors::schema_not_found(name)) }
    }

    fn tables_of(&self, database: &str) -> Vec<Arc<Table>> {
        self.tables.values().filter(|table| table.name.database == database).cloned().collect()
    }
}

#[async_trait]
impl Catalog for Memory {
    async fn databases(&self, principal: &Principal) -> Result<Vec<Arc<Database>>> {
        Ok(self.read(principal, |tenant| tenant.databases.values().cloned().collect()))
    }

    async fn database(&self, principal: &Principal, name: &str) -> Result<Option<Arc<Database>>> {
        Ok(self.read(principal, |tenant| tenant.databases.get(&name.to_lowercase()).cloned()))
    }

    async fn create_database(&self, principal: &Principal, database: Database) -> Result<()> {
        let name = database.name.to_lowercase();
        let limit = self.limits.databases_count_max;
        self.write(principal, |tenant| {
            if tenant.databases.contains_key(&name) {
                return Err(errors::schema_already_exists(&name));
            }
            if tenant.databases.len() >= limit {
                let advice = "Drop databases that are not needed.";
                return Err(limit_exceeded("The number of databases", limit, "catalog.databases_count_max", advice));
            }
            tenant.databases.insert(name.clone(), Arc::new(Database { name: name.clone(), ..database }));
            Ok(())
        })
    }

    async fn drop_database(&self, principal: &Principal, name: &str, cascade: bool) -> Result<Vec<Arc<Table>>> {
        let name = name.to_lowercase();
        self.write(principal, |tenant| {
            tenant.check_database(&name)?;
            let tables = tenant.tables_of(&name);
            if !tables.is_empty() && !cascade {
                return Err(errors::schema_not_empty(&name));
            }
            tenant.tables.retain(|table, _| table.database != name);
            tenant.databases.remove(&name);
            Ok(tables)
        })
    }

    async fn tables(&self, principal: &Principal, database: &str) -> Result<Vec<Arc<Table>>> {
        let database = database.to_lowercase();
        self.read(principal, |tenant| {
            tenant.check_database(&database)?;
            Ok(tenant.tables_of(&database))
        })
    }

    async fn table(&self, principal: &Principal, name: &TableName) -> Result<Option<Arc<Table>>> {
        Ok(self.read(principal, |tenant| tenant.tables.get(name).cloned()))
    }

    async fn create_table(&self, principal: &Principal, table: Table) -> Result<()> {
        self.write(principal, |tenant| {
            if tenant.tables.contains_key(&table.name) {
                return Err(errors::table_already_exists(&table.name));
            }
            self.put(tenant, table)
        })
    }

    async fn replace_table(&self, principal: &Principal, table: Table) -> Result<()> {
        self.write(principal, |tenant| self.put(tenant, table))
    }

    async fn drop_table(&self, principal: &Principal, name: &TableName) -> Result<Option<Arc<Table>>> {
        Ok(self.write(principal, |tenant| tenant.tables.remove(name)))
    }
}
