"""A fleet whose processes know each other by certificates and a secret: who has both joins and works, in cipher; who lacks
anything stays outside, is told why, and does no harm."""

from __future__ import annotations

import re
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
