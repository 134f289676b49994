"""Messages that today's PySpark does not write itself, sent through its session all the same."""

from __future__ import annotations

import uuid
from typing import Any

import grpc
from pyspark.sql.connect.dataframe import DataFrame
from pyspark.sql.connect.plan import LogicalPlan
from pyspark.sql.connect.proto import base_pb2 as base
from pyspark.sql.connect.proto import base_pb2_grpc, commands_pb2, relations_pb2
from smoke import client
from smoke.world import World


class RawPlan(LogicalPlan):
    """A logical plan that is one given message."""

    def __init__(self, relation: relations_pb2.Relation) -> None:
        super().__init__(None)
        self._relation = relation

    def plan(self, session: Any) -> relations_pb2.Relation:
        relation = relations_pb2.Relation()
        relation.CopyFrom(self._relation)
        relation.common.plan_id = client.plan_id(self)
        return relation


def frame(w: World, relation: relations_pb2.Relation) -> DataFrame:
    return client.frame(RawPlan(relation), w.spark)


def execute(w: World, command: commands_pb2.Command) -> dict[str, Any]:
    """Runs a command through the session and returns its properties."""
    return w.spark._client.execute_command(command)[1]


class Stub:
    """The twelve RPCs without PySpark's client between, for one session."""

    def __init__(self, w: World) -> None:
        self.channel = grpc.intercept_channel(grpc.insecure_channel(w.remote.removeprefix("sc://")), w.wire)
        self.rpc = base_pb2_grpc.SparkConnectServiceStub(self.channel)
        self.session = str(uuid.uuid4())
        self.user = base.UserContext(user_id="raw")

    def execute(self, relation: relations_pb2.Relation, operation: str) -> Any:
        request = base.ExecutePlanRequest(
            session_id=self.session, user_context=self.user, operation_id=operation,
            plan=base.Plan(root=relation),
            request_options=[base.ExecutePlanRequest.RequestOption(
                reattach_options=base.ReattachOptions(reattachable=True))])
        return self.rpc.ExecutePlan(request)

    def reattach(self, operation: str, last_response: str | None) -> Any:
        return self.rpc.ReattachExecute(base.ReattachExecuteRequest(
            session_id=self.session, user_context=self.user, operation_id=operation, last_response_id=last_response))

    def release(self, operation: str, until: str | None = None) -> base.ReleaseExecuteResponse:
        request = base.ReleaseExecuteRequest(session_id=self.session, user_context=self.user, operation_id=operation)
        if until is None:
            request.release_all.SetInParent()
        else:
            request.release_until.response_id = until
        return self.rpc.ReleaseExecute(request)

    def close(self) -> None:
        self.rpc.ReleaseSession(base.ReleaseSessionRequest(session_id=self.session, user_context=self.user))
        self.channel.close()
