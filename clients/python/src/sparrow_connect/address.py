"""Connection strings: `sc://host[:port][/;key=value...]` taken apart. It refuses to know what the keys mean to a connection.

What it says about an address never shows a value that may be a secret.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from .errors import ClientError

PORT = 15002
DEFAULT = f"sc://127.0.0.1:{PORT}"
address_bytes_max = 65_536

KEYS = ("token", "token_file", "use_ssl", "tls_ca_file", "user_id", "session_id", "user_agent")
"""The keys with a meaning; any other is a header."""

_SHOWN = ("token_file", "use_ssl", "tls_ca_file", "user_id", "session_id", "user_agent")


@dataclass(frozen=True)
class Address:
    """Where a server is, and what the connection string says beside it."""

    host: str
    port: int = PORT
    values: dict[str, str] = field(default_factory=dict, repr=False)
    headers: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def target(self) -> str:
        """Host and port as gRPC takes them."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def parse_address(url: str | None) -> Address:
    """Reads a connection string; without one `SPARK_REMOTE`, without that 127.0.0.1:15002. Raises ClientError."""
    text = url or os.environ.get("SPARK_REMOTE") or DEFAULT
    if not isinstance(text, str):
        raise ClientError(f"an address is a text such as {DEFAULT}, not a {type(text).__name__}")
    if len(text) > address_bytes_max:
        raise ClientError(
            f"the address has {len(text)} characters, {address_bytes_max} at most are read: use token_file for long tokens"
        )
    if not text.startswith("sc://"):
        raise _refused(text, "it does not begin with sc://")
    authority, slash, rest = text[len("sc://") :].partition("/")
    if "#" in text:
        raise _refused(text, "it has a fragment (#): percent-encode it as %23")
    if not slash and ";" in authority:
        raise _refused(text, "a slash is missing before the first semicolon")
    if "@" in authority:
        raise _refused(text, "it has a user: say ;user_id=... and ;token=... instead")
    if rest and not rest.startswith(";"):
        raise _refused(text, "it has a path: parameters begin with /;")
    host, port = _host_and_port(authority, text)
    values, headers = _parameters(rest, text)
    return Address(host, port, values, headers)


def _host_and_port(authority: str, text: str) -> tuple[str, int]:
    match = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([^\[\]:/?;%\s]+))(?::(\d{1,5}))?", authority)
    if match is None:
        raise _refused(text, "its host and port cannot be read: write host:port, or [::1]:port for IPv6")
    port = int(match[3]) if match[3] else PORT
    if not 0 < port < 65_536:
        raise _refused(text, f"its port {port} is none: ports are 1 to 65535")
    return match[1] or match[2], port


def _parameters(rest: str, text: str) -> tuple[dict[str, str], dict[str, str]]:
    values: dict[str, str] = {}
    headers: dict[str, str] = {}
    for part in filter(None, rest.split(";")):
        key, equals, raw = part.partition("=")
        if not equals or not key or not raw:
            raise _refused(text, f"its parameter {key!r} has no value: write key=value")
        if key in values or key.lower() in headers:
            raise _refused(text, f"its parameter {key!r} stands there twice")
        value = _decoded(raw, key, text)
        if key in KEYS:
            values[key] = value
        else:
            headers[check_header(key, value)] = value
    return values, headers


def _decoded(raw: str, key: str, text: str) -> str:
    if re.search(r"%(?![0-9A-Fa-f]{2})", raw):
        raise _refused(text, f"the value of {key!r} has a % that is no percent-encoding: write %25")
    try:
        return unquote_to_bytes(raw).decode()
    except UnicodeDecodeError:
        raise _refused(text, f"the value of {key!r} is no UTF-8") from None


def check_header(name: str, value: str) -> str:
    """The name of a header in lower case; raises ClientError for what gRPC cannot send. The value is never shown."""
    lower = name.lower()
    if not re.fullmatch(r"[0-9a-z_.-]+", lower) or lower.startswith("grpc-") or lower.endswith("-bin"):
        raise ClientError(
            f"{name!r} is neither a parameter ({', '.join(KEYS)}) nor the name of a header: use letters, digits, - and _"
        )
    if lower == "authorization":
        raise ClientError("the header authorization is made from the token: say token, token_file or token_provider")
    if not re.fullmatch(r"[\x20-\x7e]*", value):
        raise ClientError(f"the value of the header {name!r} has characters that gRPC cannot send: use printable ASCII")
    return lower


def shown(text: str) -> str:
    """An address without what may be secret."""
    head, separator, rest = text.partition(";")
    head = re.sub(r"//[^/]*@", "//***@", head)
    parts = []
    for part in rest.split(";") if separator else []:
        key, equals, _ = part.partition("=")
        parts.append(part if key in _SHOWN or not equals else f"{key}=***")
    return ";".join([head, *parts])


def _refused(text: str, why: str) -> ClientError:
    return ClientError(f"the address {shown(text)!r} cannot be used: {why}; an address is sc://host:port/;key=value")
