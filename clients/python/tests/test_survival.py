"""Retries, reattachment, release, cancellation and errors, against a server whose answers each test writes."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest
from conftest import FakeServer, answers_of, arrow_bytes, fail

import sparrow_connect as sc
from sparrow_connect.generated import messages as m

QUICK = sc.RetryPolicy(first_delay_seconds=0.001, delay_seconds_max=0.01)


def connected(fake: FakeServer, **options: Any) -> sc.Session:
    return sc.connect(fake.url, retry_policy=QUICK, **options)


def ids(table: pa.Table) -> list[int]:
    return list(table.column("id").to_pylist())


def wait_for(fake: FakeServer, method: str, count: int = 1) -> list[Any]:
    until = time.monotonic() + 10
    while len(fake.asked(method)) < count and time.monotonic() < until:
        time.sleep(0.01)
    return fake.asked(method)


def test_a_stream_that_breaks_is_gone_on_with(fake: FakeServer) -> None:
    answers = answers_of([[1, 2], [3]])

    def execute(request: Any, context: Any) -> Iterator[Any]:
        yield from answers[:2]
        fail(context, "UNAVAILABLE", "gone")

    def reattach(request: Any, context: Any) -> Iterator[Any]:
        assert request.last_response_id == "r1"
        yield from answers[2:]

    fake.handlers |= {"ExecutePlan": execute, "ReattachExecute": reattach}
    with connected(fake) as session:
        assert ids(session.range(3).to_arrow()) == [1, 2, 3]
        released = wait_for(fake, "ReleaseExecute")
    assert released[-1].release_all is not None
    assert len(fake.asked("ExecutePlan")) == 1


def test_a_stream_that_ends_early_is_gone_on_with(fake: FakeServer) -> None:
    answers = answers_of([[1]])
    fake.handlers |= {
        "ExecutePlan": lambda request, _: iter(answers[:1]),
        "ReattachExecute": lambda request, _: iter(answers[1:]),
    }
    with connected(fake) as session:
        assert ids(session.range(1).to_arrow()) == [1]


def test_a_plan_that_the_server_forgot_is_sent_again_under_its_id(fake: FakeServer) -> None:
    calls = itertools.count()

    def execute(request: Any, context: Any) -> Iterator[Any]:
        if next(calls) == 0:
            fail(context, "UNAVAILABLE", "no")
        yield from answers_of([[7]])

    def reattach(request: Any, context: Any) -> Iterator[Any]:
        fail(context, "INTERNAL", "[INVALID_HANDLE.OPERATION_NOT_FOUND] no such operation")
        yield  # pragma: no cover - makes this a stream

    fake.handlers |= {"ExecutePlan": execute, "ReattachExecute": reattach}
    with connected(fake) as session:
        assert ids(session.range(1).to_arrow()) == [7]
    first, second = fake.asked("ExecutePlan")
    assert first.operation_id == second.operation_id


def test_retry_info_says_how_long_to_wait_and_retries_end(fake: FakeServer) -> None:
    def config(request: Any, context: Any) -> Any:
        fail(context, "RESOURCE_EXHAUSTED", "later", retry=50_000_000)

    fake.handlers["Config"] = config
    with sc.connect(fake.url, retry_policy=sc.RetryPolicy(attempts_max=2, first_delay_seconds=0.001)) as session:
        before = time.monotonic()
        with pytest.raises(sc.TransportError, match="later"):
            session.conf.get("a")
        assert time.monotonic() - before >= 0.1
    assert len(fake.asked("Config")) == 3


def test_nothing_else_is_repeated(fake: FakeServer) -> None:
    def config(request: Any, context: Any) -> Any:
        fail(context, "INTERNAL", "broken")

    fake.handlers["Config"] = config
    with connected(fake) as session, pytest.raises(sc.TransportError):
        session.conf.get("a")
    assert len(fake.asked("Config")) == 1


def test_chunks_are_put_together_and_checked(fake: FakeServer) -> None:
    data = arrow_bytes([1, 2, 3])
    whole = answers_of([[1, 2, 3]])

    def pieces(number: int, order: list[int]) -> list[m.ExecutePlanResponse]:
        size = -(-len(data) // number)
        made = [
            m.ExecutePlanResponse(
                arrow_batch=m.ExecutePlanResponseArrowBatch(
                    row_count=3,
                    data=data[at * size : (at + 1) * size],
                    start_offset=0,
                    chunk_index=at,
                    num_chunks_in_batch=number,
                )
            )
            for at in order
        ]
        return [whole[0], *made, whole[2]]

    plans = iter([pieces(len(data), list(range(len(data)))), pieces(3, [0, 2]), pieces(3, [0, 1])])
    fake.handlers["ExecutePlan"] = lambda request, _: iter(next(plans))
    with connected(fake) as session:
        assert ids(session.range(3).to_arrow()) == [1, 2, 3]
        with pytest.raises(sc.TransportError, match="chunk 2 of 3 came where chunk 1 belongs"):
            session.range(3).to_arrow()
        with pytest.raises(sc.TransportError, match="ended after 2 chunks"):
            session.range(3).to_arrow()


def test_counts_of_rows_are_checked(fake: FakeServer) -> None:
    answers = answers_of([[1], [2]])
    assert answers[2].arrow_batch is not None
    answers[2].arrow_batch.start_offset = 5
    fake.handlers["ExecutePlan"] = lambda request, _: iter(answers)
    with connected(fake) as session, pytest.raises(sc.TransportError, match="begins at row 5, but 1 rows"):
        session.range(3).to_arrow()


def test_responses_are_released_sixteen_at_a_time(fake: FakeServer) -> None:
    fake.handlers["ExecutePlan"] = lambda request, _: iter(answers_of([[one] for one in range(40)]))
    with connected(fake) as session:
        assert len(ids(session.range(40).to_arrow())) == 40
    until = [one.release_until.response_id for one in fake.asked("ReleaseExecute") if one.release_until is not None]
    assert until == ["r15", "r31"]


def test_a_result_that_is_closed_early_is_interrupted_and_released(fake: FakeServer) -> None:
    def execute(request: Any, context: Any) -> Iterator[Any]:
        yield from answers_of([[1], [2]])[:2]
        while context.is_active():
            time.sleep(0.01)

    fake.handlers["ExecutePlan"] = execute
    with connected(fake) as session:
        with session.range(2).to_batches() as result:
            assert next(result).num_rows == 1
        with pytest.raises(sc.CancelledError):
            next(result)
        interrupted = wait_for(fake, "Interrupt")
        wait_for(fake, "ReleaseExecute")
    assert interrupted[0].operation_id == result.operation_id


def test_a_deadline_covers_the_whole_call(fake: FakeServer) -> None:
    def execute(request: Any, context: Any) -> Iterator[Any]:
        yield answers_of([])[0]
        while context.is_active():
            time.sleep(0.01)

    fake.handlers["ExecutePlan"] = execute
    with connected(fake) as session:
        with session.timeout(0.3), pytest.raises(sc.DeadlineError):
            session.range(2).collect()
        assert wait_for(fake, "Interrupt")[0].operation_id == fake.asked("ExecutePlan")[0].operation_id


def test_an_answer_of_another_session_closes_this_one(fake: FakeServer) -> None:
    fake.handlers["Config"] = lambda request, _: m.ConfigResponse(pairs=[m.KeyValue(key="a", value="1")])
    session = connected(fake)
    assert session.conf.get("a") == "1"
    fake.server_session_id = "another"
    for condition in ("INVALID_HANDLE.SESSION_CHANGED", "INVALID_HANDLE.SESSION_CLOSED"):
        with pytest.raises(sc.SparkError) as caught:
            session.conf.get("a")
        assert caught.value.condition == condition
    assert session.is_closed
    session.close()


def test_after_closing_nothing_is_asked(fake: FakeServer) -> None:
    fake.handlers["Config"] = lambda request, _: m.ConfigResponse(pairs=[m.KeyValue(key="a", value="1")])
    session = connected(fake)
    session.conf.get("a")
    session.close()
    session.close()
    assert len(fake.asked("ReleaseSession")) == 1
    with pytest.raises(sc.SparkError) as caught:
        session.conf.get("a")
    assert caught.value.condition == "INVALID_HANDLE.SESSION_CLOSED"
    assert len(fake.asked("Config")) == 1


def test_errors_have_what_the_server_knows(fake: FakeServer) -> None:
    def config(request: Any, context: Any) -> Any:
        info = {
            "errorId": "e1",
            "errorClass": "SHORT",
            "sqlState": "42000",
            "messageParameters": '{"a": "1"}',
            "classes": '["X"]',
        }
        fail(context, "INTERNAL", "[SHORT] cut", info=info)

    details = m.FetchErrorDetailsResponse(
        root_error_idx=0,
        errors=[
            m.FetchErrorDetailsResponseError(
                message="whole",
                error_type_hierarchy=["org.apache.spark.sql.AnalysisException"],
                spark_throwable=m.FetchErrorDetailsResponseSparkThrowable(
                    error_class="LONG.SUB",
                    sql_state="42703",
                    message_parameters={"name": "x"},
                    query_contexts=[m.FetchErrorDetailsResponseQueryContext(fragment="nmae", start_index=7, stop_index=10)],
                ),
            )
        ],
    )
    answers = iter([details, m.FetchErrorDetailsResponse()])
    fake.handlers |= {"Config": config, "FetchErrorDetails": lambda request, _: next(answers)}
    with connected(fake) as session:
        with pytest.raises(sc.SparkError) as caught:
            session.conf.get("a")
        error = caught.value
        assert (error.condition, error.sqlstate, error.parameters, str(error)) == ("LONG.SUB", "42703", {"name": "x"}, "whole")
        assert (error.contexts[0].fragment, error.contexts[0].start) == ("nmae", 7)
        with pytest.raises(sc.SparkError) as caught:
            session.conf.get("a")
        error = caught.value
        assert (error.condition, error.sqlstate, error.parameters, error.classes) == ("SHORT", "42000", {"a": "1"}, ("X",))


def test_a_refused_token_is_asked_for_once_more(fake: FakeServer) -> None:
    tokens = iter(["old", "new"])

    def config(request: Any, context: Any) -> Any:
        if ("authorization", "Bearer new") not in context.invocation_metadata():
            fail(context, "UNAUTHENTICATED", "no")
        return m.ConfigResponse(pairs=[m.KeyValue(key="a", value="1")])

    fake.handlers["Config"] = config
    with connected(fake, token_provider=lambda: next(tokens)) as session:
        assert session.conf.get("a") == "1"
    assert [one["authorization"] for one in fake.metadata[:2]] == ["Bearer old", "Bearer new"]


def test_a_failing_progress_callback_ends_nothing(fake: FakeServer, caplog: pytest.LogCaptureFixture) -> None:
    stage = m.ExecutePlanResponseExecutionProgressStageInfo(stage_id=1, num_tasks=2, num_completed_tasks=1)
    told = m.ExecutePlanResponse(response_id="p", execution_progress=m.ExecutePlanResponseExecutionProgress(stages=[stage]))
    answers = answers_of([[1]])
    fake.handlers["ExecutePlan"] = lambda request, _: iter([answers[0], told, *answers[1:]])
    seen: list[sc.Progress] = []

    def callback(progress: sc.Progress) -> None:
        seen.append(progress)
        raise RuntimeError("mine")

    with connected(fake, progress=callback) as session:
        assert ids(session.range(1).to_arrow()) == [1]
    assert [one.done for one in seen] == [False, True]
    assert "mine" in caplog.text


def test_the_async_session_does_the_same(fake: FakeServer) -> None:
    answers = answers_of([[1, 2], [3]])

    def execute(request: Any, context: Any) -> Iterator[Any]:
        yield from answers[:2]
        fail(context, "UNAVAILABLE", "gone")

    fake.handlers |= {"ExecutePlan": execute, "ReattachExecute": lambda request, _: iter(answers[2:])}

    async def main() -> None:
        async with await sc.connect_async(fake.url, retry_policy=QUICK) as session:
            assert [row.id for row in await session.range(3).collect()] == [1, 2, 3]

    asyncio.run(main())


def test_a_cancelled_task_interrupts_its_operation(fake: FakeServer) -> None:
    def execute(request: Any, context: Any) -> Iterator[Any]:
        yield answers_of([])[0]
        while context.is_active():
            time.sleep(0.01)

    fake.handlers["ExecutePlan"] = execute

    async def main() -> None:
        async with await sc.connect_async(fake.url) as session:
            task = asyncio.create_task(session.range(1).collect())
            await asyncio.sleep(0.5)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await asyncio.to_thread(wait_for, fake, "Interrupt")

    asyncio.run(main())
    assert fake.asked("Interrupt")[0].operation_id == fake.asked("ExecutePlan")[0].operation_id


def test_large_data_goes_in_pieces_and_damaged_ones_again(fake: FakeServer) -> None:
    attempts = itertools.count()

    def add(requests: list[Any], _: Any) -> Any:
        first = requests[0]
        name = first.begin_chunk.name if first.begin_chunk is not None else first.batch.artifacts[0].name
        good = next(attempts) != 1
        return m.AddArtifactsResponse(artifacts=[m.AddArtifactsResponseArtifactSummary(name=name, is_crc_successful=good)])

    fake.handlers |= {"ArtifactStatus": lambda request, _: m.ArtifactStatusesResponse(), "AddArtifacts": add}
    table = pa.table({"id": pa.array(range(1_000_000), pa.int64())})
    with connected(fake) as session:
        frame = session.create_dataframe(table)
        cached = frame._plan.chunked_cached_local_relation
        small = session.create_dataframe([{"a": 1}], "a INT")
    assert cached is not None
    assert len(cached.dataHashes) == 2
    assert len(fake.asked("AddArtifacts")) == 4
    assert small._plan.local_relation is not None


def test_tags_are_sent_and_checked(fake: FakeServer) -> None:
    fake.handlers["ExecutePlan"] = lambda request, _: iter(answers_of([[1]]))
    with connected(fake) as session:
        session.add_tag("b")
        session.add_tag("a")
        session.range(1).collect()
        for bad in ("", "a,b"):
            with pytest.raises(sc.ClientError):
                session.add_tag(bad)
    assert fake.asked("ExecutePlan")[0].tags == ["a", "b"]
