"""Limits of tenants as clients meet them: who waits, who is refused and is told what, who ends, and that nobody else notices.

One server with a tenant for each limit, so that none has to start again. PySpark as it is means the client of the suite's
environment, pyspark-client 4.2.0, without a line of code for any of this.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import grpc
import harness
import pytest
from google.rpc import error_details_pb2
from grpc_status import rpc_status
from hostile.raw import ROWS, Shown, describe
from pyspark.errors import PySparkException
from pyspark.sql.connect.proto import base_pb2 as base
from rpc.live import ENDLESS, Live, interrupt, live, wait_until
from tenants.calls import CALLS, config, select
from tenants.test_isolation import NOTHING, outcome, rows
from tenants.world import Caller, World, world

LIMITS: dict[str, dict[str, int]] = {
    "queue": {"running_count_max": 1, "queued_count_max": 1},
    "patient": {"running_count_max": 1, "queue_seconds_max": 1},
    "hasty": {"run_seconds_max": 1},
    "narrow": {"sessions_count_max": 2},
    "small": {"result_bytes_max": 5000},
    "lean": {"memory_bytes_max": 16 << 20},
    "tight": {"slots_count_max": 1},
    "free": {},
}
# How much later than its time an operation may end.
LATE_SECONDS_MAX = 2
REFUSALS = "sparrow_limit_refusals_total"
SESSIONS, RUNNING, QUEUED, REFUSED, MEMORY, SLOTS = (
    f"sparrow_tenant_{name}" for name in ("sessions", "running", "queued", "refused_total", "memory", "slots"))
INTERVAL = ("spark.connect.progress.reportInterval", "50ms")
# The server's own memory, on either engine.
EMBEDDED = ("spark.sparrow.engine", "embedded")
# More than `lean` may hold: the list cannot spill, the groups can.
LIST = select("SELECT size(collect_list(repeat(cast(id AS string), 20))) AS n FROM range(0, 300000, 1, 1)")
GROUPS = select("SELECT count(*) AS n FROM (SELECT xxhash64(id), count(*) FROM range(0, 300000, 1, 1) GROUP BY 1)")
Call = Callable[[str], Caller]


@pytest.fixture(scope="module")
def limits(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    sections = (f"[tenant.{name}]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items()) for name, keys in LIMITS.items())
    users = tuple(f"{name}/ann" for name in LIMITS)
    with world(tmp_path_factory.mktemp("limits"), users, tenants="\n".join(sections),
               variables={"SPARROW_SESSIONS_DETACHED_SECONDS_MAX": "1"}) as running:
        yield running


@pytest.fixture
def call(limits: World) -> Iterator[Call]:
    """Makes a caller of a tenant, with a session of its own. In the end nothing runs and nothing waits."""
    made: list[Caller] = []

    def make(tenant: str) -> Caller:
        made.append(limits.caller(f"{tenant}/ann"))
        return made[-1]

    yield make
    for caller in made:
        caller.close()
    wait_until(lambda: not any(value for (name, _), value in limits.metrics().items() if name in (RUNNING, QUEUED)))


@contextmanager
def refusing(limits: World, limit: str, times: int = 1) -> Iterator[None]:
    """The limit refuses so often in the block, by its metric."""
    before = limits.metrics().get((REFUSALS, limit), 0)
    yield
    assert limits.metric(REFUSALS, limit) - before == times


def check_exceeded(shown: Shown, limit: str) -> None:
    """The error says which limit it is, how much it allows, and what to do."""
    tenant, key = limit.split(".")[1:]
    assert (shown["code"], shown["condition"], shown["sqlState"]) == ("INTERNAL", "SPARROW.LIMIT_EXCEEDED", "54000")
    assert (shown["parameters"]["conf"], shown["parameters"]["limit"]) == (limit, str(LIMITS[tenant][key]))
    assert shown["parameters"]["advice"].endswith(".")


def kinds(query: Live) -> list[str]:
    return [response.WhichOneof("response_type") or "schema" for response in query.responses]


def patient_of(call: Call, tenant: str) -> Caller:
    """A caller who is told often how far it is."""
    caller = call(tenant)
    caller.set(*INTERVAL)
    return caller


def test_a_second_operation_waits_in_its_open_stream_and_runs_in_its_turn(limits: World, call: Call) -> None:
    with live(call("queue")):
        second = Live(patient_of(call, "queue"), ROWS)
        wait_until(lambda: len(second.responses) >= 3)
        assert set(kinds(second)) == {"execution_progress"}
        assert (limits.metric(RUNNING, "queue"), limits.metric(QUEUED, "queue")) == (1, 1)
    assert second.ended() == "no error"
    told = kinds(second)
    assert told[told.index("schema"):].count("arrow_batch") == 1 and told[-1] == "result_complete", told
    assert "arrow_batch" not in told[:told.index("schema")]
    assert sum(response.arrow_batch.row_count for response in second.responses) == 10


def test_pyspark_hears_of_progress_while_its_operation_waits(limits: World, call: Call) -> None:
    heard: list[bool] = []
    with limits.spark("queue/ann") as spark, ThreadPoolExecutor(1) as threads:
        spark.conf.set(*INTERVAL)
        spark.registerProgressHandler(lambda stages, inflight_tasks, operation_id, done: heard.append(done))
        with live(call("queue")):
            answer = threads.submit(spark.range(10).collect)
            wait_until(lambda: limits.metric(QUEUED, "queue") == 1)
            deadline = time.monotonic() + LATE_SECONDS_MAX
            while len(heard) < 3 and time.monotonic() < deadline:
                time.sleep(0.02)
            while_waiting = list(heard)
        assert [row.id for row in answer.result()] == list(range(10))
    assert len(while_waiting) >= 3 and not any(while_waiting), "no handler is called"
    assert heard[-1] is True


def test_a_third_operation_is_told_to_come_again_and_other_tenants_do_not_notice(limits: World, call: Call) -> None:
    third, before = call("queue"), limits.metric(REFUSED, "queue")
    operation = NOTHING.operation
    with live(call("queue")), refusing(limits, "tenant.queue.queued_count_max"):
        second = Live(call("queue"), ROWS)
        with pytest.raises(grpc.RpcError) as raised:
            list(third.execute(ROWS, operation))
        shown = describe(raised.value)
        assert (shown["code"], shown["condition"], shown["sqlState"]) == ("RESOURCE_EXHAUSTED", "SPARROW.TENANT_BUSY", "53300")
        assert shown["parameters"] == {"tenant": "queue", "limit": "1", "conf": "tenant.queue.queued_count_max"}
        assert 0 < retry_delay_seconds(raised.value) <= 60
        assert limits.metric(REFUSED, "queue") - before == 1
        others = call("free")
        assert rows(others, ROWS) == 10 and rows(others, select("SELECT 1 AS a")) == 1
        assert (limits.metric(RUNNING, "queue"), limits.metric(QUEUED, "queue"), limits.metric(REFUSED, "free")) == (1, 1, 0)
    assert second.ended() == "no error"
    # A refused operation was never there: its id is free for the next try.
    assert sum(response.arrow_batch.row_count for response in third.execute(ROWS, operation)) == 10


def retry_delay_seconds(error: grpc.RpcError) -> float:
    """The delay of the `RetryInfo` in the trailer `grpc-status-details-bin`."""
    info = error_details_pb2.RetryInfo()
    assert "grpc-status-details-bin" in dict(error.trailing_metadata())
    assert any(detail.Unpack(info) for detail in rpc_status.from_call(error).details), "there is no RetryInfo"
    return info.retry_delay.ToTimedelta().total_seconds()


def test_pyspark_comes_again_by_itself(limits: World, call: Call) -> None:
    before = limits.metric(REFUSED, "queue")
    with limits.spark("queue/ann") as spark, ThreadPoolExecutor(1) as threads:
        frame = spark.range(10)
        with live(call("queue")), live(call("queue")):
            started = time.monotonic()
            answer = threads.submit(frame.collect)
            wait_until(lambda: limits.metric(REFUSED, "queue") - before >= 2)
            # By its own rule it would have come again after 50 ms.
            assert time.monotonic() - started >= 1
            assert not answer.done()
        assert [row.id for row in answer.result()] == list(range(10))


def is_interrupted(caller: Caller, waiting: Live) -> None:
    kind = base.InterruptRequest.INTERRUPT_TYPE_OPERATION_ID
    assert interrupt(caller, interrupt_type=kind, operation_id=waiting.id) == [waiting.id]
    assert waiting.ended()["condition"] == "OPERATION_CANCELED"


def is_released(caller: Caller, waiting: Live) -> None:
    caller.release(waiting.id)
    assert waiting.ended() != "no error"


def has_its_session_released(caller: Caller, waiting: Live) -> None:
    caller.rpc.ReleaseSession(base.ReleaseSessionRequest(**caller.who()))
    assert waiting.ended() != "no error"


def hangs_up(_caller: Caller, waiting: Live) -> None:
    waiting.leave()


@pytest.mark.parametrize(("goes", "reattachable"), [
    (is_interrupted, True), (is_released, True), (has_its_session_released, True), (hangs_up, False),
    # It might come again, and is waited for.
    (hangs_up, True),
], ids=["is_interrupted", "is_released", "has_its_session_released", "hangs_up", "hangs_up_and_might_come_again"])
def test_whoever_goes_leaves_the_queue(limits: World, call: Call, goes: Callable[[Caller, Live], None], reattachable: bool) -> None:
    caller = call("queue")
    with live(call("queue")) as first:
        waiting = Live(caller, reattachable=reattachable)
        assert limits.metric(QUEUED, "queue") == 1
        goes(caller, waiting)
        wait_until(lambda: limits.metric(QUEUED, "queue") == 0)
        assert limits.metric(RUNNING, "queue") == 1 and first.error is None
        next_one = Live(call("queue"), ROWS)
        assert limits.metric(QUEUED, "queue") == 1
    assert next_one.ended() == "no error"
    assert not waiting.responses or set(kinds(waiting)) == {"execution_progress"}, "it ran after all"


def test_a_session_too_many_is_refused_until_another_is_released(limits: World, call: Call) -> None:
    first, second, third = call("narrow"), call("narrow"), call("narrow")
    assert config(first, NOTHING) == config(second, NOTHING)
    with refusing(limits, "tenant.narrow.sessions_count_max", times=3):
        check_exceeded(outcome(CALLS["Config"], third, NOTHING), "tenant.narrow.sessions_count_max")
        check_exceeded(outcome(CALLS["ExecutePlan"], third, NOTHING), "tenant.narrow.sessions_count_max")
        check_exceeded(outcome(CALLS["CloneSession"], first, NOTHING), "tenant.narrow.sessions_count_max")
    assert len([config(call("free"), NOTHING) for _ in range(3)]) == 3
    assert rows(first, ROWS) == rows(second, ROWS) == 10, "sessions that are there go on"
    assert CALLS["ReleaseSession"](first, NOTHING) is True
    assert rows(third, ROWS) == 10


def test_pyspark_is_told_what_to_do_about_a_session_too_many(limits: World, call: Call) -> None:
    for _ in range(2):
        config(call("narrow"), NOTHING)
    with pytest.raises(PySparkException, match=r"sessions of the tenant narrow .* limit of 2 \(tenant.narrow.sessions_count_max\)"
                                               r". Close sessions that are not needed.") as raised:
        with limits.spark("narrow/ann") as spark:
            spark.range(1).collect()
    assert raised.value.getCondition() == "SPARROW.LIMIT_EXCEEDED"


def test_an_operation_ends_when_its_time_is_over(limits: World, call: Call) -> None:
    caller, started = call("hasty"), time.monotonic()
    with refusing(limits, "tenant.hasty.run_seconds_max"):
        check_exceeded(Live(caller).ended(), "tenant.hasty.run_seconds_max")
    assert 1 <= time.monotonic() - started < 1 + LATE_SECONDS_MAX
    # Its work has ended with it, also on executors.
    wait_until(lambda: limits.metrics().get((SLOTS, "hasty"), 0) == limits.metric(RUNNING, "hasty") == 0)
    assert rows(caller, ROWS) == 10


def test_an_analysis_that_reads_rows_ends_when_its_time_is_over(limits: World) -> None:
    with limits.spark("hasty/ann") as spark:
        pivoted = spark.range(10**13).selectExpr("id % 3 AS k", "id AS v").groupBy().pivot("k").sum("v")
        started = time.monotonic()
        with refusing(limits, "tenant.hasty.run_seconds_max"), pytest.raises(PySparkException) as raised:
            # The values to pivot on are looked for before there is an operation.
            pivoted.schema  # noqa: B018
        assert 1 <= time.monotonic() - started < 1 + LATE_SECONDS_MAX
    assert raised.value.getCondition() == "SPARROW.LIMIT_EXCEEDED"


def test_an_operation_that_waits_too_long_ends(limits: World, call: Call) -> None:
    waits = call("patient")
    with live(call("patient")) as first, refusing(limits, "tenant.patient.queue_seconds_max"):
        started = time.monotonic()
        late = Live(waits, ROWS)
        check_exceeded(late.ended(), "tenant.patient.queue_seconds_max")
        assert 1 <= time.monotonic() - started < 1 + LATE_SECONDS_MAX
        assert first.error is None and limits.metric(QUEUED, "patient") == 0
    assert rows(waits, ROWS) == 10, "time that others wait is not its own"


def test_a_result_too_large_ends_and_each_operation_counts_for_itself(limits: World, call: Call) -> None:
    limit = "tenant.small.result_bytes_max"
    caller, sent = call("small"), 0
    for _ in range(6):
        sent += sum(len(response.arrow_batch.data) for response in caller.execute(select("SELECT id FROM range(100)")))
    assert sent > LIMITS["small"]["result_bytes_max"], "together they are more than one may be"
    with refusing(limits, limit, times=2):
        large = Live(caller, select("SELECT id FROM range(0, 1000000, 1, 1)"))
        check_exceeded(large.ended(), limit)
        assert sum(len(response.arrow_batch.data) for response in large.responses) <= LIMITS["small"]["result_bytes_max"]
        # Rows of commands are a result too.
        check_exceeded(outcome(lambda caller, _: rows(caller, select("SHOW FUNCTIONS")), caller, NOTHING), limit)
    assert rows(call("free"), select("SELECT id FROM range(0, 100000, 1, 1)")) == 100000


def test_pyspark_is_told_of_a_result_too_large(limits: World) -> None:
    with limits.spark("small/ann") as spark:
        large = spark.range(100000)
        assert large.count() == 100000 and len(large.limit(100).collect()) == 100
        for read in (large.collect, large.toPandas, lambda: list(large.toLocalIterator())):
            with pytest.raises(PySparkException, match=r"limit of 5000 \(tenant.small.result_bytes_max\)") as raised:
                read()
            assert raised.value.getCondition() == "SPARROW.LIMIT_EXCEEDED"


def test_what_can_spill_does_within_the_memory_of_its_tenant(call: Call) -> None:
    spilled = {}
    for tenant in ("lean", "free"):
        caller = call(tenant)
        caller.set(*EMBEDDED)
        responses = list(caller.execute(GROUPS))
        assert sum(response.arrow_batch.row_count for response in responses) == 1
        spilled[tenant] = sum(value.value for response in responses for operator in response.metrics.metrics
                              for name, value in operator.execution_metrics.items() if "spill" in name)
    assert spilled["lean"] > 0 == spilled["free"]


def test_a_tenant_beyond_its_memory_fails_and_another_does_not_notice(limits: World, call: Call) -> None:
    lean, free, stop = call("lean"), call("free"), threading.Event()
    for caller in (lean, free):
        caller.set(*EMBEDDED)

    def starve() -> list[Shown]:
        failures = []
        while not stop.is_set():
            failures.append(outcome(lambda caller, _: rows(caller, LIST), lean, NOTHING))
        return failures

    with ThreadPoolExecutor(1) as threads:
        starving = threads.submit(starve)
        try:
            wait_until(lambda: limits.metric(MEMORY, "lean") > 0)
            for _ in range(2):
                assert rows(free, LIST) == 1
        finally:
            stop.set()
        failures = starving.result()
    assert failures and {failure["condition"] for failure in failures} == {"SPARROW.OUT_OF_MEMORY"}
    assert all("of the 16777216 bytes they may hold together (tenant.lean.memory_bytes_max)" in failure["parameters"]["detail"]
               for failure in failures)
    wait_until(lambda: limits.metric(MEMORY, "lean") == 0)
    assert rows(lean, ROWS) == 10


def test_the_memory_of_a_tenant_is_counted_as_its_own_limit(limits: World, call: Call) -> None:
    lean, limit = call("lean"), (REFUSALS, "tenant.lean.memory_bytes_max")
    lean.set(*EMBEDDED)
    before = limits.metrics().get(limit, 0)
    assert outcome(lambda caller, _: rows(caller, LIST), lean, NOTHING)["condition"] == "SPARROW.OUT_OF_MEMORY"
    assert limits.metrics().get(limit, 0) > before


def test_each_limit_of_a_tenant_has_its_metrics(limits: World) -> None:
    found = limits.metrics()
    for tenant, keys in LIMITS.items():
        names = [SESSIONS, RUNNING, QUEUED, REFUSED, MEMORY] + [SLOTS] * harness.is_fleet()
        assert [name for name in names if (name, tenant) not in found] == [], tenant
        for key, value in keys.items():
            assert found.get(("sparrow_limit_value", f"tenant.{tenant}.{key}")) == value
            # A series must be there before it grows.
            assert (REFUSALS, f"tenant.{tenant}.{key}") in found


def test_the_sessions_of_a_tenant_are_counted(limits: World, call: Call) -> None:
    first, second = call("narrow"), call("narrow")
    wait_until(lambda: limits.metric(SESSIONS, "narrow") == 0)
    assert config(first, NOTHING) == config(second, NOTHING)
    assert limits.metric(SESSIONS, "narrow") == 2
    assert CALLS["ReleaseSession"](first, NOTHING) is True
    assert limits.metric(SESSIONS, "narrow") == 1


@pytest.mark.skipif(not harness.is_fleet(), reason="slots are those of executors")
def test_a_tenant_takes_no_more_slots_than_it_may(limits: World, call: Call) -> None:
    wide = select(ENDLESS.sql.query.replace("1, 1)", "1, 4)"))
    taken: set[float] = set()

    def have(tight: int, free: int) -> bool:
        taken.add(limits.metric(SLOTS, "tight"))
        return (limits.metric(SLOTS, "tight"), limits.metric(SLOTS, "free")) == (tight, free)

    with live(call("tight"), relation=wide):
        wait_until(lambda: have(1, 0))
        with live(call("free"), relation=wide):
            wait_until(lambda: have(1, 3))
    assert taken <= {0, 1}
