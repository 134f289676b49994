"""Stock PySpark of each version comes in over TLS with a private CA and a token, by the words of docs/security.md."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import env
import pytest
import trustme
from tenants.world import World, world

SCRIPT = Path(__file__).with_name("connect.py")
TIMEOUT_SECONDS = 120


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, Path]]:
    """A server with a certificate of a CA of its own, and the file of that CA."""
    folder = tmp_path_factory.mktemp("tls")
    authority = trustme.CA()
    certificate = authority.issue_cert("localhost", "127.0.0.1")
    files = {name: folder / name for name in ("ca.pem", "server.pem", "server.key")}
    authority.cert_pem.write_to_path(str(files["ca.pem"]))
    files["server.pem"].write_bytes(b"".join(blob.bytes() for blob in certificate.cert_chain_pems))
    files["server.key"].write_bytes(certificate.private_key_pem.bytes())
    files["server.key"].chmod(0o600)
    tls = f'[tls]\nmode = "required"\ncert_file = "{files["server.pem"]}"\nkey_file = "{files["server.key"]}"\n'
    with world(folder, ("acme/ann",), settings=tls) as running:
        yield running, files["ca.pem"]


def clients() -> list[str]:
    """The clients whose environments are there: `make conformance` installs them all."""
    return ["client", *(name for name in env.CONFORMANCE if env.is_made(name))]


def connect(client: str, remote: str, authority: Path | None) -> subprocess.CompletedProcess[str]:
    roots = {"GRPC_DEFAULT_SSL_ROOTS_FILE_PATH": str(authority)} if authority else {}
    inherited = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return subprocess.run([str(env.python(client)), str(SCRIPT), remote], env={**inherited, **roots}, capture_output=True, text=True,
                          timeout=TIMEOUT_SECONDS, check=False)


@pytest.mark.parametrize("client", clients())
def test_a_client_comes_in_with_a_token(encrypted: tuple[World, Path], client: str) -> None:
    one, authority = encrypted
    port = one.server.address.rsplit(":", 1)[1]
    done = connect(client, f"sc://localhost:{port}/;use_ssl=true;token={one.tokens['acme/ann']}", authority)
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout.splitlines()[-1]) == ["ann", 45]


def test_a_client_with_a_wrong_token_is_told_so(encrypted: tuple[World, Path]) -> None:
    one, authority = encrypted
    port = one.server.address.rsplit(":", 1)[1]
    done = connect("client", f"sc://localhost:{port}/;use_ssl=true;token=sparrow_wrong", authority)
    assert done.returncode != 0 and "UNAUTHENTICATED" in done.stderr, done.stderr[-2000:]
    assert "sparrow_wrong" not in one.server.log.read_text()
