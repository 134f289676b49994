"""No call is answered without a credential; every call is with one."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import grpc
import pytest
from hostile.raw import describe
from pyspark.sql.connect.proto import base_pb2 as base
from tenants.calls import CALLS, Aim
from tenants.world import Caller, World, world

MISSING = Aim(*(str(uuid.uuid4()) for _ in range(3)))


@pytest.fixture(scope="module")
def one_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("credentials"), ("acme/ann",)) as running:
        yield running


def code(call: object, caller: Caller) -> str:
    try:
        call(caller, MISSING)
        return "OK"
    except grpc.RpcError as error:
        return describe(error)["code"]


def test_every_call_of_the_service_is_listed() -> None:
    assert sorted(CALLS) == sorted(base.DESCRIPTOR.services_by_name["SparkConnectService"].methods_by_name)


@pytest.mark.parametrize("headers", [
    {}, {"authorization": "Bearer sparrow_made_up"}, {"authorization": "Basic YW5uOmFubg=="}, {"authentication": "Bearer x"},
    {"authorization": "Bearer "}, {"x-user": "ann"},
], ids=str)
def test_no_call_is_answered_without_a_credential(one_user: World, headers: dict[str, str]) -> None:
    caller = one_user.stranger(**headers)
    assert {name: code(call, caller) for name, call in CALLS.items()} == dict.fromkeys(CALLS, "UNAUTHENTICATED")


@pytest.mark.parametrize("header", ["authorization", "authentication"])
def test_every_call_is_answered_with_one(one_user: World, header: str) -> None:
    caller = one_user.stranger(**{header: f"Bearer {one_user.tokens['acme/ann']}"})
    codes = {name: code(call, caller) for name, call in CALLS.items()}
    assert len(codes) == 12 and "UNAUTHENTICATED" not in codes.values(), codes


def test_two_different_credentials_are_none(one_user: World) -> None:
    good = f"Bearer {one_user.tokens['acme/ann']}"
    assert code(CALLS["Config"], one_user.stranger(authorization=good, authentication="Bearer other")) == "UNAUTHENTICATED"


def test_health_is_the_only_open_door(one_user: World) -> None:
    def ask(method: str) -> object:
        return caller.channel.unary_unary(method, request_serializer=bytes, response_deserializer=bytes)(b"", timeout=10)

    caller = one_user.stranger()
    assert ask("/grpc.health.v1.Health/Check") == b"\x08\x01"
    for method in ("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", "/no.such.Service/Call", "/",
                   "/grpc.health.v1.Health/../spark.connect.SparkConnectService/Config", "/spark.connect.SparkConnectService/None"):
        with pytest.raises(grpc.RpcError) as refused:
            ask(method)
        assert refused.value.code() == grpc.StatusCode.UNAUTHENTICATED, method
