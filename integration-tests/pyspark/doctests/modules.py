"""Which PySpark modules have doctests, how upstream runs each, and how to find their objects.

Knows PySpark; refuses to know servers and processes.
"""

from __future__ import annotations

import doctest
import importlib
from typing import Any, NamedTuple

CONNECT = "pyspark.sql.connect."
ELLIPSIS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
STANDARD = ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL
DIFF = ELLIPSIS | doctest.REPORT_NDIFF


class Module(NamedTuple):
    """A module with doctests: where its docstrings are, the option flags, and who provides the globals."""

    name: str
    flags: int = STANDARD
    globals_of: str | None = None
    group: str = "core"


MODULES: dict[str, Module] = {
    "column": Module("pyspark.sql.column"),
    "dataframe": Module("pyspark.sql.dataframe"),
    "group": Module(CONNECT + "group", DIFF),
    "readwriter": Module(CONNECT + "readwriter"),
    "catalog": Module(CONNECT + "catalog"),
    "window": Module("pyspark.sql.window"),
    "functions": Module(CONNECT + "functions.builtin"),
    "functions_partitioning": Module(CONNECT + "functions.partitioning"),
    "conf": Module(CONNECT + "conf"),
    "session": Module(CONNECT + "session"),
    "observation": Module(CONNECT + "observation"),
    "tvf": Module(CONNECT + "tvf"),
    "merge": Module(CONNECT + "merge", DIFF),
    "types": Module("pyspark.sql.types", ELLIPSIS),
    # Upstream runs the next ones on classic Spark only; they are public API that Connect serves too.
    "udf": Module(CONNECT + "udf", ELLIPSIS, "pyspark.sql.udf"),
    "udtf": Module(CONNECT + "udtf", ELLIPSIS, "pyspark.sql.udtf"),
    "table_arg": Module("pyspark.sql.table_arg", ELLIPSIS),
    "pandas_functions": Module("pyspark.sql.pandas.functions", DIFF, "pyspark.sql.column"),
    "pandas_group_ops": Module("pyspark.sql.pandas.group_ops", DIFF, group="extra"),
    "datasource": Module("pyspark.sql.datasource", ELLIPSIS, group="extra"),
    "plot": Module("pyspark.sql.plot.core", ELLIPSIS, group="extra"),
    "streaming_readwriter": Module(CONNECT + "streaming.readwriter", STANDARD, CONNECT + "readwriter", "streaming"),
    "streaming_query": Module(CONNECT + "streaming.query", DIFF, group="streaming"),
}

# Docstrings that upstream's own `_test()` of the module removes for Connect (they need the JVM or another master).
REMOVED = {
    "dataframe": ("pyspark.sql.dataframe:DataFrame.toJSON", "pyspark.sql.dataframe:DataFrame.rdd"),
    "session": (CONNECT + "session:SparkSession", CONNECT + "session:SparkSession.Builder.master"),
    "types": ("pyspark.sql.types:_parse_datatype_json_string",),
}


def in_group(group: str) -> list[str]:
    return [key for key, module in MODULES.items() if module.group == group]


def find_tests(key: str) -> list[doctest.DocTest]:
    """The doctest objects of a module that have examples, in the order of the finder."""
    importlib.import_module(CONNECT + "session")  # some Connect modules need this to be imported first
    module = MODULES[key]
    tested = importlib.import_module(module.name)
    for path in REMOVED.get(key, ()):
        remove_docstring(path)
    scope = dict(vars(importlib.import_module(module.globals_of)) if module.globals_of else vars(tested))
    scope.pop("__doc__", None)
    for name, value in vars(tested).items():
        scope.setdefault(name, value)
    return [test for test in doctest.DocTestFinder().find(tested, module.name, globs=scope) if test.examples]


def remove_docstring(path: str) -> None:
    module_name, _, attribute = path.partition(":")
    *owners, last = attribute.split(".")
    owner: Any = importlib.import_module(module_name)
    for name in owners:
        owner = getattr(owner, name, None)
    found = vars(owner).get(last) if owner is not None else None
    if isinstance(found, property):
        setattr(owner, last, property(found.fget, found.fset, found.fdel, doc=""))
    elif found is not None:
        found.__doc__ = None


def skipped_examples(test: doctest.DocTest) -> int:
    return sum(1 for example in test.examples if example.options.get(doctest.SKIP))


def is_skipped(test: doctest.DocTest) -> bool:
    return skipped_examples(test) == len(test.examples)
