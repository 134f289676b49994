"""Frames of a sync session: the operations of `Frame`, and the actions that ask the server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from . import actions
from .actions import ProgressCallback
from .core import Core
from .frame import Frame
from .generated import messages as m
from .result import Result
from .rows import Row
from .storage import StorageLevel
from .types import StructType
from .writer import Writer

if TYPE_CHECKING:
    import pyarrow as pa

    from .session import Session


class DataFrame(Frame):
    """A plan whose rows can be asked for. Operations give new frames; actions ask the server."""

    _session: Session

    # Rows

    def collect(self, *, progress: ProgressCallback | None = None) -> list[Row]:
        """All rows, as Python values."""
        return self._session._run(actions.rows(self._core, self._plan, progress))

    def to_arrow(self, *, progress: ProgressCallback | None = None) -> pa.Table:
        """All rows, as a table of Arrow's."""
        _, table = self._session._run(actions.arrow(self._core, self._plan, progress))
        return table

    def to_batches(self, *, progress: ProgressCallback | None = None) -> Result:
        """The rows as they come: nothing is asked for before they are read, nothing is read ahead."""
        return Result(self._session, actions.open_stream(self._core, self._plan, progress))

    def to_pandas(self, **options: Any) -> Any:
        """All rows, as a pandas DataFrame; options are those of `pyarrow.Table.to_pandas`."""
        return (self.to_arrow()).to_pandas(**options)

    def to_polars(self) -> Any:
        """All rows, as a Polars DataFrame."""
        return self.to_batches().to_polars()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.to_batches().__arrow_c_stream__(requested_schema)

    def count(self) -> int:
        """How many rows there are."""
        return int(self._session._run(actions.value(self._core, actions.count_plan(self._plan))))

    def take(self, n: int) -> list[Row]:
        """The first n rows."""
        return self._session._run(actions.rows(self._core, actions.limit_plan(self._plan, n)))

    def first(self) -> Row | None:
        """The first row; None where there is none."""
        rows = self.take(1)
        return rows[0] if rows else None

    def head(self, n: int = 1) -> list[Row]:
        """The first n rows."""
        return self.take(n)

    def tail(self, n: int) -> list[Row]:
        """The last n rows."""
        return self._session._run(actions.rows(self._core, actions.tail_plan(self._plan, n)))

    def is_empty(self) -> bool:
        """Whether there is no row."""
        return not self._session._run(actions.has_rows(self._core, actions.any_row_plan(self._plan)))

    def observed(self) -> dict[str, dict[str, Any]]:
        """Runs the plan, drops its rows, and answers what its observations counted, by their names."""
        return self._session._run(actions.observed(self._core, self._plan))

    def show_string(self, n: int = 20, truncate: bool | int = True, vertical: bool = False) -> str:
        """The first rows as a table of text."""
        plan = actions.show_plan(self._plan, n, truncate, vertical)
        return str(self._session._run(actions.value(self._core, plan)))

    def show(self, n: int = 20, truncate: bool | int = True, vertical: bool = False) -> None:
        """Prints the first rows as a table."""
        print(self.show_string(n, truncate, vertical))

    # What the server says of the plan

    @property
    def schema(self) -> StructType:
        """The schema; asked for once."""
        if self._known_schema is None:
            self._known_schema = self._session._run(actions.schema(self._core, self._plan))
        return self._known_schema

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return self.schema.names

    def print_schema(self) -> None:
        """Prints the schema as a tree."""
        print(self.tree_string())

    def tree_string(self, level: int | None = None) -> str:
        """The schema as a tree, as the server writes it."""
        return self._session._run(actions.tree_string(self._core, self._plan, level))

    def explain_string(self, mode: str = "simple") -> str:
        """How the server would run the plan: `simple`, `extended`, `codegen`, `cost` or `formatted`."""
        return self._session._run(actions.explain(self._core, self._plan, mode))

    def explain(self, mode: str = "simple") -> None:
        """Prints how the server would run the plan."""
        print(self.explain_string(mode))

    def is_local(self) -> bool:
        """Whether the rows are there without running anything."""
        return self._session._run(actions.is_local(self._core, self._plan))

    @property
    def is_streaming(self) -> bool:
        """Whether the plan has a source that does not end."""
        return self._session._run(actions.is_streaming(self._core, self._plan))

    def input_files(self) -> list[str]:
        """The files that are read."""
        return self._session._run(actions.input_files(self._core, self._plan))

    def same_semantics(self, other: DataFrame) -> bool:
        """Whether the other plan surely has the same rows."""
        return self._session._run(actions.same_semantics(self._core, self._plan, self._other(other)))

    def semantic_hash(self) -> int:
        """A number that is equal for plans of the same meaning."""
        return self._session._run(actions.semantic_hash(self._core, self._plan))

    # Statistics

    def cov(self, first: str, second: str) -> float:
        """The covariance of two columns."""
        plan = m.Relation(cov=m.StatCov(input=self._plan, col1=first, col2=second))
        return float(self._session._run(actions.value(self._core, plan)))

    def corr(self, first: str, second: str) -> float:
        """The correlation of two columns, after Pearson."""
        plan = m.Relation(corr=m.StatCorr(input=self._plan, col1=first, col2=second, method="pearson"))
        return float(self._session._run(actions.value(self._core, plan)))

    def approx_quantile(self, columns: Sequence[str], probabilities: Sequence[float], error: float) -> list[list[float]]:
        """Quantiles of each column, off by this part of the rows at most."""
        plan = actions.quantiles_plan(self._plan, columns, probabilities, error)
        return list(self._session._run(actions.value(self._core, plan)))

    # What is kept on the server

    def cache(self) -> DataFrame:
        """Keeps the rows on the server once they are computed, in memory and on disk."""
        return self.persist("MEMORY_AND_DISK_DESER")

    def persist(self, level: StorageLevel | str = "MEMORY_AND_DISK_DESER") -> DataFrame:
        """Keeps the rows on the server once they are computed, at a level of `StorageLevel`."""
        chosen = StorageLevel.named(level) if isinstance(level, str) else level
        self._session._run(actions.persist(self._core, self._plan, chosen.message()))
        return self

    def unpersist(self, blocking: bool = False) -> DataFrame:
        """Forgets the rows that are kept."""
        self._session._run(actions.unpersist(self._core, self._plan, blocking))
        return self

    @property
    def storage_level(self) -> StorageLevel:
        """Where the rows are kept."""
        return StorageLevel.of(self._session._run(actions.storage_level(self._core, self._plan)))

    def checkpoint(self, eager: bool = True) -> DataFrame:
        """A frame of these rows, written where they last; it forgets how they were made."""
        relation = self._session._run(actions.checkpoint(self._core, self._plan, local=False, eager=eager))
        return type(self)(self._session, relation)

    def local_checkpoint(self, eager: bool = True) -> DataFrame:
        """A frame of these rows, kept with the session; it forgets how they were made."""
        relation = self._session._run(actions.checkpoint(self._core, self._plan, local=True, eager=eager))
        return type(self)(self._session, relation)

    def create_temp_view(self, name: str) -> None:
        """Names the plan for SQL, in this session; an error where there is such a view."""
        self.create_view(name)

    def create_or_replace_temp_view(self, name: str) -> None:
        self.create_view(name, replace=True)

    def create_global_temp_view(self, name: str) -> None:
        self.create_view(name, is_global=True)

    def create_or_replace_global_temp_view(self, name: str) -> None:
        self.create_view(name, replace=True, is_global=True)

    def create_view(self, name: str, *, replace: bool = False, is_global: bool = False) -> None:
        """Names the plan for SQL: in this session, or for all of them as `global_temp.name`."""
        self._session._run(actions.create_view(self._core, self._plan, name, replace=replace, is_global=is_global))

    @property
    def write(self) -> Writer[None]:
        """Writes the rows: `frame.write.mode("overwrite").parquet(path)`."""
        return Writer(self._core, self._plan, self._session._run)

    def _repr_html_(self) -> str:
        """What a notebook shows: the first rows, 20 at most."""
        from .display import html_table, shown_rows

        return html_table(self.take(shown_rows + 1), self.columns)

    @property
    def _core(self) -> Core:
        return self._session._core
