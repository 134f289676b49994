"""The catalog: databases, tables, views, columns and functions by name."""

from __future__ import annotations

from collections.abc import Callable

from smoke.client import since
from smoke.world import Case, World


def with_table(ask: Callable[[World], object]) -> Case:
    """Asks while the managed table `t` and the database `d` are there."""

    def run(w: World) -> object:
        w.sql("CREATE DATABASE IF NOT EXISTS d COMMENT 'a database'")
        w.sql("CREATE TABLE t (id INT COMMENT 'key', v STRING, p DATE) USING parquet PARTITIONED BY (p) COMMENT 'a t'")
        try:
            return ask(w)
        finally:
            w.sql("USE default")
            w.sql("DROP TABLE IF EXISTS t")
            w.sql("DROP DATABASE IF EXISTS d CASCADE")

    return run


def shown(items: list[object]) -> object:
    """Catalog entries as lists, in the order of their names."""
    return sorted([list(item) for item in items], key=lambda item: item[0])


def location_free(database: object) -> object:
    """A database without the warehouse's place, which differs from run to run; its own folder stays."""
    folder = database.locationUri.rsplit("/", 1)[1]
    return [database.name, database.catalog, database.description, folder if folder.endswith(".db") else None]


def set_database(w: World) -> object:
    w.spark.catalog.setCurrentDatabase("d")
    seen = w.spark.catalog.currentDatabase()
    return [seen, w.spark.catalog.tableExists("t"), w.spark.catalog.tableExists("default.t")]


def set_catalog(w: World) -> object:
    w.spark.catalog.setCurrentCatalog("spark_catalog")
    return w.spark.catalog.currentCatalog()


def drop_temp_view(w: World) -> object:
    w.people.createOrReplaceTempView("gone")
    return [w.spark.catalog.dropTempView("gone"), w.spark.catalog.dropTempView("gone")]


def drop_global_temp_view(w: World) -> object:
    w.people.createOrReplaceGlobalTempView("gone")
    return [w.spark.catalog.dropGlobalTempView("gone"), w.spark.catalog.dropGlobalTempView("gone")]


def drop_table(w: World) -> object:
    w.spark.catalog.dropTable("t")
    w.spark.catalog.dropTable("t", ifExists=True)
    return w.spark.catalog.tableExists("t")


def drop_view(w: World) -> object:
    w.sql("CREATE VIEW pv AS SELECT 1 AS a")
    before = [w.spark.catalog.tableExists("pv"), shown(w.spark.catalog.listViews("default", "pv"))]
    w.spark.catalog.dropView("pv")
    return [before, w.spark.catalog.tableExists("pv")]


def databases(w: World) -> object:
    w.spark.catalog.createDatabase("e", ifNotExists=True, properties={"k": "v"})
    before = w.spark.catalog.databaseExists("e")
    w.spark.catalog.dropDatabase("e", cascade=True)
    return [before, w.spark.catalog.databaseExists("e")]


CASES: dict[str, Case] = {
    "current_database": lambda w: w.spark.catalog.currentDatabase(),
    "current_catalog": lambda w: w.spark.catalog.currentCatalog(),
    "set_current_database": with_table(set_database),
    "set_current_catalog": set_catalog,
    "list_databases": with_table(lambda w: [location_free(d) for d in w.spark.catalog.listDatabases("d*")][:2]),
    "get_database": with_table(lambda w: location_free(w.spark.catalog.getDatabase("d"))),
    "database_exists": lambda w: [w.spark.catalog.databaseExists("default"), w.spark.catalog.databaseExists("no")],
    "list_tables": with_table(lambda w: shown(w.spark.catalog.listTables("default", "t"))),
    "list_tables_views": lambda w: shown(w.spark.catalog.listTables(None, w.view())),
    "get_table": with_table(lambda w: list(w.spark.catalog.getTable("t"))),
    "get_table_view": lambda w: list(w.spark.catalog.getTable(w.view())),
    "list_views": since("4.2", lambda w: shown(w.spark.catalog.listViews(None, w.view()))),
    "list_columns": with_table(lambda w: [list(column) for column in w.spark.catalog.listColumns("t")]),
    "list_columns_view": lambda w: [list(column) for column in w.spark.catalog.listColumns(w.view())],
    "table_exists": with_table(lambda w: [w.spark.catalog.tableExists(t) for t in ("t", "default.t", "d.t", "x.y")]),
    "table_exists_view": lambda w: w.spark.catalog.tableExists(w.view().upper()),
    "function_exists": lambda w: [w.spark.catalog.functionExists(name) for name in ("count", "SUM", "no_such")],
    "is_cached": lambda w: w.spark.catalog.isCached(w.view()),
    "drop_temp_view": drop_temp_view,
    "drop_global_temp_view": drop_global_temp_view,
    "drop_table": since("4.2", with_table(drop_table)),
    "drop_view": since("4.2", drop_view),
    "create_and_drop_database": since("4.2", databases),
}
