"""How the rows of a frame are written: format, mode, options, partitions, and where to. One class for both sessions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from . import actions
from .core import Core
from .effects import Program
from .errors import ClientError
from .generated import messages as m
from .reader import option_text
from .window import flattened

R = TypeVar("R")

_MODES = {
    "append": m.WriteOperationSaveMode.SAVE_MODE_APPEND,
    "overwrite": m.WriteOperationSaveMode.SAVE_MODE_OVERWRITE,
    "error": m.WriteOperationSaveMode.SAVE_MODE_ERROR_IF_EXISTS,
    "errorifexists": m.WriteOperationSaveMode.SAVE_MODE_ERROR_IF_EXISTS,
    "ignore": m.WriteOperationSaveMode.SAVE_MODE_IGNORE,
}
_TABLE = m.WriteOperationSaveTableTableSaveMethod


class Writer(Generic[R]):
    """What is to be written. Its methods change it and give it back; `save` and its kin write.

    In an async session those that write are awaited.
    """

    def __init__(self, core: Core, plan: m.Relation, run: Callable[[Program[Any]], R]) -> None:
        self._core = core
        self._run = run
        self._write = m.WriteOperation(input=plan)

    def format(self, name: str) -> Writer[R]:
        """The format of the files, such as `parquet`; without one the server's default."""
        self._write.source = name
        return self

    def mode(self, mode: str) -> Writer[R]:
        """What happens where there is something already: `append`, `overwrite`, `ignore` or `error`, which is the default."""
        key = mode.lower().replace("_", "") if isinstance(mode, str) else mode
        if key not in _MODES:
            raise ClientError(f"there is no mode {mode!r}: there are {', '.join(_MODES)}")
        self._write.mode = _MODES[key]
        return self

    def option(self, key: str, value: Any) -> Writer[R]:
        self._write.options[key] = option_text(value)
        return self

    def options(self, options: Mapping[str, Any] | None = None, **more: Any) -> Writer[R]:
        for key, value in {**(options or {}), **more}.items():
            self.option(key, value)
        return self

    def partition_by(self, *columns: str) -> Writer[R]:
        """A folder for each value of these columns."""
        self._write.partitioning_columns = list(flattened(columns))
        return self

    def sort_by(self, *columns: str) -> Writer[R]:
        """The order within a bucket."""
        self._write.sort_column_names = list(flattened(columns))
        return self

    def bucket_by(self, n: int, *columns: str) -> Writer[R]:
        """So many buckets by these columns."""
        self._write.bucket_by = m.WriteOperationBucketBy(bucket_column_names=list(flattened(columns)), num_buckets=n)
        return self

    def cluster_by(self, *columns: str) -> Writer[R]:
        """Clustered by these columns, for tables that have it."""
        self._write.clustering_columns = list(flattened(columns))
        return self

    def save(self, path: str | None = None) -> R:
        """Writes files below a path, as the server finds it."""
        self._write.path = path
        return self._run(self._written())

    def parquet(self, path: str) -> R:
        return self.format("parquet").save(path)

    def csv(self, path: str) -> R:
        return self.format("csv").save(path)

    def json(self, path: str) -> R:
        return self.format("json").save(path)

    def text(self, path: str) -> R:
        return self.format("text").save(path)

    def orc(self, path: str) -> R:
        return self.format("orc").save(path)

    def save_as_table(self, name: str) -> R:
        """Writes a table; columns go by their names."""
        return self._into(name, _TABLE.TABLE_SAVE_METHOD_SAVE_AS_TABLE)

    def insert_into(self, name: str, overwrite: bool | None = None) -> R:
        """Adds the rows to a table that is there, or replaces its rows; columns go by position."""
        if overwrite is not None:
            self.mode("overwrite" if overwrite else "append")
        return self._into(name, _TABLE.TABLE_SAVE_METHOD_INSERT_INTO)

    def _into(self, name: str, method: m.WriteOperationSaveTableTableSaveMethod) -> R:
        if not isinstance(name, str) or not name:
            raise ClientError(f"the name of a table is a text, not {name!r}")
        self._write.table = m.WriteOperationSaveTable(table_name=name, save_method=method)
        return self._run(self._written())

    def _written(self) -> Program[None]:
        yield from actions.command(self._core, m.Command(write_operation=self._write))
