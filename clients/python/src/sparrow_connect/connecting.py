"""Where sessions come from: `connect` and `connect_async`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypedDict

from .options import resolve

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .async_session import AsyncSession
    from .progress import Progress
    from .retries import RetryPolicy
    from .session import Session
    from .tokens import TokenProvider


class ConnectOptions(TypedDict, total=False):
    """What can be said beside the address; each wins over the address."""

    token: str
    token_file: str
    token_provider: TokenProvider
    use_ssl: bool
    tls_ca_file: str
    tls_certificate_file: str
    tls_key_file: str
    user_id: str
    session_id: str
    user_agent: str
    headers: Mapping[str, str]
    retry_policy: RetryPolicy
    deadline: float
    progress: Callable[[Progress], object]


def connect(url: str | None = None, **options: Unpack[ConnectOptions]) -> Session:
    """A session with the server at `sc://host[:port][/;key=value...]`.

    Without an address the variable `SPARK_REMOTE` is read; without that, it is 127.0.0.1:15002. The connection is opened by the
    first call. The options, of which none is needed:

    `token`, `token_file` or `token_provider` for the credentials; `use_ssl`, `tls_ca_file`, `tls_certificate_file`,
    `tls_key_file` for TLS; `user_id`, `session_id`, `user_agent`, `headers`; `retry_policy`; `deadline`, in seconds for every
    call; `progress`, which is called while operations run.
    """
    chosen = resolve(url, **options)
    from .session import Session

    return Session(chosen)


async def connect_async(url: str | None = None, **options: Unpack[ConnectOptions]) -> AsyncSession:
    """As `connect`, for an event loop: a session whose actions are awaited."""
    chosen = resolve(url, **options)
    from .async_session import AsyncSession

    return AsyncSession(chosen)
