"""The worlds in which the cases are played: servers of each setting, callers, folders, and the file that tells the runner of them.

Knows how servers are started and secured; refuses to know cases and answers.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import adapters
import harness
from certificates import AUDIENCE, ISSUER, Issuer, make_certificates

SETTINGS = ("embedded", "fleet", "secured", "mock", "spark")
# Who calls: the subjects of the tenants `a` and `b`, and two users where there are no tenants.
CALLERS = {"a": "ann", "b": "bob"}
# Tokens of each caller: the first, and one it is rotated to.
TOKENS = 2
EXECUTORS = 2


@contextmanager
def world(setting: str, clients: Iterable[str], servers: int, remote: str | None = None) -> Iterator[Path]:
    """Starts the servers of a setting and yields the world's file. `remote` (`host:port`) is a server without TLS that runs already."""
    with ExitStack() as stack:
        own = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sparrow-features-own-")))
        work = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sparrow-features-", ignore_cleanup_errors=True)))
        work.chmod(0o777)
        described = described_servers(stack, setting, servers, remote, own, work)
        authority = described.get("ca_file")
        told = {
            "cases": str(adapters.CLIENTS / "features"),
            "work": str(work),
            "own": str(own),
            "clients": {client: described_client(client, Path(authority) if authority else None) for client in clients},
            "settings": {setting: described},
        }
        file = own / "world.json"
        file.write_text(json.dumps(told, indent=2))
        yield file


def described_client(client: str, authority: Path | None) -> dict[str, Any]:
    variables = {**adapters.environment(client), **(adapters.trust(client, authority) if authority else {})}
    return {"command": adapters.command(client), "environment": variables}


def described_servers(stack: ExitStack, setting: str, servers: int, remote: str | None, own: Path, work: Path) -> dict[str, Any]:
    plain: dict[str, Any] = {"tenants": {tenant: {"user_id": user} for tenant, user in CALLERS.items()}}
    if remote is not None:
        return {**plain, "servers": [address(remote)]}
    match setting:
        case "embedded" | "mock":
            started = [stack.enter_context(watched(executors=0)) for _ in range(servers)]
        case "fleet":
            started = [stack.enter_context(watched(executors=EXECUTORS)) for _ in range(servers)]
        case "spark":
            # One, whatever is asked for: it takes gigabytes.
            started = [stack.enter_context(harness.spark())]
        case "secured":
            return secured(stack, servers, own, work)
        case _:
            raise ValueError(f"there is no setting {setting}, only {', '.join(SETTINGS)}")
    return {**plain, "servers": [address(server.address) for server in started]}


def secured(stack: ExitStack, servers: int, own: Path, work: Path) -> dict[str, Any]:
    """Servers with TLS by a CA of our own, that believe one issuer, and know two tenants who may use the cases' folders."""
    certificates = make_certificates(own)
    issuer = Issuer(own)
    tenants = "\n".join(f'[tenant.{tenant}]\npaths = ["{work}"]\n' for tenant in CALLERS)
    config = own / "settings.toml"
    config.write_text(f'''[tls]
mode = "required"
cert_file = "{certificates.server}"
key_file = "{certificates.key}"

[[auth.jwt]]
issuer = "{ISSUER}"
audience = ["{AUDIENCE}"]
algorithms = ["RS256"]
pem_file = "{issuer.public_key}"
tenants_allowed = {json.dumps(list(CALLERS))}

[storage]
local_roots = ["{work}"]

{tenants}''')
    started = [stack.enter_context(watched(executors=0, settings={"SPARROW_CONFIG": str(config)})) for _ in range(servers)]
    callers = {tenant: {"user_id": user, "tokens": [str(issuer.token_file(tenant, user, number)) for number in range(TOKENS)]}
               for tenant, user in CALLERS.items()}
    # The name in the certificate; every client holds the server's name against it.
    found = [{**address(server.address), "host": "localhost"} for server in started]
    return {"servers": found, "ca_file": str(certificates.authority), "tenants": callers}


@contextmanager
def watched(executors: int, settings: dict[str, str] | None = None) -> Iterator[harness.Server]:
    """A server of ours, which has to be alive in the end, and must not have panicked."""
    with harness.sparrow(settings=settings, executors=executors) as server:
        yield server
        if not server.is_alive() or server.panics():
            raise harness.ServerFailed("the server ended, or panicked", server.log)


def address(remote: str) -> dict[str, Any]:
    host, port = remote.rsplit(":", 1)
    return {"host": host, "port": int(port)}
