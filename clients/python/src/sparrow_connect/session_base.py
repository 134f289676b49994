"""What the sync and the async session have in common: identity, tags, and the frames that need no answer of the server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar

from .column import as_column
from .core import Core, Timeout, check_tag
from .errors import ClientError
from .frame import Frame
from .generated import messages as m
from .options import Options
from .reader import Reader

F = TypeVar("F", bound=Frame)


class SessionBase(Generic[F]):
    """A session: who it is, and how its frames begin."""

    _frame: type[F]

    def __init__(self, options: Options) -> None:
        self._core = Core(options)

    @property
    def session_id(self) -> str:
        """The session's UUID."""
        return self._core.session_id

    @property
    def user_id(self) -> str:
        return self._core.options.user_id

    @property
    def is_closed(self) -> bool:
        return self._core.closed is not None

    @property
    def read(self) -> Reader[F]:
        """Reads files: `session.read.format("csv").option("header", True).load(path)`."""
        return Reader(self, self._frame)

    def table(self, name: str) -> F:
        """The rows of a table or a view."""
        return self.read.table(name)

    def range(self, start: int, end: int | None = None, step: int = 1, partitions: int | None = None) -> F:
        """A column `id` of the numbers from `start`, or 0, to `end`, which is not among them."""
        if end is None:
            start, end = 0, start
        if step == 0:
            raise ClientError("the step of a range is not 0")
        return self._made(range=m.Range(start=start, end=end, step=step, num_partitions=partitions))

    def timeout(self, seconds: float) -> Timeout:
        """A block whose calls are to be over within so many seconds, all together: `with session.timeout(5): ...`."""
        return Timeout(seconds)

    # Tags

    @property
    def tags(self) -> frozenset[str]:
        """The tags of the operations to come."""
        return frozenset(self._core.tags)

    def add_tag(self, tag: str) -> None:
        """Marks the operations to come, so that `interrupt_tag` finds them."""
        self._core.add_tag(tag)

    def remove_tag(self, tag: str) -> None:
        self._core.remove_tag(tag)

    def clear_tags(self) -> None:
        self._core.tags.clear()

    # Parts of what both sessions do

    def _made(self, **relation: Any) -> F:
        common = m.RelationCommon(plan_id=self._core.plan_id())
        return self._frame(self, m.Relation(common=common, **relation))

    def _sql_relation(self, text: str, args: Mapping[str, Any] | Sequence[Any] | None) -> m.Relation:
        if not isinstance(text, str):
            raise ClientError(f"SQL is a text, not a {type(text).__name__}")
        query = m.SQL(query=text)
        if isinstance(args, Mapping):
            query.named_arguments = {str(name): as_column(one, text_is_column=False).expression for name, one in args.items()}
        elif isinstance(args, (list, tuple)):
            query.pos_arguments = [as_column(one, text_is_column=False).expression for one in args]
        elif args is not None:
            raise ClientError(f"the parameters of SQL are a dictionary or a list, not a {type(args).__name__}")
        return m.Relation(common=m.RelationCommon(plan_id=self._core.plan_id()), sql=query)

    def _frame_of(self, relation: m.Relation) -> F:
        if relation.common is None or relation.common.plan_id is None:
            relation.common = m.RelationCommon(plan_id=self._core.plan_id())
        return self._frame(self, relation)

    def _interrupt_tag(self, tag: str) -> Any:
        kind = m.InterruptRequestInterruptType.INTERRUPT_TYPE_TAG
        return self._core.interrupt(kind, tag=check_tag(tag))

    def _interrupt_operation(self, operation_id: str) -> Any:
        kind = m.InterruptRequestInterruptType.INTERRUPT_TYPE_OPERATION_ID
        return self._core.interrupt(kind, operation=operation_id)

    def _interrupt_all(self) -> Any:
        return self._core.interrupt(m.InterruptRequestInterruptType.INTERRUPT_TYPE_ALL)

    def __repr__(self) -> str:
        state = "closed" if self.is_closed else "open"
        return f"{type(self).__name__}[{self._core.options.address.target}, {self.session_id}, {state}]"
