"""How a frame begins with files or a table: format, options, schema, paths."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .errors import ClientError
from .frame import Frame
from .generated import messages as m
from .types import StructType

if TYPE_CHECKING:
    from .session_base import SessionBase

F = TypeVar("F", bound=Frame)


def option_text(value: Any) -> str:
    """An option as Spark reads it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float)):
        return str(value)
    raise ClientError(f"the value of an option is a text, a number or a boolean, not a {type(value).__name__}")


class Reader(Generic[F]):
    """What is to be read. Its methods change it and give it back."""

    def __init__(self, session: SessionBase[F], frame: type[F]) -> None:
        self._session = session
        self._frame = frame
        self._format: str | None = None
        self._schema: str | None = None
        self._options: dict[str, str] = {}

    def format(self, name: str) -> Reader[F]:
        """The format of the files, such as `parquet`; without one the server's default."""
        self._format = name
        return self

    def schema(self, schema: StructType | str) -> Reader[F]:
        """The schema to read with, as a StructType or DDL; without one it is found from the files."""
        self._schema = schema.json() if isinstance(schema, StructType) else schema
        return self

    def option(self, key: str, value: Any) -> Reader[F]:
        self._options[key] = option_text(value)
        return self

    def options(self, options: Mapping[str, Any] | None = None, **more: Any) -> Reader[F]:
        for key, value in {**(options or {}), **more}.items():
            self.option(key, value)
        return self

    def load(self, *paths: str | list[str] | tuple[str, ...]) -> F:
        """The rows of the files at one path or several, as the server finds them."""
        found = [one for path in paths for one in ([path] if isinstance(path, str) else path)]
        source = m.ReadDataSource(format=self._format, schema=self._schema, options=self._options, paths=found)
        return self._session._made(read=m.Read(data_source=source))

    def table(self, name: str) -> F:
        """The rows of a table or a view."""
        if not isinstance(name, str) or not name:
            raise ClientError(f"the name of a table is a text, not {name!r}")
        named = m.ReadNamedTable(unparsed_identifier=name, options=self._options)
        return self._session._made(read=m.Read(named_table=named))

    def parquet(self, *paths: str, **options: Any) -> F:
        return self.format("parquet").options(options).load(*paths)

    def csv(self, *paths: str, schema: StructType | str | None = None, **options: Any) -> F:
        return self._file("csv", paths, schema, options)

    def json(self, *paths: str, schema: StructType | str | None = None, **options: Any) -> F:
        return self._file("json", paths, schema, options)

    def text(self, *paths: str, **options: Any) -> F:
        """One column `value` of the lines."""
        return self.format("text").options(options).load(*paths)

    def orc(self, *paths: str, **options: Any) -> F:
        return self.format("orc").options(options).load(*paths)

    def _file(self, name: str, paths: tuple[str, ...], schema: StructType | str | None, options: Mapping[str, Any]) -> F:
        if schema is not None:
            self.schema(schema)
        return self.format(name).options(options).load(*paths)
