"""Strangers call everything there is to call on the ports of a fleet, and nobody answers them.

What there is to call is read from the programs themselves: paths of calls are texts in them, of services they serve and of those
they could. The Rust tests go by a list, which has to have them all.
"""

from __future__ import annotations

import mmap
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import grpc
import harness
import pytest
from fleet import credentials
from fleet.site import SECRET, Site, site

ROOT = Path(__file__).resolve().parents[2]
RUST_LIST = ROOT / "crates" / "testkit" / "src" / "calls.rs"
OURS = ROOT / "proto" / "sparrow" / "fleet" / "fleet.proto"
# The text of a path may run into the next one in a program, so its end is not known.
PATH = re.compile(rb"/[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*\.[A-Z][A-Za-z0-9]*/[A-Z][A-Za-z0-9]*")
# The one open door, on an executor's port.
HEALTH = ("/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch")
# What a process calls at its collector, and serves nowhere.
COLLECTOR = ("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
             "/opentelemetry.proto.collector.trace.v1.TraceService/Export")
FLIGHT_PORT = re.compile(r"shuffle files on (\S+?),")
DEADLINE_SECONDS = 20
EMPTY = b""
# No message of Protobuf: whoever judges it before the credential says so.
BROKEN = b"\xff"
# A file of a job, and what asks for it.
JOB, STAGE, PARTITION, FILE = "job-1", 3, 2, 7
REQUEST = credentials.request(JOB, STAGE, PARTITION, FILE)
ACTION = credentials.action(REQUEST)
DO_GET, DO_ACTION = (f"/arrow.flight.protocol.FlightService/{name}" for name in ("DoGet", "DoAction"))
MESSAGES = {DO_ACTION: ACTION, DO_GET: credentials.flight_ticket(REQUEST)}
JOIN = "/sparrow.fleet.Fleet/Join"
ROWS = b"what only tasks of this job may read"
EXPIRES = int(time.time()) + 3600
# What somebody may show who knows what credentials look like.
FORGED = ("", "Sparrow-Ticket", f"Sparrow-Ticket {b'local'.hex()}.{EXPIRES}.{'0' * 64}", f"Bearer {SECRET}", "x" * 5000,
          f'{credentials.SCHEME} nonce="a", cnonce="b", proof="{"0" * 64}"')


def rust_list() -> dict[str, list[str]]:
    """The list of the Rust tests, by the name of its part."""
    parts = re.findall(r"pub const (\w+): \[&str; (\d+)\] = \[(.*?)\];", RUST_LIST.read_text(), re.DOTALL)
    listed = {name: re.findall(r'"(/[^"]+)"', text) for name, _, text in parts}
    assert {name: len(paths) for name, paths in listed.items()} == {name: int(count) for name, count, _ in parts}
    return listed


def known() -> list[str]:
    return [*(path for paths in rust_list().values() for path in paths), *HEALTH, *COLLECTOR]


def paths_in(program: Path) -> set[str]:
    with program.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return {found.decode() for found in PATH.findall(data)}


def test_the_list_has_every_call_of_the_programs() -> None:
    listed = rust_list()
    assert {name: len(paths) for name, paths in listed.items()} == {"BALLISTA": 18, "FLIGHT": 10, "FLEET": 3}
    for program in (harness.server_binary(), harness.executor_binary()):
        found = paths_in(program)
        # Else nothing was read.
        assert all(any(text.startswith(path) for text in found) for path in listed["FLIGHT"])
        assert sorted(text for text in found if not text.startswith(tuple(known()))) == [], f"calls of {program} that no list has"
    ours = re.findall(r"^\s*rpc (\w+)\(", OURS.read_text(), re.MULTILINE)
    assert ours and {f"/sparrow.fleet.Fleet/{name}" for name in ours} <= set(listed["FLEET"])


@dataclass(frozen=True)
class Ports:
    """Where a server and an executor of its fleet are called, and how."""

    site: Site
    server: harness.Server
    executor: harness.Executor

    def addresses(self) -> dict[str, str]:
        return {"server": self.server.door(), "executor": FLIGHT_PORT.search(self.executor.log.read_text())[1]}

    @contextmanager
    def channel(self, address: str) -> Iterator[grpc.Channel]:
        """A connection as a member of the fleet would have it, certificate and all, without its secret."""
        papers, options = self.site.papers("stranger"), [("grpc.use_local_subchannel_pool", 1)]
        if papers is None:
            channel = grpc.insecure_channel(address, options)
        else:
            files = (papers.ca, papers.key, papers.cert)
            channel = grpc.secure_channel(address, grpc.ssl_channel_credentials(*(file.read_bytes() for file in files)), options)
        with closing(channel):
            yield channel


@pytest.fixture(scope="module", params=["plain", "encrypted"])
def ports(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ports]:
    one = site(tmp_path_factory.mktemp("strangers"), encrypted=request.param == "encrypted")
    work = one.folder / "work"
    with one.server() as server, one.executor(server.door(), "executor", "--work-dir", str(work)) as executor:
        file = work / JOB / str(STAGE) / str(PARTITION) / f"data-{FILE}.arrow"
        file.parent.mkdir(parents=True)
        file.write_bytes(ROWS)
        yield Ports(one, server, executor)
        # Whatever was tried: it is in the fleet as it was, and has run nothing.
        assert executor.is_alive() and not executor.panics()
        assert "\nsparrow_executor_joins_total 1\n" in executor.metrics() and executor.tasks() == 0
        assert SECRET not in executor.log.read_text()


@dataclass(frozen=True)
class End:
    """How a call ended: its code, what was said about it, what it brought, and the fields that came with it."""

    code: str
    said: str
    answers: list[bytes]
    fields: Mapping[str, str]


def called(channel: grpc.Channel, path: str, message: bytes = EMPTY, *credential: str) -> End:
    answers: list[bytes] = []
    call = channel.stream_stream(path, request_serializer=bytes, response_deserializer=bytes)(
        iter([message]), timeout=DEADLINE_SECONDS, metadata=[("authorization", text) for text in credential])
    try:
        for piece in call:
            answers.append(piece)
            if path.endswith("/Watch"):
                break
    except grpc.RpcError:
        return End(call.code().name, call.details(), answers, dict((*call.initial_metadata(), *call.trailing_metadata())))
    call.cancel()
    return End("OK", "", answers, {})


def check_refused(end: End, path: str, code: str = "UNAUTHENTICATED") -> None:
    assert (path, end.code, end.answers) == (path, code, []), end.said
    assert SECRET not in end.said and SECRET not in str(end.fields)
    assert end.said or code == "UNIMPLEMENTED", "why is not said"


def asked_for_credentials(port: str) -> list[str]:
    """The calls that somebody could be answered: files on both ports, the fleet's door on the server's."""
    return [*rust_list()["FLIGHT"], *([JOIN] if port == "server" else [])]


@pytest.mark.parametrize("port", ["server", "executor"])
def test_nobody_answers_a_stranger(port: str, ports: Ports) -> None:
    open_calls = HEALTH if port == "executor" else ()
    elsewhere = ("/spark.connect.SparkConnectService/Config", "/sparrow.fleet.Fleet/Else", "/nowhere.Nothing/Nowhere", "/")
    with ports.channel(ports.addresses()[port]) as channel:
        for path in open_calls:
            assert called(channel, path).code == "OK", path
        for path in sorted({*known(), *elsewhere} - {*open_calls}):
            for message in dict.fromkeys((EMPTY, BROKEN, MESSAGES.get(path, EMPTY))):
                # What is not served is there for nobody.
                is_served = path in asked_for_credentials(port)
                check_refused(called(channel, path, message), path, "UNAUTHENTICATED" if is_served else "UNIMPLEMENTED")


@pytest.mark.parametrize("port", ["server", "executor"])
def test_nobody_is_answered_for_what_is_made_up(port: str, ports: Ports) -> None:
    with ports.channel(ports.addresses()[port]) as channel:
        for path in asked_for_credentials(port):
            for forged in FORGED:
                end = called(channel, path, MESSAGES.get(path, EMPTY), forged)
                check_refused(end, path)
                assert not forged or forged not in end.said


def ticket_of(secret: str = SECRET, job: str = JOB, request: bytes = REQUEST, expires: int = EXPIRES, **more: str) -> str:
    return credentials.ticket(secret, job, request, expires, **more)


def test_a_ticket_opens_its_file_and_nothing_else(ports: Ports) -> None:
    other = credentials.request("job-2", STAGE, PARTITION, FILE)
    wrong = {
        "another fleet's": ticket_of(SECRET[::-1]),
        "another job's": ticket_of(job="job-2"),
        "for another job's file": ticket_of(job="job-2", request=other),
        "for another partition": ticket_of(request=credentials.request(JOB, STAGE, PARTITION + 1, FILE)),
        "expired": ticket_of(expires=int(time.time()) - 600),
        "of another tenant": ticket_of(tenant="acme", shown_tenant="local"),
        "for later than it says": ticket_of().replace(str(EXPIRES), str(EXPIRES + 1)),
        "the secret itself": SECRET,
    }
    with ports.channel(ports.addresses()["executor"]) as channel:
        for what, ticket in wrong.items():
            for path, message in MESSAGES.items():
                check_refused(called(channel, path, message, ticket), path)
            assert ticket not in ports.executor.log.read_text(), what
        opened = called(channel, DO_ACTION, ACTION, ticket_of())
        assert opened.code == "OK" and ROWS in b"".join(opened.answers), opened
        # Only the two calls that bring files are answered with it.
        for path in {*rust_list()["FLIGHT"]} - {DO_GET, DO_ACTION}:
            check_refused(called(channel, path, EMPTY, ticket_of()), path)


@pytest.mark.parametrize("job", ["../job-1", "/etc", "..", ".", "a/b", "job-1/../job-1", "", "j\u00f6b"])
def test_a_ticket_opens_no_other_folder(job: str, ports: Ports) -> None:
    """Whoever has the secret can make tickets for any name; what is no job's folder is not looked for."""
    body = credentials.request(job, STAGE, PARTITION, FILE)
    with ports.channel(ports.addresses()["executor"]) as channel:
        end = called(channel, DO_ACTION, credentials.action(body), ticket_of(job=job, request=body))
        check_refused(end, DO_ACTION, "INVALID_ARGUMENT")


def test_the_door_opens_to_a_right_answer_and_only_once(ports: Ports) -> None:
    with ports.channel(ports.server.door()) as channel:
        challenge = called(channel, JOIN).fields["www-authenticate"]
        right = credentials.answer(SECRET, challenge)
        wrong = [challenge, credentials.answer(SECRET[::-1], challenge), credentials.answer(SECRET, challenge, side=b"server"),
                 credentials.answer(SECRET, f'{credentials.SCHEME} nonce="{"0" * 32}"'),
                 right.replace("of-this-test", "of-another")]
        for answer in wrong:
            check_refused(called(channel, JOIN, EMPTY, answer), JOIN)
        came_in = called(channel, JOIN, EMPTY, right)
        # It is in, and has said nothing that an executor says.
        assert came_in.code == "INVALID_ARGUMENT" and "authentication-info" in came_in.fields, came_in
        check_refused(called(channel, JOIN, EMPTY, right), JOIN)
        for path, message in MESSAGES.items():
            check_refused(called(channel, path, message, right), path)
