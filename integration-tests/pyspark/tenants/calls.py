"""Every RPC of the service, asked for something that is there: each call takes a caller and what it aims at."""

from __future__ import annotations

import hashlib
import uuid
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hostile.raw import ROWS
from pyspark.sql.connect.proto import base_pb2 as base
from pyspark.sql.connect.proto import relations_pb2 as relations
from tenants.world import Caller

DATA = b"what only its owner may see"
ARTIFACT = "cache/" + hashlib.sha256(DATA).hexdigest()
CONF = "spark.sql.shuffle.partitions"
Add = base.AddArtifactsRequest


@dataclass(frozen=True)
class Aim:
    """Ids of somebody's."""

    operation: str
    error: str
    relation: str


def select(query: str) -> relations.Relation:
    return relations.Relation(sql=relations.SQL(query=query))


def execute_plan(caller: Caller, _aim: Aim) -> Any:
    return [response.WhichOneof("response_type") for response in caller.execute(ROWS)]


def analyze_plan(caller: Caller, _aim: Aim) -> Any:
    version = base.AnalyzePlanRequest(**caller.who(), spark_version=base.AnalyzePlanRequest.SparkVersion())
    return bool(caller.rpc.AnalyzePlan(version).spark_version.version)


def config(caller: Caller, _aim: Aim) -> Any:
    get = base.ConfigRequest.Operation(get=base.ConfigRequest.Get(keys=[CONF]))
    return [pair.value for pair in caller.rpc.Config(base.ConfigRequest(**caller.who(), operation=get)).pairs]


def add_artifacts(caller: Caller, _aim: Aim) -> Any:
    chunk = Add.ArtifactChunk(data=DATA, crc=zlib.crc32(DATA))
    batch = Add.Batch(artifacts=[Add.SingleChunkArtifact(name=ARTIFACT, data=chunk)])
    return [summary.is_crc_successful for summary in caller.add(Add(**caller.who(), batch=batch)).artifacts]


def artifact_status(caller: Caller, _aim: Aim) -> Any:
    return caller.rpc.ArtifactStatus(base.ArtifactStatusesRequest(**caller.who(), names=[ARTIFACT])).statuses[ARTIFACT].exists


def interrupt(caller: Caller, aim: Aim) -> Any:
    kind = base.InterruptRequest.INTERRUPT_TYPE_OPERATION_ID
    request = base.InterruptRequest(**caller.who(), interrupt_type=kind, operation_id=aim.operation)
    return list(caller.rpc.Interrupt(request).interrupted_ids)


def reattach_execute(caller: Caller, aim: Aim) -> Any:
    request = base.ReattachExecuteRequest(**caller.who(), operation_id=aim.operation)
    stream = caller.rpc.ReattachExecute(request, timeout=10)
    first = next(iter(stream)).operation_id
    stream.cancel()
    return first


def release_execute(caller: Caller, aim: Aim) -> Any:
    caller.release(aim.operation)
    return None


def release_session(caller: Caller, _aim: Aim) -> Any:
    return caller.rpc.ReleaseSession(base.ReleaseSessionRequest(**caller.who())).session_id == caller.session


def fetch_error_details(caller: Caller, aim: Aim) -> Any:
    request = base.FetchErrorDetailsRequest(**caller.who(), error_id=aim.error)
    return [error.message for error in caller.rpc.FetchErrorDetails(request).errors]


def clone_session(caller: Caller, _aim: Aim) -> Any:
    request = base.CloneSessionRequest(**caller.who(), new_session_id=str(uuid.uuid4()))
    return caller.rpc.CloneSession(request).new_session_id


def get_status(caller: Caller, aim: Aim) -> Any:
    asked = base.GetStatusRequest.OperationStatusRequest(operation_ids=[aim.operation])
    answer = caller.rpc.GetStatus(base.GetStatusRequest(**caller.who(), operation_status=asked))
    return [base.GetStatusResponse.OperationStatus.OperationState.Name(status.state) for status in answer.operation_statuses]


# In an order in which each finds what it aims at: what ends something comes last.
CALLS: dict[str, Callable[[Caller, Aim], Any]] = {
    "ExecutePlan": execute_plan,
    "AnalyzePlan": analyze_plan,
    "Config": config,
    "AddArtifacts": add_artifacts,
    "ArtifactStatus": artifact_status,
    "FetchErrorDetails": fetch_error_details,
    "CloneSession": clone_session,
    "GetStatus": get_status,
    "ReattachExecute": reattach_execute,
    "Interrupt": interrupt,
    "ReleaseExecute": release_execute,
    "ReleaseSession": release_session,
}
