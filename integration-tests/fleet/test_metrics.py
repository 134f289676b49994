"""What Prometheus hears of a server with a fleet and of its executors: how large the fleet is, what each tenant does, and nothing
that a user has chosen or must not be known."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import harness
import pytest
from fleet import exposition
from fleet.exposition import Samples, value
from fleet.site import SECRET, site, until
from pyspark.sql import functions as f
from pyspark.sql.connect.session import SparkSession
from tenants.world import issue

USERS = ("acme/ann-the-canary", "acme/bob-the-canary", "beta/eve-the-canary")
SLOTS = 2
# All labels, so that one with a value for each user or query does not come unseen.
LABELS = {"tenant", "limit", "method", "outcome", "le", "reason", "signal"}
ABOUT_THE_PROCESS = "target_info"
# What the settings name, what has no authentication, and everything else together.
TENANTS = {"acme", "beta", "local", "others"}
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "OBSERVABILITY.md"
ROWS = 97


@dataclass(frozen=True)
class Watched:
    """A server of two tenants and its executor, and what nobody may read in their metrics."""

    server: harness.Server
    executor: harness.Executor
    metrics: str
    tokens: dict[str, str]
    hidden: tuple[str, ...]

    def samples(self) -> Samples:
        return exposition.scrape(self.metrics)

    @contextmanager
    def session(self, user: str) -> Iterator[SparkSession]:
        """A session of `user`'s, on loopback."""
        port = self.server.address.rsplit(":", 1)[1]
        session = SparkSession.Builder().remote(f"sc://localhost:{port}/;token={self.tokens[user]}").create()
        try:
            yield session
        finally:
            session.stop()


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    folder = tmp_path_factory.mktemp("metrics")
    one = site(folder / "site")
    tokens = {user: issue(folder / "tokens.toml", *user.split("/")) for user in USERS}
    config = folder / "settings.toml"
    config.write_text(f'[auth]\ntokens_file = "{folder / "tokens.toml"}"\n\n[tenant.acme]\n\n[tenant.beta]\n')
    metrics = f"127.0.0.1:{harness.free_port()}"
    with one.server({"SPARROW_CONFIG": str(config), "SPARROW_TELEMETRY_METRICS_LISTEN": metrics}) as server, \
            one.executor(server.door(), "executor") as executor:
        hidden = (SECRET, *tokens.values(), *(user.split("/")[1] for user in USERS), str(folder))
        yield Watched(server, executor, f"http://{metrics}/metrics", tokens, hidden)


def run(session: SparkSession, alias: str = "group") -> None:
    """A query with a shuffle, on the fleet."""
    rows = session.range(0, 10_000, numPartitions=4).groupBy((f.col("id") % ROWS).alias(alias)).count().collect()
    assert len(rows) == ROWS and sum(row[1] for row in rows) == 10_000


def moved(before: Samples, after: Samples, name: str, **labels: str) -> float:
    return value(after, name, **labels) - value(before, name, **labels)


def test_the_fleet_has_its_series(watched: Watched) -> None:
    samples = watched.samples()
    assert value(samples, "sparrow_fleet_executors") == 1
    assert value(samples, "sparrow_fleet_slots") == SLOTS
    assert value(samples, "sparrow_insecure_mode") == 0
    for tenant in ("acme", "beta"):
        for name in ("running", "queued", "refused_total", "memory", "slots"):
            assert value(samples, f"sparrow_tenant_{name}", tenant=tenant) == 0, name


def test_tasks_that_run_again_are_counted_from_the_start(watched: Watched) -> None:
    assert value(watched.samples(), "sparrow_fleet_tasks_rerun_total") == 0


def test_a_query_moves_what_its_tenant_has(watched: Watched) -> None:
    with watched.session("acme/ann-the-canary") as session:
        before, tasks = watched.samples(), watched.executor.tasks()
        run(session)
        # The client has its rows a moment before the operation is over.
        until(lambda: moved(before, watched.samples(), "sparrow_operations_finished_total", tenant="acme") == 1)
        after = watched.samples()
    assert watched.executor.tasks() > tasks, "it ran on the fleet"
    assert moved(before, after, "sparrow_result_rows_total", tenant="acme") == ROWS
    assert moved(before, after, "sparrow_result_bytes_total", tenant="acme") > ROWS * 8
    assert moved(before, after, "sparrow_auth_admitted_total") >= 1
    for tenant in ("beta", "local", "others"):
        assert moved(before, after, "sparrow_operations_finished_total", tenant=tenant) == 0
        assert moved(before, after, "sparrow_result_rows_total", tenant=tenant) == 0
    assert moved(before, after, "sparrow_operations_failed_total", tenant="acme") == 0


def test_slots_are_shown_while_a_query_has_them(watched: Watched) -> None:
    with watched.session("acme/bob-the-canary") as session:
        before = watched.samples()
        # Far longer than anybody waits for it here.
        endless = session.range(0, 1 << 45, numPartitions=SLOTS).groupBy((f.col("id") % ROWS).alias("group")).count()
        query = threading.Thread(target=interrupted, args=(endless,))
        query.start()
        try:
            until(lambda: value(watched.samples(), "sparrow_tenant_slots", tenant="acme") == SLOTS)
            during = watched.samples()
            for name in ("sparrow_tenant_running", "sparrow_operations_running"):
                assert (value(during, name, tenant="acme"), value(during, name, tenant="beta")) == (1, 0), name
            assert value(during, "sparrow_tenant_slots", tenant="beta") == 0
            until(lambda: "\nsparrow_executor_tasks_running 2\n" in watched.executor.metrics())
        finally:
            session.interruptAll()
            query.join()
    until(lambda: value(watched.samples(), "sparrow_tenant_slots", tenant="acme") == 0)
    until(lambda: moved(before, watched.samples(), "sparrow_operations_failed_total", tenant="acme") == 1)


def interrupted(endless: object) -> None:
    with suppress(Exception):
        endless.collect()


def test_users_make_no_series_and_are_not_named(watched: Watched) -> None:
    """New users, sessions, names, confs, tags and errors move numbers, and nothing else."""
    with watched.session("acme/ann-the-canary") as session:
        run(session)
        fail(session, "nothing")
        series = set(watched.samples())
    chosen = "chosen_by_a_user"
    for user in USERS:
        with watched.session(user) as session:
            session.conf.set(f"spark.{chosen}", chosen)
            session.addTag(chosen)
            run(session, alias=chosen)
            fail(session, chosen)
            known = session.session_id
            text, of_executor = exposition.read(watched.metrics), watched.executor.metrics()
            for hidden in (*watched.hidden, chosen, known):
                assert hidden not in text and hidden not in of_executor
    # Calls of another kind may come for the first time; of what tenants do all was there.
    grown = {name for name, _ in set(watched.samples()) - series}
    assert grown <= {f"sparrow_rpc_duration_seconds_{part}" for part in ("bucket", "sum", "count")}


def fail(session: SparkSession, table: str) -> None:
    with pytest.raises(Exception, match="TABLE_OR_VIEW_NOT_FOUND"):
        session.sql(f"SELECT * FROM {table}").collect()


def test_labels_are_few_and_known(watched: Watched) -> None:
    for name, labels in watched.samples():
        if name == ABOUT_THE_PROCESS:
            continue
        assert {key for key, _ in labels} <= LABELS, name
        assert dict(labels).get("tenant", "acme") in TENANTS, name


def test_every_series_is_explained(watched: Watched) -> None:
    """Each name is in the document; of an executor's the document says only how they begin."""
    names = {name for name, _ in watched.samples()} - {ABOUT_THE_PROCESS}
    explained = DOCUMENT.read_text()
    families = {re.sub("_(bucket|sum|count)$", "", name) if "duration" in name else name for name in names}
    assert sorted(name for name in families if f"`{name}`" not in explained) == []


def test_an_executor_has_its_own(watched: Watched) -> None:
    metrics = f"{watched.executor.remote}/metrics"
    before = exposition.scrape(metrics)
    with watched.session("beta/eve-the-canary") as session:
        run(session)
    for name in ("tasks_running", "memory_bytes"):
        until(lambda at=f"sparrow_executor_{name}": value(exposition.scrape(metrics), at) == 0)
    after = exposition.scrape(metrics)
    assert value(after, "sparrow_executor_slots") == SLOTS
    assert value(after, "sparrow_executor_joins_total") == value(after, "sparrow_executor_joined") == 1
    assert value(after, "sparrow_executor_draining") == 0
    assert moved(before, after, "sparrow_executor_tasks_finished_total") > 0
    assert moved(before, after, "sparrow_executor_tasks_failed_total") == 0
    assert moved(before, after, "sparrow_executor_statuses_repeated_total") >= 0
    assert value(after, "process_resident_memory_bytes") > 1 << 20
    # It runs everybody's tasks, and tells of nobody's.
    assert all("tenant" not in dict(labels) for _, labels in after)
