"""A fleet whose processes know each other by certificates and a secret: who has both joins and works, in cipher; who lacks
anything stays outside, is told why, and does no harm."""

from __future__ import annotations

import os
import re
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import harness
import pytest
from fleet.papers import Authority, secret_file
from fleet.site import SECRET, Refused, Site, get, refused, site, until
from fleet.tap import HOST, Tap, tapped
from pyspark.sql.connect.session import SparkSession
from tpch import answer, data

FILES = re.compile(r"shuffle files on 127\.0\.0\.2:(\d+)")
FLEET_SIZE = re.compile(r"^sparrow_fleet_executors (\d+)$", re.MULTILINE)
# Two joins, a grouping and a sort; with each row of the answer goes the name of a customer.
QUERY = "q10"
NAME_OF_A_CUSTOMER = b"Customer#0000"


@contextmanager
def overheard(one: Site) -> Iterator[tuple[harness.Server, list[harness.Executor], list[Tap]]]:
    """A server and two executors that reach each other through taps only."""
    with ExitStack() as stack:
        server = stack.enter_context(one.server({"SPARROW_FLEET_ADVERTISE": HOST}))
        taps = [stack.enter_context(tapped(port_of(server.door())))]
        executors = []
        for holder in ("one", "two"):
            executors.append(stack.enter_context(one.executor(f"{HOST}:{taps[0].port}", holder, "--advertise", HOST)))
            taps.append(stack.enter_context(tapped(int(FILES.search(executors[-1].log.read_text())[1]))))
        yield server, executors, taps


def port_of(address: str) -> int:
    return int(address.rsplit(":", 1)[1])


def check_answer(server: harness.Server) -> None:
    """A query over TPC-H's tables gives the rows that real Spark gives."""
    session = SparkSession.Builder().remote(server.remote).create()
    try:
        answer.register(session)
        assert answer.difference(answer.load(QUERY), answer.rows_of(session.sql(data.query(QUERY, answer.SCALE)))) is None
    finally:
        session.stop()


@pytest.mark.parametrize("encrypted", [True, False])
def test_nothing_is_overheard_where_there_are_certificates(encrypted: bool, tmp_path: Path) -> None:
    """Orders, shuffles and results go through the taps; without certificates the same taps hear the rows."""
    with overheard(site(tmp_path, encrypted)) as (server, executors, taps):
        check_answer(server)
        door, *files = taps
        assert all(executor.tasks() > 0 for executor in executors), "each has run some of it"
        # As many as a few blocks take: a handshake alone is far less.
        assert door.answered_bytes() > 10_000 and all(tap.answered_bytes() > 10_000 for tap in files)
        assert any(tap.heard(NAME_OF_A_CUSTOMER) for tap in files) is not encrypted
        assert not door.heard(SECRET.encode()), "nor is the secret ever sent"
        if encrypted:
            assert [beginning for tap in taps for beginning in tap.plain()] == []


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, harness.Server]]:
    """A fleet of certificates and a secret, whose server lives through all that is tried on it and says how many have joined."""
    one = site(tmp_path_factory.mktemp("guarded"))
    metrics = f"127.0.0.1:{harness.free_port()}"
    with one.server({"SPARROW_TELEMETRY_METRICS_LISTEN": metrics}) as server:
        yield one, server
        # Whoever has everything still comes in, after all of them.
        assert executors_of(metrics) == 0
        with one.executor(server.door(), "late"):
            until(lambda: executors_of(metrics) == 1)


def executors_of(metrics: str) -> int:
    return int(FLEET_SIZE.search(get(f"http://{metrics}/metrics")[1])[1])


def arguments_of(lacking: str, one: Site, folder: Path) -> tuple[str, ...]:
    """What an executor is given that has everything but one thing."""
    assert one.authority is not None
    ours, foreign = one.authority.issue("executor"), Authority(folder, "foreign").issue("executor")
    secret = ("--fleet-secret-file", str(one.secret))
    return {
        "a certificate of this authority": (*foreign.trusting(ours).arguments(), *secret),
        "trust in this authority": (*ours.trusting(foreign).arguments(), *secret),
        "both": (*foreign.arguments(), *secret),
        "a certificate that is still good": (*one.authority.issue("expired", ended=True).arguments(), *secret),
        "any certificate": secret,
        "the secret": ours.arguments(),
        "the right secret": (*ours.arguments(), "--fleet-secret-file", str(secret_file(folder, "wrong", SECRET[::-1]))),
    }[lacking]


BROKEN = "the server closed the connection without an answer"


@pytest.mark.parametrize("lacking, executor_says, server_says", [
    ("a certificate of this authority", BROKEN, "invalid peer certificate: UnknownIssuer"),
    ("trust in this authority", "invalid peer certificate: UnknownIssuer", "received fatal alert: UnknownCA"),
    ("both", "invalid peer certificate: UnknownIssuer", "received fatal alert: UnknownCA"),
    ("a certificate that is still good", BROKEN, "certificate expired"),
    ("any certificate", BROKEN, "corrupt message"),
    ("the secret", "this fleet asks for a secret: give the executor the server's with --fleet-secret-file", None),
    ("the right secret", "the executor's secret is not this fleet's: give both the same", None),
])
def test_who_lacks_something_stays_outside(lacking: str, executor_says: str, server_says: str | None,
                                           guarded: tuple[Site, harness.Server], tmp_path: Path) -> None:
    one, server = guarded
    known = len(server.log.read_text())
    with refused(server.door(), tmp_path / "log", *arguments_of(lacking, one, tmp_path)) as executor:
        check_outside(executor, executor_says)
        # Who has no certificate is turned away before any call, who has no secret at the door.
        assert ("the server refuses this executor" in executor.said()) == (server_says is None)
    told = [line for line in server.log.read_text()[known:].splitlines() if "showed no certificate of this fleet" in line]
    assert bool(told) == (server_says is not None)
    assert all(server_says in line and 'address="127.0.0.1:' in line for line in told)


def check_outside(executor: Refused, says: str) -> None:
    """It says why, tries again, less and less often, and answers its probes."""
    until(lambda: "failures=2" in executor.said(), executor.said)
    failures = [line for line in executor.said().splitlines() if "failures=" in line]
    assert all(says in line for line in failures), failures
    assert get(f"{executor.http}/healthz") == (200, "alive\n")
    assert get(f"{executor.http}/readyz") == (503, "not in a fleet\n")
    status, metrics = get(f"{executor.http}/metrics")
    assert status == 200 and "\nsparrow_executor_joins_total 0\n" in metrics
    assert "is ready" not in executor.said()


def test_who_asks_for_certificates_joins_no_server_without_them(tmp_path: Path) -> None:
    plain, encrypted = site(tmp_path / "plain", encrypted=False), site(tmp_path / "encrypted")
    papers = encrypted.papers("executor")
    assert papers is not None
    with plain.server() as server:
        known = ("--fleet-secret-file", str(plain.secret), *papers.arguments())
        with refused(server.door(), tmp_path / "log", *known) as executor:
            check_outside(executor, "transport error: received corrupt message of type InvalidContentType")


@pytest.mark.parametrize("missing", ["cert", "key", "ca"])
def test_certificates_are_named_whole(missing: str, tmp_path: Path) -> None:
    """An executor cannot be told of an authority and be without a certificate."""
    papers = Authority(tmp_path, "authority").issue("executor").arguments()
    at = papers.index(f"--tls-{missing}-file")
    command = [str(harness.executor_binary()), "--scheduler", "127.0.0.1:1", *papers[:at], *papers[at + 2:]]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (78, "")
    assert f"but --tls-{missing}-file is not set" in done.stderr


def test_a_key_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    papers = Authority(tmp_path, "authority").issue("executor")
    papers.key.chmod(0o644)
    command = [str(harness.executor_binary()), "--scheduler", "127.0.0.1:1", *papers.arguments()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"chmod 600 {papers.key}" in done.stderr


def test_a_caller_without_a_certificate_is_not_talked_to(guarded: tuple[Site, harness.Server]) -> None:
    """Its handshake comes to its end, as TLS 1.3 has it, and then it hears nothing but that the connection is over."""
    one, server = guarded
    assert one.authority is not None
    with one.executor(server.door(), "lonely") as executor:
        for port in (port_of(server.door()), port_of(re.search(r"shuffle files on (\S+?),", executor.log.read_text())[1])):
            context = ssl.create_default_context(cafile=str(one.authority.ca))
            context.set_alpn_protocols(["h2"])
            with pytest.raises(ssl.SSLError, match="(?i)certificate required"), \
                    context.wrap_socket(socket.create_connection(("127.0.0.1", port)), server_hostname="127.0.0.1") as wrapped:
                wrapped.recv(1)


def ended(program: Path, *arguments: str, **settings: str) -> str:
    """What a program says that does not even start."""
    done = subprocess.run([str(program), *arguments], capture_output=True, text=True, timeout=10, check=False,
                          env={**os.environ, **settings})
    assert done.returncode in (1, 78) and "ready" not in done.stdout, done
    return done.stderr + done.stdout


def test_who_bears_another_name_does_not_start(tmp_path: Path) -> None:
    """An executor or a server whose certificate is not for the host it advertises would fail the queries of others."""
    papers = Authority(tmp_path, "authority").issue("elsewhere", hosts=("sparrow.example",))
    said = ended(harness.executor_binary(), "--scheduler", "127.0.0.1:1", *papers.arguments())
    assert "it is not for '127.0.0.1'" in said and str(papers.cert) in said
    said = ended(harness.server_binary(), "--listen", "127.0.0.1:0", SPARROW_FLEET_LISTEN="127.0.0.1:0", **papers.settings())
    assert "it is not for '127.0.0.1'" in said and str(papers.cert) in said
    advertised = ("--advertise", "sparrow.example")
    with refused("127.0.0.1:1", tmp_path / "log", *papers.arguments(), *advertised) as executor:
        until(lambda: "cannot be reached" in executor.said(), executor.said)


@pytest.mark.parametrize("text, expected", [
    ("[fleet]\ntls_cert_file = '{cert}'", "fleet.tls_key_file and fleet.tls_ca_file are not set"),
    ("[fleet]\ntls_cert_file = '{key}'\ntls_key_file = '{key}'\ntls_ca_file = '{ca}'", "it holds no certificate as PEM"),
    ("[storage]\nlocal_roots = ['{folder}']\n[fleet]\ntls_key_file = '{key}'\ntls_cert_file = '{cert}'\ntls_ca_file = '{ca}'",
     "through which the server's own {key} would be read"),
])
def test_what_is_wrong_is_known_before_the_start(text: str, expected: str, tmp_path: Path) -> None:
    papers = Authority(tmp_path, "authority").issue("server")
    named = {"cert": papers.cert, "key": papers.key, "ca": papers.ca, "folder": papers.key.parent}
    config = tmp_path / "settings.toml"
    config.write_text(text.format(**named))
    assert expected.format(**named) in ended(harness.server_binary(), "--config", str(config), "config", "check")


def test_a_renewed_certificate_is_used_without_a_restart(tmp_path: Path) -> None:
    """An executor whose certificate has ended stays outside until somebody puts a new one in its place."""
    one = site(tmp_path)
    assert one.authority is not None
    papers = one.authority.issue("executor", ended=True)
    with one.server() as server:
        known = ("--fleet-secret-file", str(one.secret), *papers.arguments())
        with refused(server.door(), tmp_path / "log", *known) as executor:
            until(lambda: "failures=2" in executor.said(), executor.said)
            one.authority.issue("executor")
            until(lambda: get(f"{executor.http}/readyz") == (200, "ready\n"), executor.said)
            assert "certificates of the fleet were renewed" in executor.said()
            # One that nobody can read does no harm to who is inside, nor to the next connection.
            papers.cert.write_text("-----BEGIN")
            check_answer(server)
