"""Frames of an async session: the operations of `Frame`, and the actions that ask the server, which are awaited."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING, Any

from . import actions
from .actions import ProgressCallback
from .async_result import AsyncResult
from .core import Core
from .frame import Frame
from .generated import messages as m
from .rows import Row
from .storage import StorageLevel
from .types import StructType
from .writer import Writer

if TYPE_CHECKING:
    import pyarrow as pa

    from .async_session import AsyncSession


class AsyncDataFrame(Frame):
    """A plan whose rows can be asked for. Operations give new frames; actions ask the server."""

    _session: AsyncSession

    # Rows

    async def collect(self, *, progress: ProgressCallback | None = None) -> list[Row]:
        """All rows, as Python values."""
        return await self._session._run(actions.rows(self._core, self._plan, progress))

    async def to_arrow(self, *, progress: ProgressCallback | None = None) -> pa.Table:
        """All rows, as a table of Arrow's."""
        _, table = await self._session._run(actions.arrow(self._core, self._plan, progress))
        return table

    def to_batches(self, *, progress: ProgressCallback | None = None) -> AsyncResult:
        """The rows as they come: nothing is asked for before they are read, nothing is read ahead."""
        return AsyncResult(self._session, actions.open_stream(self._core, self._plan, progress))

    async def to_pandas(self, **options: Any) -> Any:
        """All rows, as a pandas DataFrame; options are those of `pyarrow.Table.to_pandas`."""
        return (await self.to_arrow()).to_pandas(**options)

    async def to_polars(self) -> Any:
        """All rows, as a Polars DataFrame."""
        return await self.to_batches().to_polars()

    async def count(self) -> int:
        """How many rows there are."""
        return int(await self._session._run(actions.value(self._core, actions.count_plan(self._plan))))

    async def take(self, n: int) -> list[Row]:
        """The first n rows."""
        return await self._session._run(actions.rows(self._core, actions.limit_plan(self._plan, n)))

    async def first(self) -> Row | None:
        """The first row; None where there is none."""
        rows = await self.take(1)
        return rows[0] if rows else None

    async def head(self, n: int = 1) -> list[Row]:
        """The first n rows."""
        return await self.take(n)

    async def tail(self, n: int) -> list[Row]:
        """The last n rows."""
        return await self._session._run(actions.rows(self._core, actions.tail_plan(self._plan, n)))

    async def is_empty(self) -> bool:
        """Whether there is no row."""
        return not await self._session._run(actions.has_rows(self._core, actions.any_row_plan(self._plan)))

    async def observed(self) -> dict[str, dict[str, Any]]:
        """Runs the plan, drops its rows, and answers what its observations counted, by their names."""
        return await self._session._run(actions.observed(self._core, self._plan))

    async def show_string(self, n: int = 20, truncate: bool | int = True, vertical: bool = False) -> str:
        """The first rows as a table of text."""
        plan = actions.show_plan(self._plan, n, truncate, vertical)
        return str(await self._session._run(actions.value(self._core, plan)))

    async def show(self, n: int = 20, truncate: bool | int = True, vertical: bool = False) -> None:
        """Prints the first rows as a table."""
        print(await self.show_string(n, truncate, vertical))

    # What the server says of the plan

    async def schema(self) -> StructType:
        """The schema; asked for once."""
        if self._known_schema is None:
            self._known_schema = await self._session._run(actions.schema(self._core, self._plan))
        return self._known_schema

    async def columns(self) -> list[str]:
        """The names of the columns."""
        return (await self.schema()).names

    async def print_schema(self) -> None:
        """Prints the schema as a tree."""
        print(await self.tree_string())

    async def tree_string(self, level: int | None = None) -> str:
        """The schema as a tree, as the server writes it."""
        return await self._session._run(actions.tree_string(self._core, self._plan, level))

    async def explain_string(self, mode: str = "simple") -> str:
        """How the server would run the plan: `simple`, `extended`, `codegen`, `cost` or `formatted`."""
        return await self._session._run(actions.explain(self._core, self._plan, mode))

    async def explain(self, mode: str = "simple") -> None:
        """Prints how the server would run the plan."""
        print(await self.explain_string(mode))

    async def is_local(self) -> bool:
        """Whether the rows are there without running anything."""
        return await self._session._run(actions.is_local(self._core, self._plan))

    async def is_streaming(self) -> bool:
        """Whether the plan has a source that does not end."""
        return await self._session._run(actions.is_streaming(self._core, self._plan))

    async def input_files(self) -> list[str]:
        """The files that are read."""
        return await self._session._run(actions.input_files(self._core, self._plan))

    async def same_semantics(self, other: AsyncDataFrame) -> bool:
        """Whether the other plan surely has the same rows."""
        return await self._session._run(actions.same_semantics(self._core, self._plan, self._other(other)))

    async def semantic_hash(self) -> int:
        """A number that is equal for plans of the same meaning."""
        return await self._session._run(actions.semantic_hash(self._core, self._plan))

    # Statistics

    async def cov(self, first: str, second: str) -> float:
        """The covariance of two columns."""
        plan = m.Relation(cov=m.StatCov(input=self._plan, col1=first, col2=second))
        return float(await self._session._run(actions.value(self._core, plan)))

    async def corr(self, first: str, second: str) -> float:
        """The correlation of two columns, after Pearson."""
        plan = m.Relation(corr=m.StatCorr(input=self._plan, col1=first, col2=second, method="pearson"))
        return float(await self._session._run(actions.value(self._core, plan)))

    async def approx_quantile(self, columns: Sequence[str], probabilities: Sequence[float], error: float) -> list[list[float]]:
        """Quantiles of each column, off by this part of the rows at most."""
        plan = actions.quantiles_plan(self._plan, columns, probabilities, error)
        return list(await self._session._run(actions.value(self._core, plan)))

    # What is kept on the server

    async def cache(self) -> AsyncDataFrame:
        """Keeps the rows on the server once they are computed, in memory and on disk."""
        return await self.persist("MEMORY_AND_DISK_DESER")

    async def persist(self, level: StorageLevel | str = "MEMORY_AND_DISK_DESER") -> AsyncDataFrame:
        """Keeps the rows on the server once they are computed, at a level of `StorageLevel`."""
        chosen = StorageLevel.named(level) if isinstance(level, str) else level
        await self._session._run(actions.persist(self._core, self._plan, chosen.message()))
        return self

    async def unpersist(self, blocking: bool = False) -> AsyncDataFrame:
        """Forgets the rows that are kept."""
        await self._session._run(actions.unpersist(self._core, self._plan, blocking))
        return self

    async def storage_level(self) -> StorageLevel:
        """Where the rows are kept."""
        return StorageLevel.of(await self._session._run(actions.storage_level(self._core, self._plan)))

    async def checkpoint(self, eager: bool = True) -> AsyncDataFrame:
        """A frame of these rows, written where they last; it forgets how they were made."""
        relation = await self._session._run(actions.checkpoint(self._core, self._plan, local=False, eager=eager))
        return type(self)(self._session, relation)

    async def local_checkpoint(self, eager: bool = True) -> AsyncDataFrame:
        """A frame of these rows, kept with the session; it forgets how they were made."""
        relation = await self._session._run(actions.checkpoint(self._core, self._plan, local=True, eager=eager))
        return type(self)(self._session, relation)

    async def create_temp_view(self, name: str) -> None:
        """Names the plan for SQL, in this session; an error where there is such a view."""
        await self.create_view(name)

    async def create_or_replace_temp_view(self, name: str) -> None:
        await self.create_view(name, replace=True)

    async def create_global_temp_view(self, name: str) -> None:
        await self.create_view(name, is_global=True)

    async def create_or_replace_global_temp_view(self, name: str) -> None:
        await self.create_view(name, replace=True, is_global=True)

    async def create_view(self, name: str, *, replace: bool = False, is_global: bool = False) -> None:
        """Names the plan for SQL: in this session, or for all of them as `global_temp.name`."""
        await self._session._run(actions.create_view(self._core, self._plan, name, replace=replace, is_global=is_global))

    @property
    def write(self) -> Writer[Awaitable[Any]]:
        """Writes the rows: `frame.write.mode("overwrite").parquet(path)`."""
        return Writer(self._core, self._plan, self._session._run)

    @property
    def _core(self) -> Core:
        return self._session._core
