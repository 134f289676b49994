"""What a connection is made with: the address and the options beside it, checked as a whole. It refuses to open anything."""

from __future__ import annotations

import ipaddress
import platform
import sys
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .address import Address, check_header, parse_address
from .errors import ClientError
from .retries import RetryPolicy
from .tokens import FileProvider, TokenProvider, Tokens
from .version import VERSION

if TYPE_CHECKING:
    from .progress import Progress


user_agent_bytes_max = 2048


@dataclass(frozen=True)
class Options:
    """A connection's options, made whole. Secrets are in no repr."""

    address: Address
    tls: bool
    tls_ca_file: str | None
    tls_certificate_file: str | None
    tls_key_file: str | None
    tokens: Tokens
    user_id: str
    session_id: str
    session_id_given: bool
    client_type: str
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    retry_policy: RetryPolicy
    deadline_seconds: float | None
    progress: Callable[[Progress], object] | None = field(repr=False)


def resolve(
    url: str | None = None,
    *,
    token: str | None = None,
    token_file: str | None = None,
    token_provider: TokenProvider | None = None,
    use_ssl: bool | None = None,
    tls_ca_file: str | None = None,
    tls_certificate_file: str | None = None,
    tls_key_file: str | None = None,
    user_id: str | None = None,
    session_id: str | None = None,
    user_agent: str | None = None,
    headers: Mapping[str, str] | None = None,
    retry_policy: RetryPolicy | None = None,
    deadline: float | None = None,
    progress: Callable[[Progress], object] | None = None,
) -> Options:
    """Joins the address and the options, of which the options win; raises ClientError for what contradicts itself."""
    address = parse_address(url)
    values = address.values
    ssl = _flag(values["use_ssl"]) if use_ssl is None and "use_ssl" in values else use_ssl
    ca_file = tls_ca_file or values.get("tls_ca_file")
    if (tls_certificate_file is None) != (tls_key_file is None):
        raise ClientError("a client certificate needs its key: give both tls_certificate_file and tls_key_file, or neither")
    if ssl is False and (ca_file or tls_certificate_file):
        raise ClientError("use_ssl=false and a certificate contradict each other: leave out one of them")
    tokens = _tokens(values, token, token_file, token_provider)
    loopback = is_loopback(address.host)
    if tokens.wanted and ssl is False and not loopback:
        raise ClientError(f"a token does not go to {address.target} without encryption: leave out use_ssl=false")
    named_headers = {check_header(name, value): value for name, value in (headers or {}).items()}
    if deadline is not None and deadline <= 0:
        raise ClientError(f"a deadline is a number of seconds above 0, not {deadline}")
    return Options(
        address=address,
        tls=bool(ssl) or bool(ca_file or tls_certificate_file) or (ssl is None and tokens.wanted and not loopback),
        tls_ca_file=ca_file,
        tls_certificate_file=tls_certificate_file,
        tls_key_file=tls_key_file,
        tokens=tokens,
        user_id=user_id if user_id is not None else values.get("user_id", ""),
        session_id=_session_id(session_id or values.get("session_id")),
        session_id_given=bool(session_id or values.get("session_id")),
        client_type=_client_type(user_agent or values.get("user_agent")),
        headers=tuple({**address.headers, **named_headers}.items()),
        retry_policy=retry_policy or RetryPolicy(),
        deadline_seconds=deadline,
        progress=progress,
    )


def _flag(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ClientError(f"use_ssl is true or false, not {text!r}")
    return text.lower() == "true"


def _tokens(values: dict[str, str], token: str | None, file: str | None, provider: TokenProvider | None) -> Tokens:
    given = [name for name, one in (("token", token), ("token_file", file), ("token_provider", provider)) if one is not None]
    if len(given) > 1:
        raise ClientError(f"there is one way to a token, not {len(given)} ({', '.join(given)}): leave out the others")
    if not given:
        if "token" in values and "token_file" in values:
            raise ClientError("there is one way to a token, the address has token and token_file: leave out one of them")
        token, file = values.get("token"), values.get("token_file")
    if token is not None:
        return Tokens(None, fixed=token)
    return Tokens(FileProvider(file) if file is not None else provider)


def is_loopback(host: str) -> bool:
    """Whether a name means this machine without asking anyone: `localhost`, 127.0.0.0/8, `::1`."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _session_id(text: str | None) -> str:
    if text is None:
        return str(uuid.uuid4())
    try:
        return str(uuid.UUID(text)) if len(text) == 36 else _no_uuid(text)
    except ValueError:
        return _no_uuid(text)


def _no_uuid(text: str) -> str:
    raise ClientError(f"the session_id {text!r} is no UUID: write one such as {uuid.UUID(int=0)}, or leave it out")


def _client_type(user_agent: str | None) -> str:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    own = f"sparrow-python/{VERSION} ({platform.system().lower()}; python {version})"
    if not user_agent:
        return own
    if len(user_agent.encode()) > user_agent_bytes_max:
        raise ClientError(
            f"the user_agent has {len(user_agent.encode())} bytes, {user_agent_bytes_max} at most are sent: shorten it"
        )
    return f"{user_agent} {own}"
