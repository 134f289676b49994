"""What several cases need: small requests, and errors as they are recorded."""

from __future__ import annotations

from collections.abc import Callable

import grpc
import pyarrow
from hostile.raw import Raw, describe
from pyspark.sql.connect.proto import base_pb2 as base
from pyspark.sql.connect.proto import relations_pb2 as relations

Case = Callable[[Raw], object]
FAILS = relations.Relation(sql=relations.SQL(query="SELECT raise_error('mine')"))


def sql(raw: Raw, text: str) -> list[list[object]]:
    responses = list(raw.execute(relations.Relation(sql=relations.SQL(query=text))))
    tables = [pyarrow.ipc.open_stream(r.arrow_batch.data).read_all() for r in responses if r.HasField("arrow_batch")]
    return [list(row.values()) for row in pyarrow.concat_tables(tables).to_pylist()]


def conf(raw: Raw, **operation: object) -> list[list[str]]:
    answer = raw.rpc.Config(base.ConfigRequest(**raw.who(), operation=base.ConfigRequest.Operation(**operation)))
    return [[pair.key, pair.value] for pair in answer.pairs]


def set_conf(raw: Raw, key: str, value: str) -> None:
    conf(raw, set=base.ConfigRequest.Set(pairs=[base.KeyValue(key=key, value=value)]))


def get_conf(raw: Raw, key: str) -> list[list[str]]:
    return conf(raw, get_option=base.ConfigRequest.GetOption(keys=[key]))


def failed(ask: Callable[[], object]) -> object:
    """The error of what is to fail, in the middle of a case."""
    try:
        return ["no error", ask()]
    except grpc.RpcError as error:
        return describe(error)


def error_id(error: grpc.RpcError) -> str:
    """The id under which the server keeps an error's details."""
    from google.rpc import error_details_pb2
    from grpc_status import rpc_status

    info = error_details_pb2.ErrorInfo()
    return next(info.metadata["errorId"] for detail in rpc_status.from_call(error).details if detail.Unpack(info))


def release(raw: Raw, operation: str, until: str | None = None) -> bool:
    """Whether the server knew the operation."""
    request = base.ReleaseExecuteRequest(**raw.who(), operation_id=operation)
    if until is None:
        request.release_all.SetInParent()
    else:
        request.release_until.response_id = until
    return raw.rpc.ReleaseExecute(request).HasField("operation_id")
