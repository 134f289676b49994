//! Things to be done rather than rows to be read.

use sparrow_spark_types::Field;

use crate::{
    CatalogOp, Expression, MergeInto, Plan, Relation, StorageLevel, UserCode, UserFunction, WriteOperation, WriteV2,
};

/// A command.
#[derive(Clone, Debug)]
pub enum Command {
    /// `df.write`
    Write(WriteOperation),
    /// `df.writeTo`
    WriteV2(WriteV2),
    /// `CREATE [OR REPLACE] [GLOBAL] TEMPORARY VIEW`, `createOrReplaceTempView`
    CreateTempView {
        /// The view's name.
        name: String,
        /// New column names.
        columns: Vec<String>,
        /// Its query.
        query: Relation,
        /// In `global_temp`.
        global: bool,
        /// Replace an existing one.
        replace: bool,
    },
    /// `CREATE [OR REPLACE] VIEW`
    CreateView {
        /// Name parts.
        name: Vec<String>,
        /// New column names with comments.
        columns: Vec<(String, Option<String>)>,
        /// Its query.
        query: Relation,
        /// Its text.
        text: String,
        /// `IF NOT EXISTS`
        if_not_exists: bool,
        /// Replace an existing one.
        replace: bool,
        /// `COMMENT`
        comment: Option<String>,
    },
    /// `CREATE TABLE … [AS query]`
    CreateTable {
        /// What.
        table: TableDefinition,
        /// `AS query`
        query: Option<Relation>,
        /// `IF NOT EXISTS`
        if_not_exists: bool,
        /// `OR REPLACE`
        replace: bool,
    },
    /// `INSERT INTO|OVERWRITE`
    Insert {
        /// Name parts.
        table: Vec<String>,
        /// Columns named; empty is all, by position.
        columns: Vec<String>,
        /// `PARTITION (key = value, key)`
        partition: Vec<(String, Option<Expression>)>,
        /// Rows.
        query: Relation,
        /// Add or replace.
        mode: InsertMode,
        /// `BY NAME`
        by_name: bool,
        /// `IF NOT EXISTS`
        if_not_exists: bool,
    },
    /// `INSERT OVERWRITE DIRECTORY 'path' USING format …`
    InsertDirectory(WriteOperation),
    /// `DROP TABLE|VIEW`
    Drop {
        /// Name parts.
        name: Vec<String>,
        /// `IF EXISTS`
        if_exists: bool,
        /// A view rather than a table.
        view: bool,
        /// `PURGE`
        purge: bool,
    },
    /// `CREATE DATABASE|SCHEMA`
    CreateDatabase {
        /// Name parts.
        name: Vec<String>,
        /// `IF NOT EXISTS`
        if_not_exists: bool,
        /// `COMMENT`
        comment: Option<String>,
        /// `LOCATION`
        location: Option<String>,
        /// `WITH DBPROPERTIES`
        properties: Vec<(String, String)>,
    },
    /// `DROP DATABASE|SCHEMA`
    DropDatabase {
        /// Name parts.
        name: Vec<String>,
        /// `IF EXISTS`
        if_exists: bool,
        /// `CASCADE`
        cascade: bool,
    },
    /// `USE [DATABASE|NAMESPACE] name`
    Use {
        /// Name parts.
        name: Vec<String>,
    },
    /// `SET` (no key: list all), `SET key`, `SET key=value`
    Set {
        /// The key.
        key: Option<String>,
        /// The value.
        value: Option<String>,
        /// `SET -v`
        verbose: bool,
    },
    /// `SET TIME ZONE`
    SetTimeZone {
        /// The zone, or `LOCAL`.
        zone: String,
    },
    /// `RESET [key]`
    Reset {
        /// The key; `None` resets all.
        key: Option<String>,
    },
    /// `SHOW TABLES [FROM db] [LIKE pattern]`
    ShowTables {
        /// Name parts of the database.
        database: Option<Vec<String>>,
        /// Pattern.
        pattern: Option<String>,
    },
    /// `SHOW VIEWS`
    ShowViews {
        /// Name parts of the database.
        database: Option<Vec<String>>,
        /// Pattern.
        pattern: Option<String>,
    },
    /// `SHOW DATABASES|SCHEMAS|NAMESPACES [LIKE pattern]`
    ShowDatabases {
        /// Pattern.
        pattern: Option<String>,
    },
    /// `SHOW CATALOGS`
    ShowCatalogs {
        /// Pattern.
        pattern: Option<String>,
    },
    /// `SHOW COLUMNS IN table`
    ShowColumns {
        /// Name parts.
        table: Vec<String>,
    },
    /// `SHOW [USER|SYSTEM|ALL] FUNCTIONS [LIKE pattern]`
    ShowFunctions {
        /// Pattern.
        pattern: Option<String>,
    },
    /// `SHOW CREATE TABLE`
    ShowCreateTable {
        /// Name parts.
        table: Vec<String>,
    },
    /// `SHOW TBLPROPERTIES`
    ShowTableProperties {
        /// Name parts.
        table: Vec<String>,
        /// One key only.
        key: Option<String>,
    },
    /// `SHOW PARTITIONS`
    ShowPartitions {
        /// Name parts.
        table: Vec<String>,
    },
    /// `DESCRIBE [TABLE] [EXTENDED] name [column]`
    DescribeTable {
        /// Name parts.
        table: Vec<String>,
        /// `EXTENDED` or `FORMATTED`
        extended: bool,
        /// One column only.
        column: Option<Vec<String>>,
    },
    /// `DESCRIBE [QUERY] query`
    DescribeQuery {
        /// The query.
        query: Relation,
    },
    /// `DESCRIBE DATABASE|SCHEMA`
    DescribeDatabase {
        /// Name parts.
        name: Vec<String>,
        /// `EXTENDED`
        extended: bool,
    },
    /// `DESCRIBE FUNCTION`
    DescribeFunction {
        /// The function.
        name: String,
        /// `EXTENDED`
        extended: bool,
    },
    /// `EXPLAIN [mode] statement`
    Explain {
        /// What to show.
        mode: ExplainMode,
        /// Of what.
        plan: Box<Plan>,
    },
    /// `CACHE [LAZY] TABLE name [AS query]`
    CacheTable {
        /// Name parts.
        name: Vec<String>,
        /// `AS query`
        query: Option<Relation>,
        /// `LAZY`
        lazy: bool,
        /// `OPTIONS`
        options: Vec<(String, String)>,
    },
    /// `UNCACHE TABLE`
    UncacheTable {
        /// Name parts.
        name: Vec<String>,
        /// `IF EXISTS`
        if_exists: bool,
    },
    /// `CLEAR CACHE`
    ClearCache,
    /// `REFRESH TABLE`
    RefreshTable {
        /// Name parts.
        name: Vec<String>,
    },
    /// `TRUNCATE TABLE`
    TruncateTable {
        /// Name parts.
        table: Vec<String>,
    },
    /// `ALTER TABLE|VIEW old RENAME TO new`
    RenameTable {
        /// Name parts.
        from: Vec<String>,
        /// Name parts.
        to: Vec<String>,
        /// A view rather than a table.
        view: bool,
    },
    /// `spark.catalog`
    Catalog(CatalogOp),
    /// `checkpoint`, `localCheckpoint`
    Checkpoint {
        /// What is kept.
        input: Relation,
        /// On local disk rather than in the checkpoint folder.
        local: bool,
        /// Compute now.
        eager: bool,
        /// How it is stored; `None` takes the default.
        level: Option<StorageLevel>,
    },
    /// A client has let go of a checkpoint.
    RemoveCachedRemoteRelation {
        /// Its id.
        id: String,
    },
    /// `mergeInto`
    MergeInto(MergeInto),
    /// `spark.udf.register`
    RegisterFunction(UserFunction),
    /// `spark.udtf.register`
    RegisterTableFunction(UserFunction),
    /// `spark.dataSource.register`
    RegisterDataSource {
        /// The name it is read by.
        name: String,
        /// The class.
        code: UserCode,
    },
    /// The resources the driver was given.
    GetResources,
    /// PySpark's farewell at process exit (`clean_cache`).
    CleanMlCache,
}

/// A table to be made.
#[derive(Clone, Debug, Default)]
pub struct TableDefinition {
    /// Name parts.
    pub name: Vec<String>,
    /// Columns; empty with a query takes the query's.
    pub columns: Vec<Field>,
    /// `USING`
    pub provider: Option<String>,
    /// `PARTITIONED BY`
    pub partitioned_by: Vec<String>,
    /// `LOCATION`
    pub location: Option<String>,
    /// `OPTIONS`
    pub options: Vec<(String, String)>,
    /// `TBLPROPERTIES`
    pub properties: Vec<(String, String)>,
    /// `COMMENT`
    pub comment: Option<String>,
    /// `EXTERNAL`
    pub external: bool,
}

/// Add or replace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum InsertMode {
    Append,
    Overwrite,
}

/// What `EXPLAIN` shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "Spark's names")]
pub enum ExplainMode {
    Simple,
    Extended,
    Codegen,
    Cost,
    Formatted,
}
