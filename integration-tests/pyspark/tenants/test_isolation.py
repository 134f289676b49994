"""Nobody reaches what is another's: sessions, operations, artifacts, errors, kept relations, views and tables. What is not yours
and what is not there give the same answer."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from hostile.raw import UUID, describe
from pyspark.sql.connect.proto import base_pb2 as base
from pyspark.sql.connect.proto import relations_pb2 as relations
from rpc.live import Live, interrupt, statuses
from tenants.calls import ARTIFACT, CALLS, CONF, Aim, add_artifacts, artifact_status, config, select
from tenants.world import Caller, World, world

USERS = ("acme/ann", "acme/bob", "beta/ann")
# Another tenant's user of the same name, and another user of the same tenant.
OTHERS = ("beta/ann", "acme/bob")


@pytest.fixture(scope="module")
def two_tenants(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("tenants"), USERS) as running:
        yield running


class Owner:
    """acme's ann, with something of everything."""

    def __init__(self, two_tenants: World) -> None:
        self.raw = two_tenants.caller("acme/ann")
        set_conf(self.raw, "7")
        assert add_artifacts(self.raw, NOTHING) == [True]
        run(self.raw, "CREATE TEMP VIEW secrets AS SELECT 42 AS secret")
        run(self.raw, "CREATE OR REPLACE GLOBAL TEMP VIEW secrets AS SELECT 42 AS secret")
        self.live = Live(self.raw)
        self.aim = Aim(self.live.id, error_of(self.raw), checkpoint(self.raw))

    def close(self) -> None:
        interrupt(self.raw, interrupt_type=base.InterruptRequest.INTERRUPT_TYPE_ALL)
        self.raw.close()


NOTHING = Aim(str(uuid.uuid4()), str(uuid.uuid4()), str(uuid.uuid4()))


@pytest.fixture
def owner(two_tenants: World) -> Iterator[Owner]:
    made = Owner(two_tenants)
    yield made
    made.close()


def set_conf(caller: Caller, value: str) -> None:
    pairs = [{"key": CONF, "value": value}]
    operation = base.ConfigRequest.Operation(set=base.ConfigRequest.Set(pairs=pairs))
    caller.rpc.Config(base.ConfigRequest(**caller.who(), operation=operation))


def run(caller: Caller, query: str) -> list[base.ExecutePlanResponse]:
    return list(caller.execute(base.Plan(command={"sql_command": {"input": select(query)}})))


def rows(caller: Caller, relation: relations.Relation) -> int:
    return sum(response.arrow_batch.row_count for response in caller.execute(relation))


def error_of(caller: Caller) -> str:
    """The id of an error that has happened to the caller."""
    from google.rpc import error_details_pb2
    from grpc_status import rpc_status

    with pytest.raises(grpc.RpcError) as raised:
        rows(caller, select("SELECT raise_error('what only its owner may read')"))
    info = error_details_pb2.ErrorInfo()
    assert any(detail.Unpack(info) for detail in rpc_status.from_call(raised.value).details)
    return info.metadata["errorId"]


def checkpoint(caller: Caller) -> str:
    """The id of rows kept for the caller."""
    command = {"checkpoint_command": {"relation": select("SELECT 42 AS secret"), "local": True, "eager": True}}
    found = [response.checkpoint_command_result.relation.relation_id for response in caller.execute(base.Plan(command=command))
             if response.HasField("checkpoint_command_result")]
    assert found and found[0]
    return found[0]


def kept(relation_id: str) -> relations.Relation:
    return relations.Relation(cached_remote_relation=relations.CachedRemoteRelation(relation_id=relation_id))


def outcome(call: Any, caller: Caller, aim: Aim) -> Any:
    """An answer or an error, without ids that differ from one session to the next."""
    try:
        return UUID.sub("<uuid>", repr(call(caller, aim)))
    except grpc.RpcError as error:
        return describe(error)


@pytest.mark.parametrize("other", OTHERS)
def test_all_calls_with_anothers_ids_find_what_made_up_ids_find(two_tenants: World, owner: Owner, other: str) -> None:
    thief = two_tenants.caller(other, owner.raw.session)
    nobody = two_tenants.caller(other)
    missing = Aim(str(uuid.uuid4()), str(uuid.uuid4()), str(uuid.uuid4()))
    compared = {name: (outcome(call, thief, owner.aim), outcome(call, nobody, missing)) for name, call in CALLS.items()}
    assert len(compared) == 12
    differing = {name: pair for name, pair in compared.items() if pair[0] != pair[1]}
    assert not differing
    # And all of it is still the owner's.
    assert statuses(owner.raw, owner.live.id) == ["RUNNING"]
    assert artifact_status(owner.raw, NOTHING) is True and config(owner.raw, NOTHING) == ["7"]
    assert rows(owner.raw, kept(owner.aim.relation)) == 1
    details = owner.raw.rpc.FetchErrorDetails(base.FetchErrorDetailsRequest(**owner.raw.who(), error_id=owner.aim.error))
    assert "what only its owner may read" in details.errors[0].message


@pytest.mark.parametrize("other", OTHERS)
def test_anothers_session_id_opens_an_empty_session(two_tenants: World, owner: Owner, other: str) -> None:
    thief = two_tenants.caller(other, owner.raw.session)
    assert config(thief, NOTHING) != ["7"]
    assert artifact_status(thief, NOTHING) is False
    for relation, condition in [
        (select("SELECT * FROM secrets"), "TABLE_OR_VIEW_NOT_FOUND"),
        (kept(owner.aim.relation), "NO_HANDLER_FOR_ANALYZER"),
    ]:
        made_up = kept(str(uuid.uuid4())) if relation.HasField("cached_remote_relation") else relation
        shown = outcome(lambda caller, _: rows(caller, relation), thief, NOTHING)
        assert shown == outcome(lambda caller, _: rows(caller, made_up), two_tenants.caller(other), NOTHING)
        assert isinstance(shown, dict), f"{condition} expected, but it answers {shown}"
    thief.close()
    assert statuses(owner.raw, owner.live.id) == ["RUNNING"]


def test_tables_and_global_views_stay_in_their_tenant(two_tenants: World, owner: Owner) -> None:
    run(owner.raw, "CREATE DATABASE IF NOT EXISTS ours")
    colleague, stranger = two_tenants.caller("acme/bob"), two_tenants.caller("beta/ann")
    assert rows(colleague, select("SELECT * FROM global_temp.secrets")) == 1
    assert rows(colleague, select("SHOW DATABASES LIKE 'ours'")) == 1
    assert outcome(lambda caller, _: rows(caller, select("SELECT * FROM global_temp.secrets")), stranger, NOTHING)[
        "condition"] == "TABLE_OR_VIEW_NOT_FOUND"
    assert rows(stranger, select("SHOW DATABASES LIKE 'ours'")) == 0


def test_the_user_a_client_names_is_a_label(two_tenants: World) -> None:
    liar = two_tenants.caller("beta/ann")
    liar.user = base.UserContext(user_id="root", user_name="root")
    owner_like = two_tenants.caller("beta/ann", liar.session)
    set_conf(liar, "9")
    assert config(owner_like, NOTHING) == ["9"], "the same bearer has the same session whatever it calls itself"
    assert ARTIFACT.startswith("cache/")


def test_sessions_outlive_a_new_token_of_the_same_user(tmp_path: Path) -> None:
    with world(tmp_path, ("acme/ann",)) as one:
        first = one.caller("acme/ann")
        set_conf(first, "11")
        from tenants.world import issue

        renewed = issue(tmp_path / "tokens.toml", "acme", "ann")
        again = one.stranger(authorization=f"Bearer {renewed}")
        again.session = first.session
        wait_until_known(again)
        assert config(again, NOTHING) == ["11"]


def wait_until_known(caller: Caller) -> None:
    """The server looks at its file of tokens now and then."""
    from rpc.live import wait_until

    wait_until(lambda: outcome(CALLS["AnalyzePlan"], caller, NOTHING) == "True")
