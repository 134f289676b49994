"""A Spark Connect client without manners: every message can be sent, also as bytes that are none."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Iterable
from typing import Any

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status
from pyspark.sql.connect.proto import base_pb2 as base
from pyspark.sql.connect.proto import base_pb2_grpc
from pyspark.sql.connect.proto import relations_pb2 as relations

SERVICE = "/spark.connect.SparkConnectService/"
DEADLINE_SECONDS = 60
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
ROWS = relations.Relation(range=relations.Range(end=10, step=1, num_partitions=1))
OTHER_ROWS = relations.Relation(range=relations.Range(end=11, step=1, num_partitions=1))
Shown = dict[str, Any]


class Raw:
    """One connection and one session, which is released in the end."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.channel = grpc.insecure_channel(address, options=[("grpc.use_local_subchannel_pool", 1)])
        self.rpc = base_pb2_grpc.SparkConnectServiceStub(self.channel)
        self.user = base.UserContext(user_id="hostile")
        self.session = str(uuid.uuid4())

    def close(self) -> None:
        try:
            self.rpc.ReleaseSession(base.ReleaseSessionRequest(**self.who()), timeout=DEADLINE_SECONDS)
        except grpc.RpcError:
            pass
        self.channel.close()

    def who(self, session: str | None = None) -> dict[str, Any]:
        return {"session_id": self.session if session is None else session, "user_context": self.user}

    def send_bytes(self, method: str, data: bytes) -> list[bytes]:
        """Sends bytes as the request of a method, whatever they are."""
        kinds = {"ExecutePlan": self.channel.unary_stream, "ReattachExecute": self.channel.unary_stream,
                 "AddArtifacts": self.channel.stream_unary}
        call = kinds.get(method, self.channel.unary_unary)(
            SERVICE + method, request_serializer=bytes, response_deserializer=bytes)
        answer = call(iter([data]) if method == "AddArtifacts" else data, timeout=DEADLINE_SECONDS)
        return [answer] if isinstance(answer, bytes) else list(answer)

    def execute(self, plan: base.Plan | relations.Relation, operation: str | None = None, reattachable: bool = True,
                **more: Any) -> Iterable[base.ExecutePlanResponse]:
        if isinstance(plan, relations.Relation):
            plan = base.Plan(root=plan)
        option = base.ExecutePlanRequest.RequestOption(
            reattach_options=base.ReattachOptions(reattachable=reattachable))
        request = base.ExecutePlanRequest(**{**self.who(), **more}, plan=plan, operation_id=operation,
                                          request_options=[option])
        return self.rpc.ExecutePlan(request, timeout=DEADLINE_SECONDS)

    def reattach(self, operation: str, last: str | None = None, session: str | None = None) -> list[Any]:
        return list(self.rpc.ReattachExecute(base.ReattachExecuteRequest(
            **self.who(session), operation_id=operation, last_response_id=last), timeout=DEADLINE_SECONDS))

    def release(self, operation: str, until: str | None = None) -> None:
        request = base.ReleaseExecuteRequest(**self.who(), operation_id=operation)
        if until is None:
            request.release_all.SetInParent()
        else:
            request.release_until.response_id = until
        self.rpc.ReleaseExecute(request, timeout=DEADLINE_SECONDS)

    def add(self, *requests: base.AddArtifactsRequest) -> base.AddArtifactsResponse:
        return self.rpc.AddArtifacts(iter(requests), timeout=DEADLINE_SECONDS)


def observe(attack: Callable[[Raw], object], address: str) -> Shown:
    """What an attack gets: an answer in short, or the error."""
    raw = Raw(address)
    try:
        return {"answer": attack(raw)}
    except grpc.RpcError as error:
        return {"error": describe(error)}
    finally:
        raw.close()


def describe(error: grpc.RpcError) -> Shown:
    """The status without what differs from run to run."""
    shown: Shown = {"code": error.code().name}
    status = rpc_status.from_call(error)
    for detail in status.details if status else ():
        info = error_details_pb2.ErrorInfo()
        if detail.Unpack(info):
            parameters = json.loads(UUID.sub("<uuid>", info.metadata.get("messageParameters", "{}")))
            parameters.pop("errorMsg", None)  # the words of a library below Spark
            shown |= {"condition": info.metadata.get("errorClass"), "sqlState": info.metadata.get("sqlState"),
                      "classes": json.loads(info.metadata.get("classes", "[]"))[:1],
                      "parameters": parameters}
    return shown


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def field(number: int, payload: bytes) -> bytes:
    """One length-delimited protobuf field."""
    return varint(number << 3 | 2) + varint(len(payload)) + payload


def nested(depth: int) -> bytes:
    """A Relation of `depth` nested limits, written by hand: Python's protobuf itself refuses such depth."""
    relation = ROWS.SerializeToString()
    for _ in range(depth):
        limit = field(1, relation) + varint(2 << 3) + varint(5)
        relation = field(8, limit)
    return relation


def execute_request(raw: Raw, root: bytes) -> bytes:
    head = base.ExecutePlanRequest(**raw.who()).SerializeToString()
    return head + field(3, field(1, root))
