"""A server of two tenants: its settings, its tokens, and callers who show one.

Tokens are issued by the server's own command, as an administrator would. Knows what a credential looks like on the wire; refuses
to know what is done with it.
"""

from __future__ import annotations

import re
import subprocess
import urllib.request
from collections import namedtuple
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import harness
from hostile.raw import Raw
from pyspark.sql.connect.proto import base_pb2 as base
from pyspark.sql.connect.proto import base_pb2_grpc
from pyspark.sql.connect.session import SparkSession

Details = namedtuple("Details", ("method", "timeout", "metadata", "credentials", "wait_for_ready", "compression"))
SAMPLE = re.compile(r'^(\w+)\{(?:.*,)?(?:tenant|limit)="([^"]+)"[^}]*\} (\S+)$', re.MULTILINE)


@dataclass(frozen=True)
class World:
    """A running server, the tokens of its users by `tenant/subject`, and where it tells its metrics."""

    server: harness.Server
    tokens: Mapping[str, str]
    metrics_address: str

    def caller(self, user: str, session: str | None = None) -> Caller:
        """Somebody who shows the token of `user`, and says the id of `session` where one is given."""
        caller = Caller(self.server.address, {"authorization": f"Bearer {self.tokens[user]}"})
        caller.session = session or caller.session
        return caller

    def stranger(self, **headers: str) -> Caller:
        """Somebody with these headers and nothing else."""
        return Caller(self.server.address, headers)

    @contextmanager
    def spark(self, user: str) -> Iterator[SparkSession]:
        """A session of PySpark as it is, which stops in the end."""
        # It sends a token in the clear to this name alone.
        port = self.server.address.rsplit(":", 1)[1]
        spark = SparkSession.Builder().remote(f"sc://localhost:{port}/;token={self.tokens[user]}").create()
        try:
            yield spark
        finally:
            spark.stop()

    def metrics(self) -> dict[tuple[str, str], float]:
        """What `/metrics` says of tenants and of limits: values by series and label."""
        with urllib.request.urlopen(f"http://{self.metrics_address}/metrics", timeout=10) as answer:
            text = answer.read().decode()
        return {(name, label): float(value) for name, label, value in SAMPLE.findall(text)}

    def metric(self, name: str, label: str) -> float:
        """The value of a series, which must be there."""
        return self.metrics()[name, label]


class Caller(Raw):
    """A client without manners who sends headers with every call."""

    def __init__(self, address: str, headers: Mapping[str, str]) -> None:
        super().__init__(address)
        self.channel = grpc.intercept_channel(self.channel, Headers(tuple(headers.items())))
        self.rpc = base_pb2_grpc.SparkConnectServiceStub(self.channel)

    def set(self, key: str, value: str) -> None:
        """Sets a conf of the session."""
        operation = base.ConfigRequest.Operation(set=base.ConfigRequest.Set(pairs=[{"key": key, "value": value}]))
        self.rpc.Config(base.ConfigRequest(**self.who(), operation=operation))


class Headers(grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor, grpc.StreamUnaryClientInterceptor):
    """Adds headers to calls of every kind."""

    def __init__(self, headers: tuple[tuple[str, str], ...]) -> None:
        self.headers = headers

    def _with_headers(self, details: Any) -> Details:
        metadata = (*(details.metadata or ()), *self.headers)
        return Details(details.method, details.timeout, metadata, details.credentials, details.wait_for_ready, details.compression)

    def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
        return continuation(self._with_headers(details), request)

    def intercept_unary_stream(self, continuation: Any, details: Any, request: Any) -> Any:
        return continuation(self._with_headers(details), request)

    def intercept_stream_unary(self, continuation: Any, details: Any, requests: Any) -> Any:
        return continuation(self._with_headers(details), requests)


@contextmanager
def world(folder: Path, users: tuple[str, ...], settings: str = "", tenants: str = "[tenant.acme]\n\n[tenant.beta]\n",
          variables: Mapping[str, str] | None = None) -> Iterator[World]:
    """A server with these users (`tenant/subject`), on loopback. `settings` and `tenants` are TOML."""
    tokens_file = folder / "tokens.toml"
    tokens = {user: issue(tokens_file, *user.split("/")) for user in users}
    config = folder / "settings.toml"
    config.write_text(f"{settings}\n[auth]\ntokens_file = \"{tokens_file}\"\n\n{tenants}")
    metrics_address = f"127.0.0.1:{harness.free_port()}"
    started = {"SPARROW_CONFIG": str(config), "SPARROW_TELEMETRY_METRICS_LISTEN": metrics_address, **(variables or {})}
    with harness.sparrow(settings=started) as server:
        yield World(server, tokens, metrics_address)
        assert server.is_alive() and not server.panics(), f"see {server.log}"


def issue(tokens_file: Path, tenant: str, subject: str) -> str:
    """A new token, made known to the server that reads `tokens_file`."""
    command = [str(harness.server_binary()), "token", "issue", "--tenant", tenant, "--subject", subject, "--file", str(tokens_file)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout
    return next(word for word in printed.split() if word.startswith("sparrow_"))
