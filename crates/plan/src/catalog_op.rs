//! `spark.catalog` operations; each answers a small table read by column position.

use sparrow_spark_types::StructType;

use crate::StorageLevel;

/// One operation. Names are as the client wrote them, dotted.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is the Catalog method of its name, with its parameters")]
pub enum CatalogOp {
    CurrentDatabase,
    SetCurrentDatabase {
        name: String,
    },
    ListDatabases {
        pattern: Option<String>,
    },
    ListTables {
        database: Option<String>,
        pattern: Option<String>,
    },
    ListViews {
        database: Option<String>,
        pattern: Option<String>,
    },
    ListFunctions {
        database: Option<String>,
        pattern: Option<String>,
    },
    ListColumns {
        table: String,
        database: Option<String>,
    },
    GetDatabase {
        name: String,
    },
    GetTable {
        name: String,
        database: Option<String>,
    },
    GetFunction {
        name: String,
        database: Option<String>,
    },
    DatabaseExists {
        name: String,
    },
    TableExists {
        name: String,
        database: Option<String>,
    },
    FunctionExists {
        name: String,
        database: Option<String>,
    },
    CreateTable {
        name: String,
        path: Option<String>,
        source: Option<String>,
        description: Option<String>,
        schema: Option<StructType>,
        options: Vec<(String, String)>,
        external: bool,
    },
    DropTempView {
        name: String,
    },
    DropGlobalTempView {
        name: String,
    },
    RecoverPartitions {
        table: String,
    },
    IsCached {
        table: String,
    },
    CacheTable {
        table: String,
        level: Option<StorageLevel>,
    },
    UncacheTable {
        table: String,
    },
    ClearCache,
    RefreshTable {
        table: String,
    },
    RefreshByPath {
        path: String,
    },
    CurrentCatalog,
    SetCurrentCatalog {
        name: String,
    },
    ListCatalogs {
        pattern: Option<String>,
    },
    DropTable {
        name: String,
        if_exists: bool,
        purge: bool,
    },
    DropView {
        name: String,
        if_exists: bool,
    },
    CreateDatabase {
        name: String,
        if_not_exists: bool,
        properties: Vec<(String, String)>,
    },
    DropDatabase {
        name: String,
        if_exists: bool,
        cascade: bool,
    },
    TruncateTable {
        table: String,
    },
    AnalyzeTable {
        table: String,
        no_scan: bool,
    },
    ListPartitions {
        table: String,
    },
    GetTableProperties {
        table: String,
    },
    GetCreateTableString {
        table: String,
        as_serde: bool,
    },
}
