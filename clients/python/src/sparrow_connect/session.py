"""The session of a program with threads: opens the connection, runs programs, makes frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from . import actions
from .dataframe import DataFrame
from .effects import Program
from .options import Options
from .session_base import SessionBase
from .settings import Settings
from .sync_driver import SyncDriver
from .types import DataType, StructType

T = TypeVar("T")


class Session(SessionBase[DataFrame]):
    """A session with a server, of `sparrow_connect.connect`. It may be used by many threads, and is a context manager."""

    _frame = DataFrame

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self._driver = SyncDriver(options)

    def _run(self, program: Program[T]) -> T:
        return self._driver.run(program)

    def sql(self, text: str, args: Mapping[str, Any] | Sequence[Any] | None = None) -> DataFrame:
        """Runs SQL that is a command; a query runs when its rows are asked for.

        Parameters are values or columns: a dictionary for `:name`, a list for `?`.
        """
        return self._frame_of(self._run(actions.sql(self._core, self._sql_relation(text, args))))

    def create_dataframe(self, data: Any, schema: StructType | DataType | str | Sequence[str] | None = None) -> DataFrame:
        """A frame of this program's data: Arrow tables, batches, readers, anything with `__arrow_c_stream__`, or rows.

        Rows are dictionaries, tuples or lists. The schema is a StructType, DDL, or the columns' names.
        """
        from .local_data import prepared
        from .upload import local_relation

        reader, found = prepared(data, schema)
        return self._frame_of(self._run(local_relation(self._core, reader, found.json())))

    @property
    def conf(self) -> Settings:
        """The session's configuration."""
        return Settings(self._core, self._run)

    @property
    def version(self) -> str:
        """The version of Spark that the server stands for."""
        return self._run(actions.version(self._core))

    def interrupt_all(self) -> list[str]:
        """Interrupts what this session runs; answers the ids of the operations."""
        return self._run(self._interrupt_all())

    def interrupt_tag(self, tag: str) -> list[str]:
        return self._run(self._interrupt_tag(tag))

    def interrupt_operation(self, operation_id: str) -> list[str]:
        return self._run(self._interrupt_operation(operation_id))

    def close(self) -> None:
        """Interrupts what runs, ends the session on the server, gives the connection up. A second close does nothing."""
        try:
            self._run(self._core.close())
        finally:
            self._driver.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
