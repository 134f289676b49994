# Written by `cargo xtask codegen` from proto/spark/connect; do not edit.
"""The messages of Spark Connect that this client speaks, as typed classes. How they become bytes, `_wire` knows."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Mapping
from enum import IntEnum

from sparrow_connect._wire import Message


class AddArtifactsRequest(Message):
    """`spark.connect.AddArtifactsRequest`."""

    __slots__ = ("session_id", "user_context", "batch", "begin_chunk", "chunk", "client_type", "client_observed_server_side_session_id")
    _name_ = "spark.connect.AddArtifactsRequest"
    _fields_ = (
        (1, "session_id", "", "string", "", ""),
        (2, "user_context", "optional", "message", "UserContext", ""),
        (3, "batch", "optional", "message", "AddArtifactsRequestBatch", "payload"),
        (4, "begin_chunk", "optional", "message", "AddArtifactsRequestBeginChunkedArtifact", "payload"),
        (5, "chunk", "optional", "message", "AddArtifactsRequestArtifactChunk", "payload"),
        (6, "client_type", "optional", "string", "", ""),
        (7, "client_observed_server_side_session_id", "optional", "string", "", ""),
    )
    session_id: builtins.str
    user_context: UserContext | None
    batch: AddArtifactsRequestBatch | None
    begin_chunk: AddArtifactsRequestBeginChunkedArtifact | None
    chunk: AddArtifactsRequestArtifactChunk | None
    client_type: builtins.str | None
    client_observed_server_side_session_id: builtins.str | None

    def __init__(
        self,
        *,
        session_id: builtins.str = "",
        user_context: UserContext | None = None,
        batch: AddArtifactsRequestBatch | None = None,
        begin_chunk: AddArtifactsRequestBeginChunkedArtifact | None = None,
        chunk: AddArtifactsRequestArtifactChunk | None = None,
        client_type: builtins.str | None = None,
        client_observed_server_side_session_id: builtins.str | None = None,
    ) -> None:
        self.session_id = session_id
        self.user_context = user_context
        self.batch = batch
        self.begin_chunk = begin_chunk
        self.chunk = chunk
        self.client_type = client_type
        self.client_observed_server_side_session_id = client_observed_server_side_session_id


class AddArtifactsRequestArtifactChunk(Message):
    """`spark.connect.AddArtifactsRequest.ArtifactChunk`."""

    __slots__ = ("data", "crc")
    _name_ = "spark.connect.AddArtifactsRequest.ArtifactChunk"
    _fields_ = (
        (1, "data", "", "bytes", "", ""),
        (2, "crc", "", "int64", "", ""),
    )
    data: builtins.bytes | memoryview
    crc: builtins.int

    def __init__(
        self,
        *,
        data: builtins.bytes | memoryview = b"",
        crc: builtins.int = 0,
    ) -> None:
        self.data = data
        self.crc = crc


class AddArtifactsRequestBatch(Message):
    """`spark.connect.AddArtifactsRequest.Batch`."""

    __slots__ = ("artifacts",)
    _name_ = "spark.connect.AddArtifactsRequest.Batch"
    _fields_ = (
        (1, "artifacts", "repeated", "message", "AddArtifactsRequestSingleChunkArtifact", ""),
    )
    artifacts: list[AddArtifactsRequestSingleChunkArtifact]

    def __init__(
        self,
        *,
        artifacts: Iterable[AddArtifactsRequestSingleChunkArtifact] = (),
    ) -> None:
        self.artifacts = list(artifacts)


class AddArtifactsRequestBeginChunkedArtifact(Message):
    """`spark.connect.AddArtifactsRequest.BeginChunkedArtifact`."""

    __slots__ = ("name", "total_bytes", "num_chunks", "initial_chunk")
    _name_ = "spark.connect.AddArtifactsRequest.BeginChunkedArtifact"
    _fields_ = (
        (1, "name", "", "string", "", ""),
        (2, "total_bytes", "", "int64", "", ""),
        (3, "num_chunks", "", "int64", "", ""),
        (4, "initial_chunk", "optional", "message", "AddArtifactsRequestArtifactChunk", ""),
    )
    name: builtins.str
    total_bytes: builtins.int
    num_chunks: builtins.int
    initial_chunk: AddArtifactsRequestArtifactChunk | None

    def __init__(
        self,
        *,
        name: builtins.str = "",
        total_bytes: builtins.int = 0,
        num_chunks: builtins.int = 0,
        initial_chunk: AddArtifactsRequestArtifactChunk | None = None,
    ) -> None:
        self.name = name
        self.total_bytes = total_bytes
        self.num_chunks = num_chunks
        self.initial_chunk = initial_chunk


class AddArtifactsRequestSingleChunkArtifact(Message):
    """`spark.connect.AddArtifactsRequest.SingleChunkArtifact`."""

    __slots__ = ("name", "data")
    _name_ = "spark.connect.AddArtifactsRequest.SingleChunkArtifact"
    _fields_ = (
        (1, "name", "", "string", "", ""),
        (2, "data", "optional", "message", "AddArtifactsRequestArtifactChunk", ""),
    )
    name: builtins.str
    data: AddArtifactsRequestArtifactChunk | None

    def __init__(
        self,
        *,
        name: builtins.str = "",
        data: AddArtifactsRequestArtifactChunk | None = None,
    ) -> None:
        self.name = name
        self.data = data


class AddArtifactsResponse(Message):
    """`spark.connect.AddArtifactsResponse`."""

    __slots__ = ("artifacts", "session_id", "server_side_session_id")
    _name_ = "spark.connect.AddArtifactsResponse"
    _fields_ = (
        (1, "artifacts", "repeated", "message", "AddArtifactsResponseArtifactSummary", ""),
        (2, "session_id", "", "string", "", ""),
        (3, "server_side_session_id", "", "string", "", ""),
    )
    artifacts: list[AddArtifactsResponseArtifactSummary]
    session_id: builtins.str
    server_side_session_id: builtins.str

    def __init__(
        self,
        *,
        artifacts: Iterable[AddArtifactsResponseArtifactSummary] = (),
        session_id: builtins.str = "",
        server_side_session_id: builtins.str = "",
    ) -> None:
        self.artifacts = list(artifacts)
        self.session_id = session_id
        self.server_side_session_id = server_side_session_id


class AddArtifactsResponseArtifactSummary(Message):
    """`spark.connect.AddArtifactsResponse.ArtifactSummary`."""

    __slots__ = ("name", "is_crc_successful")
    _name_ = "spark.connect.AddArtifactsResponse.ArtifactSummary"
    _fields_ = (
        (1, "name", "", "string", "", ""),
        (2, "is_crc_successful", "", "bool", "", ""),
    )
    name: builtins.str
    is_crc_successful: builtins.bool

    def __init__(
        self,
        *,
        name: builtins.str = "",
        is_crc_successful: builtins.bool = False,
    ) -> None:
        self.name = name
        self.is_crc_successful = is_crc_successful


class Aggregate(Message):
    """`spark.connect.Aggregate`."""

    __slots__ = ("input", "group_type", "grouping_expressions", "aggregate_expressions", "pivot", "grouping_sets")
    _name_ = "spark.connect.Aggregate"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "group_type", "", "enum", "AggregateGroupType", ""),
        (3, "grouping_expressions", "repeated", "message", "Expression", ""),
        (4, "aggregate_expressions", "repeated", "message", "Expression", ""),
        (5, "pivot", "optional", "message", "AggregatePivot", ""),
        (6, "grouping_sets", "repeated", "message", "AggregateGroupingSets", ""),
    )
    input: Relation | None
    group_type: AggregateGroupType | builtins.int
    grouping_expressions: list[Expression]
    aggregate_expressions: list[Expression]
    pivot: AggregatePivot | None
    grouping_sets: list[AggregateGroupingSets]

    def __init__(
        self,
        *,
        input: Relation | None = None,
        group_type: AggregateGroupType | builtins.int = 0,
        grouping_expressions: Iterable[Expression] = (),
        aggregate_expressions: Iterable[Expression] = (),
        pivot: AggregatePivot | None = None,
        grouping_sets: Iterable[AggregateGroupingSets] = (),
    ) -> None:
        self.input = input
        self.group_type = group_type
        self.grouping_expressions = list(grouping_expressions)
        self.aggregate_expressions = list(aggregate_expressions)
        self.pivot = pivot
        self.grouping_sets = list(grouping_sets)


class AggregateGroupType(IntEnum):
    """`spark.connect.Aggregate.GroupType`."""

    GROUP_TYPE_UNSPECIFIED = 0
    GROUP_TYPE_GROUPBY = 1
    GROUP_TYPE_ROLLUP = 2
    GROUP_TYPE_CUBE = 3
    GROUP_TYPE_PIVOT = 4
    GROUP_TYPE_GROUPING_SETS = 5


class AggregateGroupingSets(Message):
    """`spark.connect.Aggregate.GroupingSets`."""

    __slots__ = ("grouping_set",)
    _name_ = "spark.connect.Aggregate.GroupingSets"
    _fields_ = (
        (1, "grouping_set", "repeated", "message", "Expression", ""),
    )
    grouping_set: list[Expression]

    def __init__(
        self,
        *,
        grouping_set: Iterable[Expression] = (),
    ) -> None:
        self.grouping_set = list(grouping_set)


class AggregatePivot(Message):
    """`spark.connect.Aggregate.Pivot`."""

    __slots__ = ("col", "values")
    _name_ = "spark.connect.Aggregate.Pivot"
    _fields_ = (
        (1, "col", "optional", "message", "Expression", ""),
        (2, "values", "repeated", "message", "ExpressionLiteral", ""),
    )
    col: Expression | None
    values: list[ExpressionLiteral]

    def __init__(
        self,
        *,
        col: Expression | None = None,
        values: Iterable[ExpressionLiteral] = (),
    ) -> None:
        self.col = col
        self.values = list(values)


class AnalyzePlanRequest(Message):
    """`spark.connect.AnalyzePlanRequest`."""

    __slots__ = ("session_id", "user_context", "client_type", "schema", "explain", "tree_string", "is_local", "is_streaming", "input_files", "spark_version", "ddl_parse", "same_semantics", "semantic_hash", "persist", "unpersist", "get_storage_level", "json_to_ddl", "client_observed_server_side_session_id")
    _name_ = "spark.connect.AnalyzePlanRequest"
    _fields_ = (
        (1, "session_id", "", "string", "", ""),
        (2, "user_context", "optional", "message", "UserContext", ""),
        (3, "client_type", "optional", "string", "", ""),
        (4, "schema", "optional", "message", "AnalyzePlanRequestSchema", "analyze"),
        (5, "explain", "optional", "message", "AnalyzePlanRequestExplain", "analyze"),
        (6, "tree_string", "optional", "message", "AnalyzePlanRequestTreeString", "analyze"),
        (7, "is_local", "optional", "message", "AnalyzePlanRequestIsLocal", "analyze"),
        (8, "is_streaming", "optional", "message", "AnalyzePlanRequestIsStreaming", "analyze"),
        (9, "input_files", "optional", "message", "AnalyzePlanRequestInputFiles", "analyze"),
        (10, "spark_version", "optional", "message", "AnalyzePlanRequestSparkVersion", "analyze"),
        (11, "ddl_parse", "optional", "message", "AnalyzePlanRequestDDLParse", "analyze"),
        (12, "same_semantics", "optional", "message", "AnalyzePlanRequestSameSemantics", "analyze"),
        (13, "semantic_hash", "optional", "message", "AnalyzePlanRequestSemanticHash", "analyze"),
        (14, "persist", "optional", "message", "AnalyzePlanRequestPersist", "analyze"),
        (15, "unpersist", "optional", "message", "AnalyzePlanRequestUnpersist", "analyze"),
        (16, "get_storage_level", "optional", "message", "AnalyzePlanRequestGetStorageLevel", "analyze"),
        (18, "json_to_ddl", "optional", "message", "AnalyzePlanRequestJsonToDDL", "analyze"),
        (17, "client_observed_server_side_session_id", "optional", "string", "", ""),
    )
    session_id: builtins.str
    user_context: UserContext | None
    client_type: builtins.str | None
    schema: AnalyzePlanRequestSchema | None
    explain: AnalyzePlanRequestExplain | None
    tree_string: AnalyzePlanRequestTreeString | None
    is_local: AnalyzePlanRequestIsLocal | None
    is_streaming: AnalyzePlanRequestIsStreaming | None
    input_files: AnalyzePlanRequestInputFiles | None
    spark_version: AnalyzePlanRequestSparkVersion | None
    ddl_parse: AnalyzePlanRequestDDLParse | None
    same_semantics: AnalyzePlanRequestSameSemantics | None
    semantic_hash: AnalyzePlanRequestSemanticHash | None
    persist: AnalyzePlanRequestPersist | None
    unpersist: AnalyzePlanRequestUnpersist | None
    get_storage_level: AnalyzePlanRequestGetStorageLevel | None
    json_to_ddl: AnalyzePlanRequestJsonToDDL | None
    client_observed_server_side_session_id: builtins.str | None

    def __init__(
        self,
        *,
        session_id: builtins.str = "",
        user_context: UserContext | None = None,
        client_type: builtins.str | None = None,
        schema: AnalyzePlanRequestSchema | None = None,
        explain: AnalyzePlanRequestExplain | None = None,
        tree_string: AnalyzePlanRequestTreeString | None = None,
        is_local: AnalyzePlanRequestIsLocal | None = None,
        is_streaming: AnalyzePlanRequestIsStreaming | None = None,
        input_files: AnalyzePlanRequestInputFiles | None = None,
        spark_version: AnalyzePlanRequestSparkVersion | None = None,
        ddl_parse: AnalyzePlanRequestDDLParse | None = None,
        same_semantics: AnalyzePlanRequestSameSemantics | None = None,
        semantic_hash: AnalyzePlanRequestSemanticHash | None = None,
        persist: AnalyzePlanRequestPersist | None = None,
        unpersist: AnalyzePlanRequestUnpersist | None = None,
        get_storage_level: AnalyzePlanRequestGetStorageLevel | None = None,
        json_to_ddl: AnalyzePlanRequestJsonToDDL | None = None,
        client_observed_server_side_session_id: builtins.str | None = None,
    ) -> None:
        self.session_id = session_id
        self.user_context = user_context
        self.client_type = client_type
        self.schema = schema
        self.explain = explain
        self.tree_string = tree_string
        self.is_local = is_local
        self.is_streaming = is_streaming
        self.input_files = input_files
        self.spark_version = spark_version
        self.ddl_parse = ddl_parse
        self.same_semantics = same_semantics
        self.semantic_hash = semantic_hash
        self.persist = persist
        self.unpersist = unpersist
        self.get_storage_level = get_storage_level
        self.json_to_ddl = json_to_ddl
        self.client_observed_server_side_session_id = client_observed_server_side_session_id


class AnalyzePlanRequestDDLParse(Message):
    """`spark.connect.AnalyzePlanRequest.DDLParse`."""

    __slots__ = ("ddl_string",)
    _name_ = "spark.connect.AnalyzePlanRequest.DDLParse"
    _fields_ = (
        (1, "ddl_string", "", "string", "", ""),
    )
    ddl_string: builtins.str

    def __init__(
        self,
        *,
        ddl_string: builtins.str = "",
    ) -> None:
        self.ddl_string = ddl_string


class AnalyzePlanRequestExplain(Message):
    """`spark.connect.AnalyzePlanRequest.Explain`."""

    __slots__ = ("plan", "explain_mode")
    _name_ = "spark.connect.AnalyzePlanRequest.Explain"
    _fields_ = (
        (1, "plan", "optional", "message", "Plan", ""),
        (2, "explain_mode", "", "enum", "AnalyzePlanRequestExplainExplainMode", ""),
    )
    plan: Plan | None
    explain_mode: AnalyzePlanRequestExplainExplainMode | builtins.int

    def __init__(
        self,
        *,
        plan: Plan | None = None,
        explain_mode: AnalyzePlanRequestExplainExplainMode | builtins.int = 0,
    ) -> None:
        self.plan = plan
        self.explain_mode = explain_mode


class AnalyzePlanRequestExplainExplainMode(IntEnum):
    """`spark.connect.AnalyzePlanRequest.Explain.ExplainMode`."""

    EXPLAIN_MODE_UNSPECIFIED = 0
    EXPLAIN_MODE_SIMPLE = 1
    EXPLAIN_MODE_EXTENDED = 2
    EXPLAIN_MODE_CODEGEN = 3
    EXPLAIN_MODE_COST = 4
    EXPLAIN_MODE_FORMATTED = 5


class AnalyzePlanRequestGetStorageLevel(Message):
    """`spark.connect.AnalyzePlanRequest.GetStorageLevel`."""

    __slots__ = ("relation",)
    _name_ = "spark.connect.AnalyzePlanRequest.GetStorageLevel"
    _fields_ = (
        (1, "relation", "optional", "message", "Relation", ""),
    )
    relation: Relation | None

    def __init__(
        self,
        *,
        relation: Relation | None = None,
    ) -> None:
        self.relation = relation


class AnalyzePlanRequestInputFiles(Message):
    """`spark.connect.AnalyzePlanRequest.InputFiles`."""

    __slots__ = ("plan",)
    _name_ = "spark.connect.AnalyzePlanRequest.InputFiles"
    _fields_ = (
        (1, "plan", "optional", "message", "Plan", ""),
    )
    plan: Plan | None

    def __init__(
        self,
        *,
        plan: Plan | None = None,
    ) -> None:
        self.plan = plan


class AnalyzePlanRequestIsLocal(Message):
    """`spark.connect.AnalyzePlanRequest.IsLocal`."""

    __slots__ = ("plan",)
    _name_ = "spark.connect.AnalyzePlanRequest.IsLocal"
    _fields_ = (
        (1, "plan", "optional", "message", "Plan", ""),
    )
    plan: Plan | None

    def __init__(
        self,
        *,
        plan: Plan | None = None,
    ) -> None:
        self.plan = plan


class AnalyzePlanRequestIsStreaming(Message):
    """`spark.connect.AnalyzePlanRequest.IsStreaming`."""

    __slots__ = ("plan",)
    _name_ = "spark.connect.AnalyzePlanRequest.IsStreaming"
    _fields_ = (
        (1, "plan", "optional", "message", "Plan", ""),
    )
    plan: Plan | None

    def __init__(
        self,
        *,
        plan: Plan | None = None,
    ) -> None:
        self.plan = plan


class AnalyzePlanRequestJsonToDDL(Message):
    """`spark.connect.AnalyzePlanRequest.JsonToDDL`."""

    __slots__ = ("json_string",)
    _name_ = "spark.connect.AnalyzePlanRequest.JsonToDDL"
    _fields_ = (
        (1, "json_string", "", "string", "", ""),
    )
    json_string: builtins.str

    def __init__(
        self,
        *,
        json_string: builtins.str = "",
    ) -> None:
        self.json_string = json_string


class AnalyzePlanRequestPersist(Message):
    """`spark.connect.AnalyzePlanRequest.Persist`."""

    __slots__ = ("relation", "storage_level")
    _name_ = "spark.connect.AnalyzePlanRequest.Persist"
    _fields_ = (
        (1, "relation", "optional", "message", "Relation", ""),
        (2, "storage_level", "optional", "message", "StorageLevel", ""),
    )
    relation: Relation | None
    storage_level: StorageLevel | None

    def __init__(
        self,
        *,
        relation: Relation | None = None,
        storage_level: StorageLevel | None = None,
    ) -> None:
        self.relation = relation
        self.storage_level = storage_level


class AnalyzePlanRequestSameSemantics(Message):
    """`spark.connect.AnalyzePlanRequest.SameSemantics`."""

    __slots__ = ("target_plan", "other_plan")
    _name_ = "spark.connect.AnalyzePlanRequest.SameSemantics"
    _fields_ = (
        (1, "target_plan", "optional", "message", "Plan", ""),
        (2, "other_plan", "optional", "message", "Plan", ""),
    )
    target_plan: Plan | None
    other_plan: Plan | None

    def __init__(
        self,
        *,
        target_plan: Plan | None = None,
        other_plan: Plan | None = None,
    ) -> None:
        self.target_plan = target_plan
        self.other_plan = other_plan


class AnalyzePlanRequestSchema(Message):
    """`spark.connect.AnalyzePlanRequest.Schema`."""

    __slots__ = ("plan",)
    _name_ = "spark.connect.AnalyzePlanRequest.Schema"
    _fields_ = (
        (1, "plan", "optional", "message", "Plan", ""),
    )
    plan: Plan | None

    def __init__(
        self,
        *,
        plan: Plan | None = None,
    ) -> None:
        self.plan = plan


class AnalyzePlanRequestSemanticHash(Message):
    """`spark.connect.AnalyzePlanRequest.SemanticHash`."""

    __slots__ = ("plan",)
    _name_ = "spark.connect.AnalyzePlanRequest.SemanticHash"
    _fields_ = (
        (1, "plan", "optional", "message", "Plan", ""),
    )
    plan: Plan | None

    def __init__(
        self,
        *,
        plan: Plan | None = None,
    ) -> None:
        self.plan = plan


class AnalyzePlanRequestSparkVersion(Message):
    """`spark.connect.AnalyzePlanRequest.SparkVersion`."""

    __slots__ = ()
    _name_ = "spark.connect.AnalyzePlanRequest.SparkVersion"


class AnalyzePlanRequestTreeString(Message):
    """`spark.connect.AnalyzePlanRequest.TreeString`."""

    __slots__ = ("plan", "level")
    _name_ = "spark.connect.AnalyzePlanRequest.TreeString"
    _fields_ = (
        (1, "plan", "optional", "message", "Plan", ""),
        (2, "level", "optional", "int32", "", ""),
    )
    plan: Plan | None
    level: builtins.int | None

    def __init__(
        self,
        *,
        plan: Plan | None = None,
        level: builtins.int | None = None,
    ) -> None:
        self.plan = plan
        self.level = level


class AnalyzePlanRequestUnpersist(Message):
    """`spark.connect.AnalyzePlanRequest.Unpersist`."""

    __slots__ = ("relation", "blocking")
    _name_ = "spark.connect.AnalyzePlanRequest.Unpersist"
    _fields_ = (
        (1, "relation", "optional", "message", "Relation", ""),
        (2, "blocking", "optional", "bool", "", ""),
    )
    relation: Relation | None
    blocking: builtins.bool | None

    def __init__(
        self,
        *,
        relation: Relation | None = None,
        blocking: builtins.bool | None = None,
    ) -> None:
        self.relation = relation
        self.blocking = blocking


class AnalyzePlanResponse(Message):
    """`spark.connect.AnalyzePlanResponse`."""

    __slots__ = ("session_id", "schema", "explain", "tree_string", "is_local", "is_streaming", "input_files", "spark_version", "ddl_parse", "same_semantics", "semantic_hash", "persist", "unpersist", "get_storage_level", "json_to_ddl", "server_side_session_id")
    _name_ = "spark.connect.AnalyzePlanResponse"
    _fields_ = (
        (1, "session_id", "", "string", "", ""),
        (2, "schema", "optional", "message", "AnalyzePlanResponseSchema", "result"),
        (3, "explain", "optional", "message", "AnalyzePlanResponseExplain", "result"),
        (4, "tree_string", "optional", "message", "AnalyzePlanResponseTreeString", "result"),
        (5, "is_local", "optional", "message", "AnalyzePlanResponseIsLocal", "result"),
        (6, "is_streaming", "optional", "message", "AnalyzePlanResponseIsStreaming", "result"),
        (7, "input_files", "optional", "message", "AnalyzePlanResponseInputFiles", "result"),
        (8, "spark_version", "optional", "message", "AnalyzePlanResponseSparkVersion", "result"),
        (9, "ddl_parse", "optional", "message", "AnalyzePlanResponseDDLParse", "result"),
        (10, "same_semantics", "optional", "message", "AnalyzePlanResponseSameSemantics", "result"),
        (11, "semantic_hash", "optional", "message", "AnalyzePlanResponseSemanticHash", "result"),
        (12, "persist", "optional", "message", "AnalyzePlanResponsePersist", "result"),
        (13, "unpersist", "optional", "message", "AnalyzePlanResponseUnpersist", "result"),
        (14, "get_storage_level", "optional", "message", "AnalyzePlanResponseGetStorageLevel", "result"),
        (16, "json_to_ddl", "optional", "message", "AnalyzePlanResponseJsonToDDL", "result"),
        (15, "server_side_session_id", "", "string", "", ""),
    )
    session_id: builtins.str
    schema: AnalyzePlanResponseSchema | None
    explain: AnalyzePlanResponseExplain | None
    tree_string: AnalyzePlanResponseTreeString | None
    is_local: AnalyzePlanResponseIsLocal | None
    is_streaming: AnalyzePlanResponseIsStreaming | None
    input_files: AnalyzePlanResponseInputFiles | None
    spark_version: AnalyzePlanResponseSparkVersion | None
    ddl_parse: AnalyzePlanResponseDDLParse | None
    same_semantics: AnalyzePlanResponseSameSemantics | None
    semantic_hash: AnalyzePlanResponseSemanticHash | None
    persist: AnalyzePlanResponsePersist | None
    unpersist: AnalyzePlanResponseUnpersist | None
    get_storage_level: AnalyzePlanResponseGetStorageLevel | None
    json_to_ddl: AnalyzePlanResponseJsonToDDL | None
    server_side_session_id: builtins.str

    def __init__(
        self,
        *,
        session_id: builtins.str = "",
        schema: AnalyzePlanResponseSchema | None = None,
        explain: AnalyzePlanResponseExplain | None = None,
        tree_string: AnalyzePlanResponseTreeString | None = None,
        is_local: AnalyzePlanResponseIsLocal | None = None,
        is_streaming: AnalyzePlanResponseIsStreaming | None = None,
        input_files: AnalyzePlanResponseInputFiles | None = None,
        spark_version: AnalyzePlanResponseSparkVersion | None = None,
        ddl_parse: AnalyzePlanResponseDDLParse | None = None,
        same_semantics: AnalyzePlanResponseSameSemantics | None = None,
        semantic_hash: AnalyzePlanResponseSemanticHash | None = None,
        persist: AnalyzePlanResponsePersist | None = None,
        unpersist: AnalyzePlanResponseUnpersist | None = None,
        get_storage_level: AnalyzePlanResponseGetStorageLevel | None = None,
        json_to_ddl: AnalyzePlanResponseJsonToDDL | None = None,
        server_side_session_id: builtins.str = "",
    ) -> None:
        self.session_id = session_id
        self.schema = schema
        self.explain = explain
        self.tree_string = tree_string
        self.is_local = is_local
        self.is_streaming = is_streaming
        self.input_files = input_files
        self.spark_version = spark_version
        self.ddl_parse = ddl_parse
        self.same_semantics = same_semantics
        self.semantic_hash = semantic_hash
        self.persist = persist
        self.unpersist = unpersist
        self.get_storage_level = get_storage_level
        self.json_to_ddl = json_to_ddl
        self.server_side_session_id = server_side_session_id


class AnalyzePlanResponseDDLParse(Message):
    """`spark.connect.AnalyzePlanResponse.DDLParse`."""

    __slots__ = ("parsed",)
    _name_ = "spark.connect.AnalyzePlanResponse.DDLParse"
    _fields_ = (
        (1, "parsed", "optional", "message", "DataType", ""),
    )
    parsed: DataType | None

    def __init__(
        self,
        *,
        parsed: DataType | None = None,
    ) -> None:
        self.parsed = parsed


class AnalyzePlanResponseExplain(Message):
    """`spark.connect.AnalyzePlanResponse.Explain`."""

    __slots__ = ("explain_string",)
    _name_ = "spark.connect.AnalyzePlanResponse.Explain"
    _fields_ = (
        (1, "explain_string", "", "string", "", ""),
    )
    explain_string: builtins.str

    def __init__(
        self,
        *,
        explain_string: builtins.str = "",
    ) -> None:
        self.explain_string = explain_string


class AnalyzePlanResponseGetStorageLevel(Message):
    """`spark.connect.AnalyzePlanResponse.GetStorageLevel`."""

    __slots__ = ("storage_level",)
    _name_ = "spark.connect.AnalyzePlanResponse.GetStorageLevel"
    _fields_ = (
        (1, "storage_level", "optional", "message", "StorageLevel", ""),
    )
    storage_level: StorageLevel | None

    def __init__(
        self,
        *,
        storage_level: StorageLevel | None = None,
    ) -> None:
        self.storage_level = storage_level


class AnalyzePlanResponseInputFiles(Message):
    """`spark.connect.AnalyzePlanResponse.InputFiles`."""

    __slots__ = ("files",)
    _name_ = "spark.connect.AnalyzePlanResponse.InputFiles"
    _fields_ = (
        (1, "files", "repeated", "string", "", ""),
    )
    files: list[builtins.str]

    def __init__(
        self,
        *,
        files: Iterable[builtins.str] = (),
    ) -> None:
        self.files = list(files)


class AnalyzePlanResponseIsLocal(Message):
    """`spark.connect.AnalyzePlanResponse.IsLocal`."""

    __slots__ = ("is_local",)
    _name_ = "spark.connect.AnalyzePlanResponse.IsLocal"
    _fields_ = (
        (1, "is_local", "", "bool", "", ""),
    )
    is_local: builtins.bool

    def __init__(
        self,
        *,
        is_local: builtins.bool = False,
    ) -> None:
        self.is_local = is_local


class AnalyzePlanResponseIsStreaming(Message):
    """`spark.connect.AnalyzePlanResponse.IsStreaming`."""

    __slots__ = ("is_streaming",)
    _name_ = "spark.connect.AnalyzePlanResponse.IsStreaming"
    _fields_ = (
        (1, "is_streaming", "", "bool", "", ""),
    )
    is_streaming: builtins.bool

    def __init__(
        self,
        *,
        is_streaming: builtins.bool = False,
    ) -> None:
        self.is_streaming = is_streaming


class AnalyzePlanResponseJsonToDDL(Message):
    """`spark.connect.AnalyzePlanResponse.JsonToDDL`."""

    __slots__ = ("ddl_string",)
    _name_ = "spark.connect.AnalyzePlanResponse.JsonToDDL"
    _fields_ = (
        (1, "ddl_string", "", "string", "", ""),
    )
    ddl_string: builtins.str

    def __init__(
        self,
        *,
        ddl_string: builtins.str = "",
    ) -> None:
        self.ddl_string = ddl_string


class AnalyzePlanResponsePersist(Message):
    """`spark.connect.AnalyzePlanResponse.Persist`."""

    __slots__ = ()
    _name_ = "spark.connect.AnalyzePlanResponse.Persist"


class AnalyzePlanResponseSameSemantics(Message):
    """`spark.connect.AnalyzePlanResponse.SameSemantics`."""

    __slots__ = ("result",)
    _name_ = "spark.connect.AnalyzePlanResponse.SameSemantics"
    _fields_ = (
        (1, "result", "", "bool", "", ""),
    )
    result: builtins.bool

    def __init__(
        self,
        *,
        result: builtins.bool = False,
    ) -> None:
        self.result = result


class AnalyzePlanResponseSchema(Message):
    """`spark.connect.AnalyzePlanResponse.Schema`."""

    __slots__ = ("schema",)
    _name_ = "spark.connect.AnalyzePlanResponse.Schema"
    _fields_ = (
        (1, "schema", "optional", "message", "DataType", ""),
    )
    schema: DataType | None

    def __init__(
        self,
        *,
        schema: DataType | None = None,
    ) -> None:
        self.schema = schema


class AnalyzePlanResponseSemanticHash(Message):
    """`spark.connect.AnalyzePlanResponse.SemanticHash`."""

    __slots__ = ("result",)
    _name_ = "spark.connect.AnalyzePlanResponse.SemanticHash"
    _fields_ = (
        (1, "result", "", "int32", "", ""),
    )
    result: builtins.int

    def __init__(
        self,
        *,
        result: builtins.int = 0,
    ) -> None:
        self.result = result


class AnalyzePlanResponseSparkVersion(Message):
    """`spark.connect.AnalyzePlanResponse.SparkVersion`."""

    __slots__ = ("version",)
    _name_ = "spark.connect.AnalyzePlanResponse.SparkVersion"
    _fields_ = (
        (1, "version", "", "string", "", ""),
    )
    version: builtins.str

    def __init__(
        self,
        *,
        version: builtins.str = "",
    ) -> None:
        self.version = version


class AnalyzePlanResponseTreeString(Message):
    """`spark.connect.AnalyzePlanResponse.TreeString`."""

    __slots__ = ("tree_string",)
    _name_ = "spark.connect.AnalyzePlanResponse.TreeString"
    _fields_ = (
        (1, "tree_string", "", "string", "", ""),
    )
    tree_string: builtins.str

    def __init__(
        self,
        *,
        tree_string: builtins.str = "",
    ) -> None:
        self.tree_string = tree_string


class AnalyzePlanResponseUnpersist(Message):
    """`spark.connect.AnalyzePlanResponse.Unpersist`."""

    __slots__ = ()
    _name_ = "spark.connect.AnalyzePlanResponse.Unpersist"


class ArtifactStatusesRequest(Message):
    """`spark.connect.ArtifactStatusesRequest`."""

    __slots__ = ("session_id", "user_context", "client_type", "names", "client_observed_server_side_session_id")
    _name_ = "spark.connect.ArtifactStatusesRequest"
    _fields_ = (
        (1, "session_id", "", "string", "", ""),
        (2, "user_context", "optional", "message", "UserContext", ""),
        (3, "client_type", "optional", "string", "", ""),
        (4, "names", "repeated", "string", "", ""),
        (5, "client_observed_server_side_session_id", "optional", "string", "", ""),
    )
    session_id: builtins.str
    user_context: UserContext | None
    client_type: builtins.str | None
    names: list[builtins.str]
    client_observed_server_side_session_id: builtins.str | None

    def __init__(
        self,
        *,
        session_id: builtins.str = "",
        user_context: UserContext | None = None,
        client_type: builtins.str | None = None,
        names: Iterable[builtins.str] = (),
        client_observed_server_side_session_id: builtins.str | None = None,
    ) -> None:
        self.session_id = session_id
        self.user_context = user_context
        self.client_type = client_type
        self.names = list(names)
        self.client_observed_server_side_session_id = client_observed_server_side_session_id


class ArtifactStatusesResponse(Message):
    """`spark.connect.ArtifactStatusesResponse`."""

    __slots__ = ("statuses", "session_id", "server_side_session_id")
    _name_ = "spark.connect.ArtifactStatusesResponse"
    _fields_ = (
        (1, "statuses", "map", "string:message", "ArtifactStatusesResponseArtifactStatus", ""),
        (2, "session_id", "", "string", "", ""),
        (3, "server_side_session_id", "", "string", "", ""),
    )
    statuses: dict[builtins.str, ArtifactStatusesResponseArtifactStatus]
    session_id: builtins.str
    server_side_session_id: builtins.str

    def __init__(
        self,
        *,
        statuses: Mapping[builtins.str, ArtifactStatusesResponseArtifactStatus] | None = None,
        session_id: builtins.str = "",
        server_side_session_id: builtins.str = "",
    ) -> None:
        self.statuses = dict(statuses) if statuses else {}
        self.session_id = session_id
        self.server_side_session_id = server_side_session_id


class ArtifactStatusesResponseArtifactStatus(Message):
    """`spark.connect.ArtifactStatusesResponse.ArtifactStatus`."""

    __slots__ = ("exists",)
    _name_ = "spark.connect.ArtifactStatusesResponse.ArtifactStatus"
    _fields_ = (
        (1, "exists", "", "bool", "", ""),
    )
    exists: builtins.bool

    def __init__(
        self,
        *,
        exists: builtins.bool = False,
    ) -> None:
        self.exists = exists


class Bools(Message):
    """`spark.connect.Bools`."""

    __slots__ = ("values",)
    _name_ = "spark.connect.Bools"
    _fields_ = (
        (1, "values", "repeated", "bool", "", ""),
    )
    values: list[builtins.bool]

    def __init__(
        self,
        *,
        values: Iterable[builtins.bool] = (),
    ) -> None:
        self.values = list(values)


class CachedLocalRelation(Message):
    """`spark.connect.CachedLocalRelation`."""

    __slots__ = ("hash",)
    _name_ = "spark.connect.CachedLocalRelation"
    _fields_ = (
        (3, "hash", "", "string", "", ""),
    )
    hash: builtins.str

    def __init__(
        self,
        *,
        hash: builtins.str = "",
    ) -> None:
        self.hash = hash


class CachedRemoteRelation(Message):
    """`spark.connect.CachedRemoteRelation`."""

    __slots__ = ("relation_id",)
    _name_ = "spark.connect.CachedRemoteRelation"
    _fields_ = (
        (1, "relation_id", "", "string", "", ""),
    )
    relation_id: builtins.str

    def __init__(
        self,
        *,
        relation_id: builtins.str = "",
    ) -> None:
        self.relation_id = relation_id


class CallFunction(Message):
    """`spark.connect.CallFunction`."""

    __slots__ = ("function_name", "arguments")
    _name_ = "spark.connect.CallFunction"
    _fields_ = (
        (1, "function_name", "", "string", "", ""),
        (2, "arguments", "repeated", "message", "Expression", ""),
    )
    function_name: builtins.str
    arguments: list[Expression]

    def __init__(
        self,
        *,
        function_name: builtins.str = "",
        arguments: Iterable[Expression] = (),
    ) -> None:
        self.function_name = function_name
        self.arguments = list(arguments)


class CheckpointCommand(Message):
    """`spark.connect.CheckpointCommand`."""

    __slots__ = ("relation", "local", "eager", "storage_level")
    _name_ = "spark.connect.CheckpointCommand"
    _fields_ = (
        (1, "relation", "optional", "message", "Relation", ""),
        (2, "local", "", "bool", "", ""),
        (3, "eager", "", "bool", "", ""),
        (4, "storage_level", "optional", "message", "StorageLevel", ""),
    )
    relation: Relation | None
    local: builtins.bool
    eager: builtins.bool
    storage_level: StorageLevel | None

    def __init__(
        self,
        *,
        relation: Relation | None = None,
        local: builtins.bool = False,
        eager: builtins.bool = False,
        storage_level: StorageLevel | None = None,
    ) -> None:
        self.relation = relation
        self.local = local
        self.eager = eager
        self.storage_level = storage_level


class CheckpointCommandResult(Message):
    """`spark.connect.CheckpointCommandResult`."""

    __slots__ = ("relation",)
    _name_ = "spark.connect.CheckpointCommandResult"
    _fields_ = (
        (1, "relation", "optional", "message", "CachedRemoteRelation", ""),
    )
    relation: CachedRemoteRelation | None

    def __init__(
        self,
        *,
        relation: CachedRemoteRelation | None = None,
    ) -> None:
        self.relation = relation


class ChunkedCachedLocalRelation(Message):
    """`spark.connect.ChunkedCachedLocalRelation`."""

    __slots__ = ("dataHashes", "schemaHash")
    _name_ = "spark.connect.ChunkedCachedLocalRelation"
    _fields_ = (
        (1, "dataHashes", "repeated", "string", "", ""),
        (2, "schemaHash", "optional", "string", "", ""),
    )
    dataHashes: list[builtins.str]
    schemaHash: builtins.str | None

    def __init__(
        self,
        *,
        dataHashes: Iterable[builtins.str] = (),
        schemaHash: builtins.str | None = None,
    ) -> None:
        self.dataHashes = list(dataHashes)
        self.schemaHash = schemaHash


class CollectMetrics(Message):
    """`spark.connect.CollectMetrics`."""

    __slots__ = ("input", "name", "metrics")
    _name_ = "spark.connect.CollectMetrics"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "name", "", "string", "", ""),
        (3, "metrics", "repeated", "message", "Expression", ""),
    )
    input: Relation | None
    name: builtins.str
    metrics: list[Expression]

    def __init__(
        self,
        *,
        input: Relation | None = None,
        name: builtins.str = "",
        metrics: Iterable[Expression] = (),
    ) -> None:
        self.input = input
        self.name = name
        self.metrics = list(metrics)


class Command(Message):
    """`spark.connect.Command`."""

    __slots__ = ("write_operation", "create_dataframe_view", "write_operation_v2", "sql_command", "checkpoint_command", "remove_cached_remote_relation_command", "merge_into_table_command")
    _name_ = "spark.connect.Command"
    _fields_ = (
        (2, "write_operation", "optional", "message", "WriteOperation", "command_type"),
        (3, "create_dataframe_view", "optional", "message", "CreateDataFrameViewCommand", "command_type"),
        (4, "write_operation_v2", "optional", "message", "WriteOperationV2", "command_type"),
        (5, "sql_command", "optional", "message", "SqlCommand", "command_type"),
        (14, "checkpoint_command", "optional", "message", "CheckpointCommand", "command_type"),
        (15, "remove_cached_remote_relation_command", "optional", "message", "RemoveCachedRemoteRelationCommand", "command_type"),
        (16, "merge_into_table_command", "optional", "message", "MergeIntoTableCommand", "command_type"),
    )
    write_operation: WriteOperation | None
    create_dataframe_view: CreateDataFrameViewCommand | None
    write_operation_v2: WriteOperationV2 | None
    sql_command: SqlCommand | None
    checkpoint_command: CheckpointCommand | None
    remove_cached_remote_relation_command: RemoveCachedRemoteRelationCommand | None
    merge_into_table_command: MergeIntoTableCommand | None

    def __init__(
        self,
        *,
        write_operation: WriteOperation | None = None,
        create_dataframe_view: CreateDataFrameViewCommand | None = None,
        write_operation_v2: WriteOperationV2 | None = None,
        sql_command: SqlCommand | None = None,
        checkpoint_command: CheckpointCommand | None = None,
        remove_cached_remote_relation_command: RemoveCachedRemoteRelationCommand | None = None,
        merge_into_table_command: MergeIntoTableCommand | None = None,
    ) -> None:
        self.write_operation = write_operation
        self.create_dataframe_view = create_dataframe_view
        self.write_operation_v2 = write_operation_v2
        self.sql_command = sql_command
        self.checkpoint_command = checkpoint_command
        self.remove_cached_remote_relation_command = remove_cached_remote_relation_command
        self.merge_into_table_command = merge_into_table_command


class CompressionCodec(IntEnum):
    """`spark.connect.CompressionCodec`."""

    COMPRESSION_CODEC_UNSPECIFIED = 0
    COMPRESSION_CODEC_ZSTD = 1


class ConfigRequest(Message):
    """`spark.connect.ConfigRequest`."""

    __slots__ = ("session_id", "user_context", "operation", "client_type", "client_observed_server_side_session_id")
    _name_ = "spark.connect.ConfigRequest"
    _fields_ = (
        (1, "session_id", "", "string", "", ""),
        (2, "user_context", "optional", "message", "UserContext", ""),
        (3, "operation", "optional", "message", "ConfigRequestOperation", ""),
        (4, "client_type", "optional", "string", "", ""),
        (8, "client_observed_server_side_session_id", "optional", "string", "", ""),
    )
    session_id: builtins.str
    user_context: UserContext | None
    operation: ConfigRequestOperation | None
    client_type: builtins.str | None
    client_observed_server_side_session_id: builtins.str | None

    def __init__(
        self,
        *,
        session_id: builtins.str = "",
        user_context: UserContext | None = None,
        operation: ConfigRequestOperation | None = None,
        client_type: builtins.str | None = None,
        client_observed_server_side_session_id: builtins.str | None = None,
    ) -> None:
        self.session_id = session_id
        self.user_context = user_context
        self.operation = operation
        self.client_type = client_type
        self.client_observed_server_side_session_id = client_observed_server_side_session_id


class ConfigRequestGet(Message):
    """`spark.connect.ConfigRequest.Get`."""

    __slots__ = ("keys",)
    _name_ = "spark.connect.ConfigRequest.Get"
    _fields_ = (
        (1, "keys", "repeated", "string", "", ""),
    )
    keys: list[builtins.str]

    def __init__(
        self,
        *,
        keys: Iterable[builtins.str] = (),
    ) -> None:
        self.keys = list(keys)


class ConfigRequestGetAll(Message):
    """`spark.connect.ConfigRequest.GetAll`."""

    __slots__ = ("prefix",)
    _name_ = "spark.connect.ConfigRequest.GetAll"
    _fields_ = (
        (1, "prefix", "optional", "string", "", ""),
    )
    prefix: builtins.str | None

    def __init__(
        self,
        *,
        prefix: builtins.str | None = None,
    ) -> None:
        self.prefix = prefix


class ConfigRequestGetOption(Message):
    """`spark.connect.ConfigRequest.GetOption`."""

    __slots__ = ("keys",)
    _name_ = "spark.connect.ConfigRequest.GetOption"
    _fields_ = (
        (1, "keys", "repeated", "string", "", ""),
    )
    keys: list[builtins.str]

    def __init__(
        self,
        *,
        keys: Iterable[builtins.str] = (),
    ) -> None:
        self.keys = list(keys)


class ConfigRequestGetWithDefault(Message):
    """`spark.connect.ConfigRequest.GetWithDefault`."""

    __slots__ = ("pairs",)
    _name_ = "spark.connect.ConfigRequest.GetWithDefault"
    _fields_ = (
        (1, "pairs", "repeated", "message", "KeyValue", ""),
    )
    pairs: list[KeyValue]

    def __init__(
        self,
        *,
        pairs: Iterable[KeyValue] = (),
    ) -> None:
        self.pairs = list(pairs)


class ConfigRequestIsModifiable(Message):
    """`spark.connect.ConfigRequest.IsModifiable`."""

    __slots__ = ("keys",)
    _name_ = "spark.connect.ConfigRequest.IsModifiable"
    _fields_ = (
        (1, "keys", "repeated", "string", "", ""),
    )
    keys: list[builtins.str]

    def __init__(
        self,
        *,
        keys: Iterable[builtins.str] = (),
    ) -> None:
        self.keys = list(keys)


class ConfigRequestOperation(Message):
    """`spark.connect.ConfigRequest.Operation`."""

    __slots__ = ("set", "get", "get_with_default", "get_option", "get_all", "unset", "is_modifiable")
    _name_ = "spark.connect.ConfigRequest.Operation"
    _fields_ = (
        (1, "set", "optional", "message", "ConfigRequestSet", "op_type"),
        (2, "get", "optional", "message", "ConfigRequestGet", "op_type"),
        (3, "get_with_default", "optional", "message", "ConfigRequestGetWithDefault", "op_type"),
        (4, "get_option", "optional", "message", "ConfigRequestGetOption", "op_type"),
        (5, "get_all", "optional", "message", "ConfigRequestGetAll", "op_type"),
        (6, "unset", "optional", "message", "ConfigRequestUnset", "op_type"),
        (7, "is_modifiable", "optional", "message", "ConfigRequestIsModifiable", "op_type"),
    )
    set: ConfigRequestSet | None
    get: ConfigRequestGet | None
    get_with_default: ConfigRequestGetWithDefault | None
    get_option: ConfigRequestGetOption | None
    get_all: ConfigRequestGetAll | None
    unset: ConfigRequestUnset | None
    is_modifiable: ConfigRequestIsModifiable | None

    def __init__(
        self,
        *,
        set: ConfigRequestSet | None = None,
        get: ConfigRequestGet | None = None,
        get_with_default: ConfigRequestGetWithDefault | None = None,
        get_option: ConfigRequestGetOption | None = None,
        get_all: ConfigRequestGetAll | None = None,
        unset: ConfigRequestUnset | None = None,
        is_modifiable: ConfigRequestIsModifiable | None = None,
    ) -> None:
        self.set = set
        self.get = get
        self.get_with_default = get_with_default
        self.get_option = get_option
        self.get_all = get_all
        self.unset = unset
        self.is_modifiable = is_modifiable


class ConfigRequestSet(Message):
    """`spark.connect.ConfigRequest.Set`."""

    __slots__ = ("pairs", "silent")
    _name_ = "spark.connect.ConfigRequest.Set"
    _fields_ = (
        (1, "pairs", "repeated", "message", "KeyValue", ""),
        (2, "silent", "optional", "bool", "", ""),
    )
    pairs: list[KeyValue]
    silent: builtins.bool | None

    def __init__(
        self,
        *,
        pairs: Iterable[KeyValue] = (),
        silent: builtins.bool | None = None,
    ) -> None:
        self.pairs = list(pairs)
        self.silent = silent


class ConfigRequestUnset(Message):
    """`spark.connect.ConfigRequest.Unset`."""

    __slots__ = ("keys",)
    _name_ = "spark.connect.ConfigRequest.Unset"
    _fields_ = (
        (1, "keys", "repeated", "string", "", ""),
    )
    keys: list[builtins.str]

    def __init__(
        self,
        *,
        keys: Iterable[builtins.str] = (),
    ) -> None:
        self.keys = list(keys)


class ConfigResponse(Message):
    """`spark.connect.ConfigResponse`."""

    __slots__ = ("session_id", "pairs", "warnings", "server_side_session_id")
    _name_ = "spark.connect.ConfigResponse"
    _fields_ = (
        (1, "session_id", "", "string", "", ""),
        (2, "pairs", "repeated", "message", "KeyValue", ""),
        (3, "warnings", "repeated", "string", "", ""),
        (4, "server_side_session_id", "", "string", "", ""),
    )
    session_id: builtins.str
    pairs: list[KeyValue]
    warnings: list[builtins.str]
    server_side_session_id: builtins.str

    def __init__(
        self,
        *,
        session_id: builtins.str = "",
        pairs: Iterable[KeyValue] = (),
        warnings: Iterable[builtins.str] = (),
        server_side_session_id: builtins.str = "",
    ) -> None:
        self.session_id = session_id
        self.pairs = list(pairs)
        self.warnings = list(warnings)
        self.server_side_session_id = server_side_session_id


class CreateDataFrameViewCommand(Message):
    """`spark.connect.CreateDataFrameViewCommand`."""

    __slots__ = ("input", "name", "is_global", "replace")
    _name_ = "spark.connect.CreateDataFrameViewCommand"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "name", "", "string", "", ""),
        (3, "is_global", "", "bool", "", ""),
        (4, "replace", "", "bool", "", ""),
    )
    input: Relation | None
    name: builtins.str
    is_global: builtins.bool
    replace: builtins.bool

    def __init__(
        self,
        *,
        input: Relation | None = None,
        name: builtins.str = "",
        is_global: builtins.bool = False,
        replace: builtins.bool = False,
    ) -> None:
        self.input = input
        self.name = name
        self.is_global = is_global
        self.replace = replace


class DataType(Message):
    """`spark.connect.DataType`."""

    __slots__ = ("null", "binary", "boolean", "byte", "short", "integer", "long", "float", "double", "decimal", "string", "char", "var_char", "date", "timestamp", "timestamp_ntz", "calendar_interval", "year_month_interval", "day_time_interval", "array", "struct", "map", "udt", "unparsed", "variant", "geometry", "geography", "time")
    _name_ = "spark.connect.DataType"
    _fields_ = (
        (1, "null", "optional", "message", "DataTypeNULL", "kind"),
        (2, "binary", "optional", "message", "DataTypeBinary", "kind"),
        (3, "boolean", "optional", "message", "DataTypeBoolean", "kind"),
        (4, "byte", "optional", "message", "DataTypeByte", "kind"),
        (5, "short", "optional", "message", "DataTypeShort", "kind"),
        (6, "integer", "optional", "message", "DataTypeInteger", "kind"),
        (7, "long", "optional", "message", "DataTypeLong", "kind"),
        (8, "float", "optional", "message", "DataTypeFloat", "kind"),
        (9, "double", "optional", "message", "DataTypeDouble", "kind"),
        (10, "decimal", "optional", "message", "DataTypeDecimal", "kind"),
        (11, "string", "optional", "message", "DataTypeString", "kind"),
        (12, "char", "optional", "message", "DataTypeChar", "kind"),
        (13, "var_char", "optional", "message", "DataTypeVarChar", "kind"),
        (14, "date", "optional", "message", "DataTypeDate", "kind"),
        (15, "timestamp", "optional", "message", "DataTypeTimestamp", "kind"),
        (16, "timestamp_ntz", "optional", "message", "DataTypeTimestampNTZ", "kind"),
        (17, "calendar_interval", "optional", "message", "DataTypeCalendarInterval", "kind"),
        (18, "year_month_interval", "optional", "message", "DataTypeYearMonthInterval", "kind"),
        (19, "day_time_interval", "optional", "message", "DataTypeDayTimeInterval", "kind"),
        (20, "array", "optional", "message", "DataTypeArray", "kind"),
        (21, "struct", "optional", "message", "DataTypeStruct", "kind"),
        (22, "map", "optional", "message", "DataTypeMap", "kind"),
        (23, "udt", "optional", "message", "DataTypeUDT", "kind"),
        (24, "unparsed", "optional", "message", "DataTypeUnparsed", "kind"),
        (25, "variant", "optional", "message", "DataTypeVariant", "kind"),
        (26, "geometry", "optional", "message", "DataTypeGeometry", "kind"),
        (27, "geography", "optional", "message", "DataTypeGeography", "kind"),
        (28, "time", "optional", "message", "DataTypeTime", "kind"),
    )
    null: DataTypeNULL | None
    binary: DataTypeBinary | None
    boolean: DataTypeBoolean | None
    byte: DataTypeByte | None
    short: DataTypeShort | None
    integer: DataTypeInteger | None
    long: DataTypeLong | None
    float: DataTypeFloat | None
    double: DataTypeDouble | None
    decimal: DataTypeDecimal | None
    string: DataTypeString | None
    char: DataTypeChar | None
    var_char: DataTypeVarChar | None
    date: DataTypeDate | None
    timestamp: DataTypeTimestamp | None
    timestamp_ntz: DataTypeTimestampNTZ | None
    calendar_interval: DataTypeCalendarInterval | None
    year_month_interval: DataTypeYearMonthInterval | None
    day_time_interval: DataTypeDayTimeInterval | None
    array: DataTypeArray | None
    struct: DataTypeStruct | None
    map: DataTypeMap | None
    udt: DataTypeUDT | None
    unparsed: DataTypeUnparsed | None
    variant: DataTypeVariant | None
    geometry: DataTypeGeometry | None
    geography: DataTypeGeography | None
    time: DataTypeTime | None

    def __init__(
        self,
        *,
        null: DataTypeNULL | None = None,
        binary: DataTypeBinary | None = None,
        boolean: DataTypeBoolean | None = None,
        byte: DataTypeByte | None = None,
        short: DataTypeShort | None = None,
        integer: DataTypeInteger | None = None,
        long: DataTypeLong | None = None,
        float: DataTypeFloat | None = None,
        double: DataTypeDouble | None = None,
        decimal: DataTypeDecimal | None = None,
        string: DataTypeString | None = None,
        char: DataTypeChar | None = None,
        var_char: DataTypeVarChar | None = None,
        date: DataTypeDate | None = None,
        timestamp: DataTypeTimestamp | None = None,
        timestamp_ntz: DataTypeTimestampNTZ | None = None,
        calendar_interval: DataTypeCalendarInterval | None = None,
        year_month_interval: DataTypeYearMonthInterval | None = None,
        day_time_interval: DataTypeDayTimeInterval | None = None,
        array: DataTypeArray | None = None,
        struct: DataTypeStruct | None = None,
        map: DataTypeMap | None = None,
        udt: DataTypeUDT | None = None,
        unparsed: DataTypeUnparsed | None = None,
        variant: DataTypeVariant | None = None,
        geometry: DataTypeGeometry | None = None,
        geography: DataTypeGeography | None = None,
        time: DataTypeTime | None = None,
    ) -> None:
        self.null = null
        self.binary = binary
        self.boolean = boolean
        self.byte = byte
        self.short = short
        self.integer = integer
        self.long = long
        self.float = float
        self.double = double
        self.decimal = decimal
        self.string = string
        self.char = char
        self.var_char = var_char
        self.date = date
        self.timestamp = timestamp
        self.timestamp_ntz = timestamp_ntz
        self.calendar_interval = calendar_interval
        self.year_month_interval = year_month_interval
        self.day_time_interval = day_time_interval
        self.array = array
        self.struct = struct
        self.map = map
        self.udt = udt
        self.unparsed = unparsed
        self.variant = variant
        self.geometry = geometry
        self.geography = geography
        self.time = time


class DataTypeArray(Message):
    """`spark.connect.DataType.Array`."""

    __slots__ = ("element_type", "contains_null", "type_variation_reference")
    _name_ = "spark.connect.DataType.Array"
    _fields_ = (
        (1, "element_type", "optional", "message", "DataType", ""),
        (2, "contains_null", "", "bool", "", ""),
        (3, "type_variation_reference", "", "uint32", "", ""),
    )
    element_type: DataType | None
    contains_null: builtins.bool
    type_variation_reference: builtins.int

    def __init__(
        self,
        *,
        element_type: DataType | None = None,
        contains_null: builtins.bool = False,
        type_variation_reference: builtins.int = 0,
    ) -> None:
        self.element_type = element_type
        self.contains_null = contains_null
        self.type_variation_reference = type_variation_reference


class DataTypeBinary(Message):
    """`spark.connect.DataType.Binary`."""

    __slots__ = ("type_variation_reference",)
    _name_ = "spark.connect.DataType.Binary"
    _fields_ = (
        (1, "type_variation_reference", "", "uint32", "", ""),
    )
    type_variation_reference: builtins.int

    def __init__(
        self,
        *,
        type_variation_reference: builtins.int = 0,
    ) -> None:
        self.type_variation_reference = type_variation_reference


class DataTypeBoolean(Message):
    """`spark.connect.DataType.Boolean`."""

    __slots__ = ("type_variation_reference",)
    _name_ = "spark.connect.DataType.Boolean"
    _fields_ = (
        (1, "type_variation_reference", "", "uint32", "", ""),
    )
    type_variation_reference: builtins.int

    def __init__(
        self,
        *,
        type_variation_reference: builtins.int = 0,
    ) -> None:
        self.type_variation_reference = type_variation_reference


class DataTypeByte(Message):
    """`spark.connect.DataType.Byte`."""

    __slots__ = ("type_variation_reference",)
    _name_ = "spark.connect.DataType.Byte"
    _fields_ = (
        (1, "type_variation_reference", "", "uint32", "", ""),
    )
    type_variation_reference: builtins.int

    def __init__(
        self,
        *,
        type_variation_reference: builtins.int = 0,
    ) -> None:
        self.type_variation_reference = type_variation_reference


class DataTypeCalendarInterval(Message):
    """`spark.connect.DataType.CalendarInterval`."""

    __slots__ = ("type_variation_reference",)
    _name_ = "spark.connect.DataType.CalendarInterval"
    _fields_ = (
        (1, "type_variation_reference", "", "uint32", "", ""),
    )
    type_variation_reference: builtins.int

    def __init__(
        self,
        *,
        type_variation_reference: builtins.int = 0,
    ) -> None:
        self.type_variation_reference = type_variation_reference


class DataTypeChar(Message):
    """`spark.connect.DataType.Char`."""

    __slots__ = ("length", "type_variation_reference")
    _name_ = "spark.connect.DataType.Char"
    _fields_ = (
        (1, "length", "", "int32", "", ""),
        (2, "type_variation_reference", "", "uint32", "", ""),
    )
    length: builtins.int
    type_variation_reference: builtins.int

    def __init__(
        self,
        *,
        length: builtins.int = 0,
        type_variation_reference: builtins.int = 0,
    ) -> None:
        self.length = length
        self.type_variation_reference = type_variation_reference


class DataTypeDate(Message):
    """`spark.connect.DataType.Date`."""

    __slots__ = ("type_variation_reference",)
    _name_ = "spark.connect.DataType.Date"
    _fields_ = (
        (1, "type_variation_reference", "", "uint32", "", ""),
    )
    type_variation_reference: builtins.int

    def __init__(
        self,
        *,
        type_variation_reference: builtins.int = 0,
    ) -> None:
        self.type_variation_reference = type_variation_reference


class DataTypeDayTimeInterval(Message):
    """`spark.connect.DataType.DayTimeInterval`."""

    __slots__ = ("start_field", "end_field", "type_variation_reference")
    _name_ = "spark.connect.DataType.DayTimeInterval"
    _fields_ = (
        (1, "start_field", "optional", "int32", "", ""),
        (2, "end_field", "optional", "int32", "", ""),
        (3, "type_variation_reference", "", "uint32", "", ""),
    )
    start_field: builtins.int | None
    end_field: builtins.int | None
    type_variation_reference: builtins.int

    def __init__(
        self,
        *,
        start_field: builtins.int | None = None,
        end_field: builtins.int | None = None,
        type_variation_reference: builtins.int = 0,
    ) -> None:
        self.start_field = start_field
        self.end_field = end_field
        self.type_variation_reference = type_variation_reference


class DataTypeDecimal(Message):
    """`spark.connect.DataType.Decimal`."""

    __slots__ = ("scale", "precision", "type_variation_reference")
    _name_ = "spark.connect.DataType.Decimal"
    _fields_ = (
        (1, "scale", "optional", "int32", "", ""),
        (2, "precision", "optional", "int32", "", ""),
        (3, "type_variation_reference", "", "uint32", "", ""),
    )
    scale: builtins.int | None
    precision: builtins.int | None
    type_variation_reference: builtins.int

    def __init__(
        self,
        *,
        scale: builtins.int | None = None,
        precision: builtins.int | None = None,
        type_variation_reference: builtins.int = 0,
    ) -> None:
        self.scale = scale
        self.precision = precision
        self.type_variation_reference = type_variation_reference


class DataTypeDouble(Message):
    """`spark.connect.DataType.Double`."""

    __slots__ = ("type_variation_reference",)
    _name_ = "spark.connect.DataType.Double"
    _fields_ = (
        (1, "type_variation_reference", "", "uint32", "", ""),
    )
    type_variation_reference: builtins.int

    def __init__(
        self,
        *,
        type_variation_reference: builtins.int = 0,
    ) -> None:
        self.type_variation_reference = type_variation_reference


class DataTypeFloat(Message):
    """`spark.connect.DataType.Float`."""

    __slots__ = ("type_variation_reference",)
    _name_ = "spark.connect.DataType.Float"
    _fields_ = (
        (1, "type_variation_reference", "", "uint32", "", ""),
    )
    type_variation_reference: builtins.int

    def __init__(
        self,
        *,
        type_variation_reference: builtins.int = 0,
    ) -> None:
        self.type_variation_reference = type_variation_reference


class DataTypeGeography(Message):
    """`spark.connect.DataType.Geography`."""

    __slots__ = ("srid", "type_variation_reference")
    _name_ = "spark.connect.DataType.Geography"
    _fields_ = (
        (1, "srid", "", "int32", "", ""),
        (2, "type_variation_reference", "", "uint32", "", ""),
    )
    srid: builtins.int
    type_variation_reference: builtins.int

    def __init__(
        self,
        *,
        srid: builtins.int = 0,
        type_variation_reference: builtins.int = 0,
    ) -> None:
        self.srid = srid
        self.type_variation_reference = type_variation_reference


class DataTypeGeometry(Message):
    """`spark.connect.DataType.Geometry`."""

    __slots__ = ("srid", "type_variation_reference")
    _name_ = "spark.connect.DataType.Geometry"
    _fields_ = (
        (1, "srid", "", "int32", "", ""),
        (2, "type_variation_reference", "", "uint32", "", ""),
    )
    srid: builtins.int
    type_variation_reference: builtins.int

    def __init__(
        self,
        *,
        srid: builtins.int = 0,
        type_variation_reference: builtins.int = 0,
    ) -> None:
        self.srid = srid
        self.type_variation_reference = type_variation_reference


class DataTypeInteger(Message):
    """`spark.connect.DataType.Integer`."""

    __slots__ = ("type_variation_reference",)
    _name_ = "spark.connect.DataType.Integer"
    _fields_ = (
        (1, "type_variation_reference", "", "uint32", "", ""),
    )
    type_variation_reference: builtins.int

    def __init__(
        self,
        *,
        type_variation_reference: builtins.int = 0,
    ) -> None:
        self.type_variation_reference = type_variation_reference


class DataTypeLong(Message):
    """`spark.connect.DataType.Long`."""

    __slots__ = ("type_variation_reference",)
    _name_ = "spark.connect.DataType.Long"
    _fields_ = (
        (1, "type_variation_reference", "", "uint32", "", ""),
    )
    type_variation_reference: builtins.int

    def __init__(
        self,
        *,
        type_variation_reference: builtins.int = 0,
    ) -> None:
        self.type_variation_reference = type_variation_reference


class DataTypeMap(Message):
    """`spark.connect.DataType.Map`."""

    __slots__ = ("key_type", "value_type", "value_contains_null", "type_variation_reference")
    _name_ = "spark.connect.DataType.Map"
    _fields_ = (
        (1, "key_type", "optional", "message", "DataType", ""),
        (2, "value_type", "optional", "message", "DataType", ""),
        (3, "value_contains_null", "", "bool", "", ""),
        (4, "type_variation_reference", "", "uint32", "", ""),
    )
    key_type: DataType | None
    value_type: DataType | None
    value_contains_null: builtins.bool
    type_variation_reference: builtins.int

    def __init__(
        self,
        *,
        key_type: DataType | None = None,
        value_type: DataType | None = None,
        value_contains_null: builtins.bool = False,
        type_variation_reference: builtins.int = 0,
    ) -> None:
        self.key_type = key_type
        self.value_type = value_type
        self.value_contains_null = value_contains_null
        self.type_variation_reference = type_variation_reference


class DataTypeNULL(Message):
    """`spark.connect.DataType.NULL`."""

    __slots__ = ("type_variation_reference",)
    _name_ = "spark.connect.DataType.NULL"
    _fields_ = (
        (1, "type_variation_reference", "", "uint32", "", ""),
    )
    type_variation_reference: builtins.int

    def __init__(
        self,
        *,
        type_variation_reference: builtins.int = 0,
    ) -> None:
        self.type_variation_reference = type_variation_reference


class DataTypeShort(Message):
    """`spark.connect.DataType.Short`."""

    __slots__ = ("type_variation_reference",)
    _name_ = "spark.connect.DataType.Short"
    _fields_ = (
        (1, "type_variation_reference", "", "uint32", "", ""),
    )
    type_variation_reference: builtins.int

    def __init__(
        self,
        *,
        type_variation_reference: builtins.int = 0,
    ) -> None:
        self.type_variation_reference = type_variation_reference


class DataTypeString(Message):
    """`spark.connect.DataType.String`."""

    __slots__ = ("type_variation_reference", "collation")
    _name_ = "spark.connect.DataType.String"
    _fields_ = (
        (1, "type_variation_reference", "", "uint32", "", ""),
        (2, "collation", "", "string", "", ""),
    )
    type_variation_reference: builtins.int
    collation: builtins.str

    def __init__(
        self,
        *,
        type_variation_reference: builtins.int = 0,
        collation: builtins.str = "",
    ) -> None:
        self.type_variation_reference = type_variation_reference
        self.collation = collation


class DataTypeStruct(Message):
    """`spark.connect.DataType.Struct`."""

    __slots__ = ("fields", "type_variation_reference")
    _name_ = "spark.connect.DataType.Struct"
    _fields_ = (
        (1, "fields", "repeated", "message", "DataTypeStructField", ""),
        (2, "type_variation_reference", "", "uint32", "", ""),
    )
    fields: list[DataTypeStructField]
    type_variation_reference: builtins.int

    def __init__(
        self,
        *,
        fields: Iterable[DataTypeStructField] = (),
        type_variation_reference: builtins.int = 0,
    ) -> None:
        self.fields = list(fields)
        self.type_variation_reference = type_variation_reference


class DataTypeStructField(Message):
    """`spark.connect.DataType.StructField`."""

    __slots__ = ("name", "data_type", "nullable", "metadata")
    _name_ = "spark.connect.DataType.StructField"
    _fields_ = (
        (1, "name", "", "string", "", ""),
        (2, "data_type", "optional", "message", "DataType", ""),
        (3, "nullable", "", "bool", "", ""),
        (4, "metadata", "optional", "string", "", ""),
    )
    name: builtins.str
    data_type: DataType | None
    nullable: builtins.bool
    metadata: builtins.str | None

    def __init__(
        self,
        *,
        name: builtins.str = "",
        data_type: DataType | None = None,
        nullable: builtins.bool = False,
        metadata: builtins.str | None = None,
    ) -> None:
        self.name = name
        self.data_type = data_type
        self.nullable = nullable
        self.metadata = metadata


class DataTypeTime(Message):
    """`spark.connect.DataType.Time`."""

    __slots__ = ("precision", "type_variation_reference")
    _name_ = "spark.connect.DataType.Time"
    _fields_ = (
        (1, "precision", "optional", "int32", "", ""),
        (2, "type_variation_reference", "", "uint32", "", ""),
    )
    precision: builtins.int | None
    type_variation_reference: builtins.int

    def __init__(
        self,
        *,
        precision: builtins.int | None = None,
        type_variation_reference: builtins.int = 0,
    ) -> None:
        self.precision = precision
        self.type_variation_reference = type_variation_reference


class DataTypeTimestamp(Message):
    """`spark.connect.DataType.Timestamp`."""

    __slots__ = ("type_variation_reference",)
    _name_ = "spark.connect.DataType.Timestamp"
    _fields_ = (
        (1, "type_variation_reference", "", "uint32", "", ""),
    )
    type_variation_reference: builtins.int

    def __init__(
        self,
        *,
        type_variation_reference: builtins.int = 0,
    ) -> None:
        self.type_variation_reference = type_variation_reference


class DataTypeTimestampNTZ(Message):
    """`spark.connect.DataType.TimestampNTZ`."""

    __slots__ = ("type_variation_reference",)
    _name_ = "spark.connect.DataType.TimestampNTZ"
    _fields_ = (
        (1, "type_variation_reference", "", "uint32", "", ""),
    )
    type_variation_reference: builtins.int

    def __init__(
        self,
        *,
        type_variation_reference: builtins.int = 0,
    ) -> None:
        self.type_variation_reference = type_variation_reference


class DataTypeUDT(Message):
    """`spark.connect.DataType.UDT`."""

    __slots__ = ("type", "jvm_class", "python_class", "serialized_python_class", "sql_type")
    _name_ = "spark.connect.DataType.UDT"
    _fields_ = (
        (1, "type", "", "string", "", ""),
        (2, "jvm_class", "optional", "string", "", ""),
        (3, "python_class", "optional", "string", "", ""),
        (4, "serialized_python_class", "optional", "string", "", ""),
        (5, "sql_type", "optional", "message", "DataType", ""),
    )
    type: builtins.str
    jvm_class: builtins.str | None
    python_class: builtins.str | None
    serialized_python_class: builtins.str | None
    sql_type: DataType | None

    def __init__(
        self,
        *,
        type: builtins.str = "",
        jvm_class: builtins.str | None = None,
        python_class: builtins.str | None = None,
        serialized_python_class: builtins.str | None = None,
        sql_type: DataType | None = None,
    ) -> None:
        self.type = type
        self.jvm_class = jvm_class
        self.python_class = python_class
        self.serialized_python_class = serialized_python_class
        self.sql_type = sql_type


class DataTypeUnparsed(Message):
    """`spark.connect.DataType.Unparsed`."""

    __slots__ = ("data_type_string",)
    _name_ = "spark.connect.DataType.Unparsed"
    _fields_ = (
        (1, "data_type_string", "", "string", "", ""),
    )
    data_type_string: builtins.str

    def __init__(
        self,
        *,
        data_type_string: builtins.str = "",
    ) -> None:
        self.data_type_string = data_type_string


class DataTypeVarChar(Message):
    """`spark.connect.DataType.VarChar`."""

    __slots__ = ("length", "type_variation_reference")
    _name_ = "spark.connect.DataType.VarChar"
    _fields_ = (
        (1, "length", "", "int32", "", ""),
        (2, "type_variation_reference", "", "uint32", "", ""),
    )
    length: builtins.int
    type_variation_reference: builtins.int

    def __init__(
        self,
        *,
        length: builtins.int = 0,
        type_variation_reference: builtins.int = 0,
    ) -> None:
        self.length = length
        self.type_variation_reference = type_variation_reference


class DataTypeVariant(Message):
    """`spark.connect.DataType.Variant`."""

    __slots__ = ("type_variation_reference",)
    _name_ = "spark.connect.DataType.Variant"
    _fields_ = (
        (1, "type_variation_reference", "", "uint32", "", ""),
    )
    type_variation_reference: builtins.int

    def __init__(
        self,
        *,
        type_variation_reference: builtins.int = 0,
    ) -> None:
        self.type_variation_reference = type_variation_reference


class DataTypeYearMonthInterval(Message):
    """`spark.connect.DataType.YearMonthInterval`."""

    __slots__ = ("start_field", "end_field", "type_variation_reference")
    _name_ = "spark.connect.DataType.YearMonthInterval"
    _fields_ = (
        (1, "start_field", "optional", "int32", "", ""),
        (2, "end_field", "optional", "int32", "", ""),
        (3, "type_variation_reference", "", "uint32", "", ""),
    )
    start_field: builtins.int | None
    end_field: builtins.int | None
    type_variation_reference: builtins.int

    def __init__(
        self,
        *,
        start_field: builtins.int | None = None,
        end_field: builtins.int | None = None,
        type_variation_reference: builtins.int = 0,
    ) -> None:
        self.start_field = start_field
        self.end_field = end_field
        self.type_variation_reference = type_variation_reference


class Deduplicate(Message):
    """`spark.connect.Deduplicate`."""

    __slots__ = ("input", "column_names", "all_columns_as_keys", "within_watermark")
    _name_ = "spark.connect.Deduplicate"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "column_names", "repeated", "string", "", ""),
        (3, "all_columns_as_keys", "optional", "bool", "", ""),
        (4, "within_watermark", "optional", "bool", "", ""),
    )
    input: Relation | None
    column_names: list[builtins.str]
    all_columns_as_keys: builtins.bool | None
    within_watermark: builtins.bool | None

    def __init__(
        self,
        *,
        input: Relation | None = None,
        column_names: Iterable[builtins.str] = (),
        all_columns_as_keys: builtins.bool | None = None,
        within_watermark: builtins.bool | None = None,
    ) -> None:
        self.input = input
        self.column_names = list(column_names)
        self.all_columns_as_keys = all_columns_as_keys
        self.within_watermark = within_watermark


class Doubles(Message):
    """`spark.connect.Doubles`."""

    __slots__ = ("values",)
    _name_ = "spark.connect.Doubles"
    _fields_ = (
        (1, "values", "repeated", "double", "", ""),
    )
    values: list[builtins.float]

    def __init__(
        self,
        *,
        values: Iterable[builtins.float] = (),
    ) -> None:
        self.values = list(values)


class Drop(Message):
    """`spark.connect.Drop`."""

    __slots__ = ("input", "columns", "column_names")
    _name_ = "spark.connect.Drop"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "columns", "repeated", "message", "Expression", ""),
        (3, "column_names", "repeated", "string", "", ""),
    )
    input: Relation | None
    columns: list[Expression]
    column_names: list[builtins.str]

    def __init__(
        self,
        *,
        input: Relation | None = None,
        columns: Iterable[Expression] = (),
        column_names: Iterable[builtins.str] = (),
    ) -> None:
        self.input = input
        self.columns = list(columns)
        self.column_names = list(column_names)


class ExecutePlanRequest(Message):
    """`spark.connect.ExecutePlanRequest`."""

    __slots__ = ("session_id", "user_context", "plan", "client_type", "request_options", "operation_id", "tags", "client_observed_server_side_session_id")
    _name_ = "spark.connect.ExecutePlanRequest"
    _fields_ = (
        (1, "session_id", "", "string", "", ""),
        (2, "user_context", "optional", "message", "UserContext", ""),
        (3, "plan", "optional", "message", "Plan", ""),
        (4, "client_type", "optional", "string", "", ""),
        (5, "request_options", "repeated", "message", "ExecutePlanRequestRequestOption", ""),
        (6, "operation_id", "optional", "string", "", ""),
        (7, "tags", "repeated", "string", "", ""),
        (8, "client_observed_server_side_session_id", "optional", "string", "", ""),
    )
    session_id: builtins.str
    user_context: UserContext | None
    plan: Plan | None
    client_type: builtins.str | None
    request_options: list[ExecutePlanRequestRequestOption]
    operation_id: builtins.str | None
    tags: list[builtins.str]
    client_observed_server_side_session_id: builtins.str | None

    def __init__(
        self,
        *,
        session_id: builtins.str = "",
        user_context: UserContext | None = None,
        plan: Plan | None = None,
        client_type: builtins.str | None = None,
        request_options: Iterable[ExecutePlanRequestRequestOption] = (),
        operation_id: builtins.str | None = None,
        tags: Iterable[builtins.str] = (),
        client_observed_server_side_session_id: builtins.str | None = None,
    ) -> None:
        self.session_id = session_id
        self.user_context = user_context
        self.plan = plan
        self.client_type = client_type
        self.request_options = list(request_options)
        self.operation_id = operation_id
        self.tags = list(tags)
        self.client_observed_server_side_session_id = client_observed_server_side_session_id


class ExecutePlanRequestRequestOption(Message):
    """`spark.connect.ExecutePlanRequest.RequestOption`."""

    __slots__ = ("reattach_options", "result_chunking_options")
    _name_ = "spark.connect.ExecutePlanRequest.RequestOption"
    _fields_ = (
        (1, "reattach_options", "optional", "message", "ReattachOptions", "request_option"),
        (2, "result_chunking_options", "optional", "message", "ResultChunkingOptions", "request_option"),
    )
    reattach_options: ReattachOptions | None
    result_chunking_options: ResultChunkingOptions | None

    def __init__(
        self,
        *,
        reattach_options: ReattachOptions | None = None,
        result_chunking_options: ResultChunkingOptions | None = None,
    ) -> None:
        self.reattach_options = reattach_options
        self.result_chunking_options = result_chunking_options


class ExecutePlanResponse(Message):
    """`spark.connect.ExecutePlanResponse`."""

    __slots__ = ("session_id", "arrow_batch", "sql_command_result", "result_complete", "execution_progress", "checkpoint_command_result", "metrics", "observed_metrics", "schema", "operation_id", "response_id", "server_side_session_id")
    _name_ = "spark.connect.ExecutePlanResponse"
    _fields_ = (
        (1, "session_id", "", "string", "", ""),
        (2, "arrow_batch", "optional", "message", "ExecutePlanResponseArrowBatch", "response_type"),
        (5, "sql_command_result", "optional", "message", "ExecutePlanResponseSqlCommandResult", "response_type"),
        (14, "result_complete", "optional", "message", "ExecutePlanResponseResultComplete", "response_type"),
        (18, "execution_progress", "optional", "message", "ExecutePlanResponseExecutionProgress", "response_type"),
        (19, "checkpoint_command_result", "optional", "message", "CheckpointCommandResult", "response_type"),
        (4, "metrics", "optional", "message", "ExecutePlanResponseMetrics", ""),
        (6, "observed_metrics", "repeated", "message", "ExecutePlanResponseObservedMetrics", ""),
        (7, "schema", "optional", "message", "DataType", ""),
        (12, "operation_id", "", "string", "", ""),
        (13, "response_id", "", "string", "", ""),
        (15, "server_side_session_id", "", "string", "", ""),
    )
    session_id: builtins.str
    arrow_batch: ExecutePlanResponseArrowBatch | None
    sql_command_result: ExecutePlanResponseSqlCommandResult | None
    result_complete: ExecutePlanResponseResultComplete | None
    execution_progress: ExecutePlanResponseExecutionProgress | None
    checkpoint_command_result: CheckpointCommandResult | None
    metrics: ExecutePlanResponseMetrics | None
    observed_metrics: list[ExecutePlanResponseObservedMetrics]
    schema: DataType | None
    operation_id: builtins.str
    response_id: builtins.str
    server_side_session_id: builtins.str

    def __init__(
        self,
        *,
        session_id: builtins.str = "",
        arrow_batch: ExecutePlanResponseArrowBatch | None = None,
        sql_command_result: ExecutePlanResponseSqlCommandResult | None = None,
        result_complete: ExecutePlanResponseResultComplete | None = None,
        execution_progress: ExecutePlanResponseExecutionProgress | None = None,
        checkpoint_command_result: CheckpointCommandResult | None = None,
        metrics: ExecutePlanResponseMetrics | None = None,
        observed_metrics: Iterable[ExecutePlanResponseObservedMetrics] = (),
        schema: DataType | None = None,
        operation_id: builtins.str = "",
        response_id: builtins.str = "",
        server_side_session_id: builtins.str = "",
    ) -> None:
        self.session_id = session_id
        self.arrow_batch = arrow_batch
        self.sql_command_result = sql_command_result
        self.result_complete = result_complete
        self.execution_progress = execution_progress
        self.checkpoint_command_result = checkpoint_command_result
        self.metrics = metrics
        self.observed_metrics = list(observed_metrics)
        self.schema = schema
        self.operation_id = operation_id
        self.response_id = response_id
        self.server_side_session_id = server_side_session_id


class ExecutePlanResponseArrowBatch(Message):
    """`spark.connect.ExecutePlanResponse.ArrowBatch`."""

    __slots__ = ("row_count", "data", "start_offset", "chunk_index", "num_chunks_in_batch")
    _name_ = "spark.connect.ExecutePlanResponse.ArrowBatch"
    _fields_ = (
        (1, "row_count", "", "int64", "", ""),
        (2, "data", "", "bytes", "", ""),
        (3, "start_offset", "optional", "int64", "", ""),
        (4, "chunk_index", "optional", "int64", "", ""),
        (5, "num_chunks_in_batch", "optional", "int64", "", ""),
    )
    row_count: builtins.int
    data: builtins.bytes | memoryview
    start_offset: builtins.int | None
    chunk_index: builtins.int | None
    num_chunks_in_batch: builtins.int | None

    def __init__(
        self,
        *,
        row_count: builtins.int = 0,
        data: builtins.bytes | memoryview = b"",
        start_offset: builtins.int | None = None,
        chunk_index: builtins.int | None = None,
        num_chunks_in_batch: builtins.int | None = None,
    ) -> None:
        self.row_count = row_count
        self.data = data
        self.start_offset = start_offset
        self.chunk_index = chunk_index
        self.num_chunks_in_batch = num_chunks_in_batch


class ExecutePlanResponseExecutionProgress(Message):
    """`spark.connect.ExecutePlanResponse.ExecutionProgress`."""

    __slots__ = ("stages", "num_inflight_tasks")
    _name_ = "spark.connect.ExecutePlanResponse.ExecutionProgress"
    _fields_ = (
        (1, "stages", "repeated", "message", "ExecutePlanResponseExecutionProgressStageInfo", ""),
        (2, "num_inflight_tasks", "", "int64", "", ""),
    )
    stages: list[ExecutePlanResponseExecutionProgressStageInfo]
    num_inflight_tasks: builtins.int

    def __init__(
        self,
        *,
        stages: Iterable[ExecutePlanResponseExecutionProgressStageInfo] = (),
        num_inflight_tasks: builtins.int = 0,
    ) -> None:
        self.stages = list(stages)
        self.num_inflight_tasks = num_inflight_tasks


class ExecutePlanResponseExecutionProgressStageInfo(Message):
    """`spark.connect.ExecutePlanResponse.ExecutionProgress.StageInfo`."""

    __slots__ = ("stage_id", "num_tasks", "num_completed_tasks", "input_bytes_read", "done")
    _name_ = "spark.connect.ExecutePlanResponse.ExecutionProgress.StageInfo"
    _fields_ = (
        (1, "stage_id", "", "int64", "", ""),
        (2, "num_tasks", "", "int64", "", ""),
        (3, "num_completed_tasks", "", "int64", "", ""),
        (4, "input_bytes_read", "", "int64", "", ""),
        (5, "done", "", "bool", "", ""),
    )
    stage_id: builtins.int
    num_tasks: builtins.int
    num_completed_tasks: builtins.int
    input_bytes_read: builtins.int
    done: builtins.bool

    def __init__(
        self,
        *,
        stage_id: builtins.int = 0,
        num_tasks: builtins.int = 0,
        num_completed_tasks: builtins.int = 0,
        input_bytes_read: builtins.int = 0,
        done: builtins.bool = False,
    ) -> None:
        self.stage_id = stage_id
        self.num_tasks = num_tasks
        self.num_completed_tasks = num_completed_tasks
        self.input_bytes_read = input_bytes_read
        self.done = done


class ExecutePlanResponseMetrics(Message):
    """`spark.connect.ExecutePlanResponse.Metrics`."""

    __slots__ = ("metrics",)
    _name_ = "spark.connect.ExecutePlanResponse.Metrics"
    _fields_ = (
        (1, "metrics", "repeated", "message", "ExecutePlanResponseMetricsMetricObject", ""),
    )
    metrics: list[ExecutePlanResponseMetricsMetricObject]

    def __init__(
        self,
        *,
        metrics: Iterable[ExecutePlanResponseMetricsMetricObject] = (),
    ) -> None:
        self.metrics = list(metrics)


class ExecutePlanResponseMetricsMetricObject(Message):
    """`spark.connect.ExecutePlanResponse.Metrics.MetricObject`."""

    __slots__ = ("name", "plan_id", "parent", "execution_metrics")
    _name_ = "spark.connect.ExecutePlanResponse.Metrics.MetricObject"
    _fields_ = (
        (1, "name", "", "string", "", ""),
        (2, "plan_id", "", "int64", "", ""),
        (3, "parent", "", "int64", "", ""),
        (4, "execution_metrics", "map", "string:message", "ExecutePlanResponseMetricsMetricValue", ""),
    )
    name: builtins.str
    plan_id: builtins.int
    parent: builtins.int
    execution_metrics: dict[builtins.str, ExecutePlanResponseMetricsMetricValue]

    def __init__(
        self,
        *,
        name: builtins.str = "",
        plan_id: builtins.int = 0,
        parent: builtins.int = 0,
        execution_metrics: Mapping[builtins.str, ExecutePlanResponseMetricsMetricValue] | None = None,
    ) -> None:
        self.name = name
        self.plan_id = plan_id
        self.parent = parent
        self.execution_metrics = dict(execution_metrics) if execution_metrics else {}


class ExecutePlanResponseMetricsMetricValue(Message):
    """`spark.connect.ExecutePlanResponse.Metrics.MetricValue`."""

    __slots__ = ("name", "value", "metric_type")
    _name_ = "spark.connect.ExecutePlanResponse.Metrics.MetricValue"
    _fields_ = (
        (1, "name", "", "string", "", ""),
        (2, "value", "", "int64", "", ""),
        (3, "metric_type", "", "string", "", ""),
    )
    name: builtins.str
    value: builtins.int
    metric_type: builtins.str

    def __init__(
        self,
        *,
        name: builtins.str = "",
        value: builtins.int = 0,
        metric_type: builtins.str = "",
    ) -> None:
        self.name = name
        self.value = value
        self.metric_type = metric_type


class ExecutePlanResponseObservedMetrics(Message):
    """`spark.connect.ExecutePlanResponse.ObservedMetrics`."""

    __slots__ = ("name", "values", "keys", "plan_id", "root_error_idx", "errors")
    _name_ = "spark.connect.ExecutePlanResponse.ObservedMetrics"
    _fields_ = (
        (1, "name", "", "string", "", ""),
        (2, "values", "repeated", "message", "ExpressionLiteral", ""),
        (3, "keys", "repeated", "string", "", ""),
        (4, "plan_id", "", "int64", "", ""),
        (5, "root_error_idx", "optional", "int32", "", ""),
        (6, "errors", "repeated", "message", "FetchErrorDetailsResponseError", ""),
    )
    name: builtins.str
    values: list[ExpressionLiteral]
    keys: list[builtins.str]
    plan_id: builtins.int
    root_error_idx: builtins.int | None
    errors: list[FetchErrorDetailsResponseError]

    def __init__(
        self,
        *,
        name: builtins.str = "",
        values: Iterable[ExpressionLiteral] = (),
        keys: Iterable[builtins.str] = (),
        plan_id: builtins.int = 0,
        root_error_idx: builtins.int | None = None,
        errors: Iterable[FetchErrorDetailsResponseError] = (),
    ) -> None:
        self.name = name
        self.values = list(values)
        self.keys = list(keys)
        self.plan_id = plan_id
        self.root_error_idx = root_error_idx
        self.errors = list(errors)


class ExecutePlanResponseResultComplete(Message):
    """`spark.connect.ExecutePlanResponse.ResultComplete`."""

    __slots__ = ()
    _name_ = "spark.connect.ExecutePlanResponse.ResultComplete"


class ExecutePlanResponseSqlCommandResult(Message):
    """`spark.connect.ExecutePlanResponse.SqlCommandResult`."""

    __slots__ = ("relation",)
    _name_ = "spark.connect.ExecutePlanResponse.SqlCommandResult"
    _fields_ = (
        (1, "relation", "optional", "message", "Relation", ""),
    )
    relation: Relation | None

    def __init__(
        self,
        *,
        relation: Relation | None = None,
    ) -> None:
        self.relation = relation


class Expression(Message):
    """`spark.connect.Expression`."""

    __slots__ = ("literal", "unresolved_attribute", "unresolved_function", "expression_string", "unresolved_star", "alias", "cast", "unresolved_regex", "sort_order", "lambda_function", "window", "unresolved_extract_value", "update_fields", "unresolved_named_lambda_variable", "call_function", "named_argument_expression", "merge_action", "subquery_expression", "direct_shuffle_partition_id", "common")
    _name_ = "spark.connect.Expression"
    _fields_ = (
        (1, "literal", "optional", "message", "ExpressionLiteral", "expr_type"),
        (2, "unresolved_attribute", "optional", "message", "ExpressionUnresolvedAttribute", "expr_type"),
        (3, "unresolved_function", "optional", "message", "ExpressionUnresolvedFunction", "expr_type"),
        (4, "expression_string", "optional", "message", "ExpressionExpressionString", "expr_type"),
        (5, "unresolved_star", "optional", "message", "ExpressionUnresolvedStar", "expr_type"),
        (6, "alias", "optional", "message", "ExpressionAlias", "expr_type"),
        (7, "cast", "optional", "message", "ExpressionCast", "expr_type"),
        (8, "unresolved_regex", "optional", "message", "ExpressionUnresolvedRegex", "expr_type"),
        (9, "sort_order", "optional", "message", "ExpressionSortOrder", "expr_type"),
        (10, "lambda_function", "optional", "message", "ExpressionLambdaFunction", "expr_type"),
        (11, "window", "optional", "message", "ExpressionWindow", "expr_type"),
        (12, "unresolved_extract_value", "optional", "message", "ExpressionUnresolvedExtractValue", "expr_type"),
        (13, "update_fields", "optional", "message", "ExpressionUpdateFields", "expr_type"),
        (14, "unresolved_named_lambda_variable", "optional", "message", "ExpressionUnresolvedNamedLambdaVariable", "expr_type"),
        (16, "call_function", "optional", "message", "CallFunction", "expr_type"),
        (17, "named_argument_expression", "optional", "message", "NamedArgumentExpression", "expr_type"),
        (19, "merge_action", "optional", "message", "MergeAction", "expr_type"),
        (21, "subquery_expression", "optional", "message", "SubqueryExpression", "expr_type"),
        (22, "direct_shuffle_partition_id", "optional", "message", "ExpressionDirectShufflePartitionID", "expr_type"),
        (18, "common", "optional", "message", "ExpressionCommon", ""),
    )
    literal: ExpressionLiteral | None
    unresolved_attribute: ExpressionUnresolvedAttribute | None
    unresolved_function: ExpressionUnresolvedFunction | None
    expression_string: ExpressionExpressionString | None
    unresolved_star: ExpressionUnresolvedStar | None
    alias: ExpressionAlias | None
    cast: ExpressionCast | None
    unresolved_regex: ExpressionUnresolvedRegex | None
    sort_order: ExpressionSortOrder | None
    lambda_function: ExpressionLambdaFunction | None
    window: ExpressionWindow | None
    unresolved_extract_value: ExpressionUnresolvedExtractValue | None
    update_fields: ExpressionUpdateFields | None
    unresolved_named_lambda_variable: ExpressionUnresolvedNamedLambdaVariable | None
    call_function: CallFunction | None
    named_argument_expression: NamedArgumentExpression | None
    merge_action: MergeAction | None
    subquery_expression: SubqueryExpression | None
    direct_shuffle_partition_id: ExpressionDirectShufflePartitionID | None
    common: ExpressionCommon | None

    def __init__(
        self,
        *,
        literal: ExpressionLiteral | None = None,
        unresolved_attribute: ExpressionUnresolvedAttribute | None = None,
        unresolved_function: ExpressionUnresolvedFunction | None = None,
        expression_string: ExpressionExpressionString | None = None,
        unresolved_star: ExpressionUnresolvedStar | None = None,
        alias: ExpressionAlias | None = None,
        cast: ExpressionCast | None = None,
        unresolved_regex: ExpressionUnresolvedRegex | None = None,
        sort_order: ExpressionSortOrder | None = None,
        lambda_function: ExpressionLambdaFunction | None = None,
        window: ExpressionWindow | None = None,
        unresolved_extract_value: ExpressionUnresolvedExtractValue | None = None,
        update_fields: ExpressionUpdateFields | None = None,
        unresolved_named_lambda_variable: ExpressionUnresolvedNamedLambdaVariable | None = None,
        call_function: CallFunction | None = None,
        named_argument_expression: NamedArgumentExpression | None = None,
        merge_action: MergeAction | None = None,
        subquery_expression: SubqueryExpression | None = None,
        direct_shuffle_partition_id: ExpressionDirectShufflePartitionID | None = None,
        common: ExpressionCommon | None = None,
    ) -> None:
        self.literal = literal
        self.unresolved_attribute = unresolved_attribute
        self.unresolved_function = unresolved_function
        self.expression_string = expression_string
        self.unresolved_star = unresolved_star
        self.alias = alias
        self.cast = cast
        self.unresolved_regex = unresolved_regex
        self.sort_order = sort_order
        self.lambda_function = lambda_function
        self.window = window
        self.unresolved_extract_value = unresolved_extract_value
        self.update_fields = update_fields
        self.unresolved_named_lambda_variable = unresolved_named_lambda_variable
        self.call_function = call_function
        self.named_argument_expression = named_argument_expression
        self.merge_action = merge_action
        self.subquery_expression = subquery_expression
        self.direct_shuffle_partition_id = direct_shuffle_partition_id
        self.common = common


class ExpressionAlias(Message):
    """`spark.connect.Expression.Alias`."""

    __slots__ = ("expr", "name", "metadata")
    _name_ = "spark.connect.Expression.Alias"
    _fields_ = (
        (1, "expr", "optional", "message", "Expression", ""),
        (2, "name", "repeated", "string", "", ""),
        (3, "metadata", "optional", "string", "", ""),
    )
    expr: Expression | None
    name: list[builtins.str]
    metadata: builtins.str | None

    def __init__(
        self,
        *,
        expr: Expression | None = None,
        name: Iterable[builtins.str] = (),
        metadata: builtins.str | None = None,
    ) -> None:
        self.expr = expr
        self.name = list(name)
        self.metadata = metadata


class ExpressionCast(Message):
    """`spark.connect.Expression.Cast`."""

    __slots__ = ("expr", "type", "type_str", "eval_mode")
    _name_ = "spark.connect.Expression.Cast"
    _fields_ = (
        (1, "expr", "optional", "message", "Expression", ""),
        (2, "type", "optional", "message", "DataType", "cast_to_type"),
        (3, "type_str", "optional", "string", "", "cast_to_type"),
        (4, "eval_mode", "", "enum", "ExpressionCastEvalMode", ""),
    )
    expr: Expression | None
    type: DataType | None
    type_str: builtins.str | None
    eval_mode: ExpressionCastEvalMode | builtins.int

    def __init__(
        self,
        *,
        expr: Expression | None = None,
        type: DataType | None = None,
        type_str: builtins.str | None = None,
        eval_mode: ExpressionCastEvalMode | builtins.int = 0,
    ) -> None:
        self.expr = expr
        self.type = type
        self.type_str = type_str
        self.eval_mode = eval_mode


class ExpressionCastEvalMode(IntEnum):
    """`spark.connect.Expression.Cast.EvalMode`."""

    EVAL_MODE_UNSPECIFIED = 0
    EVAL_MODE_LEGACY = 1
    EVAL_MODE_ANSI = 2
    EVAL_MODE_TRY = 3


class ExpressionDirectShufflePartitionID(Message):
    """`spark.connect.Expression.DirectShufflePartitionID`."""

    __slots__ = ("child",)
    _name_ = "spark.connect.Expression.DirectShufflePartitionID"
    _fields_ = (
        (1, "child", "optional", "message", "Expression", ""),
    )
    child: Expression | None

    def __init__(
        self,
        *,
        child: Expression | None = None,
    ) -> None:
        self.child = child


class ExpressionExpressionString(Message):
    """`spark.connect.Expression.ExpressionString`."""

    __slots__ = ("expression",)
    _name_ = "spark.connect.Expression.ExpressionString"
    _fields_ = (
        (1, "expression", "", "string", "", ""),
    )
    expression: builtins.str

    def __init__(
        self,
        *,
        expression: builtins.str = "",
    ) -> None:
        self.expression = expression


class ExpressionLambdaFunction(Message):
    """`spark.connect.Expression.LambdaFunction`."""

    __slots__ = ("function", "arguments")
    _name_ = "spark.connect.Expression.LambdaFunction"
    _fields_ = (
        (1, "function", "optional", "message", "Expression", ""),
        (2, "arguments", "repeated", "message", "ExpressionUnresolvedNamedLambdaVariable", ""),
    )
    function: Expression | None
    arguments: list[ExpressionUnresolvedNamedLambdaVariable]

    def __init__(
        self,
        *,
        function: Expression | None = None,
        arguments: Iterable[ExpressionUnresolvedNamedLambdaVariable] = (),
    ) -> None:
        self.function = function
        self.arguments = list(arguments)


class ExpressionLiteral(Message):
    """`spark.connect.Expression.Literal`."""

    __slots__ = ("null", "binary", "boolean", "byte", "short", "integer", "long", "float", "double", "decimal", "string", "date", "timestamp", "timestamp_ntz", "calendar_interval", "year_month_interval", "day_time_interval", "array", "map", "struct", "specialized_array", "time", "data_type")
    _name_ = "spark.connect.Expression.Literal"
    _fields_ = (
        (1, "null", "optional", "message", "DataType", "literal_type"),
        (2, "binary", "optional", "bytes", "", "literal_type"),
        (3, "boolean", "optional", "bool", "", "literal_type"),
        (4, "byte", "optional", "int32", "", "literal_type"),
        (5, "short", "optional", "int32", "", "literal_type"),
        (6, "integer", "optional", "int32", "", "literal_type"),
        (7, "long", "optional", "int64", "", "literal_type"),
        (10, "float", "optional", "float", "", "literal_type"),
        (11, "double", "optional", "double", "", "literal_type"),
        (12, "decimal", "optional", "message", "ExpressionLiteralDecimal", "literal_type"),
        (13, "string", "optional", "string", "", "literal_type"),
        (16, "date", "optional", "int32", "", "literal_type"),
        (17, "timestamp", "optional", "int64", "", "literal_type"),
        (18, "timestamp_ntz", "optional", "int64", "", "literal_type"),
        (19, "calendar_interval", "optional", "message", "ExpressionLiteralCalendarInterval", "literal_type"),
        (20, "year_month_interval", "optional", "int32", "", "literal_type"),
        (21, "day_time_interval", "optional", "int64", "", "literal_type"),
        (22, "array", "optional", "message", "ExpressionLiteralArray", "literal_type"),
        (23, "map", "optional", "message", "ExpressionLiteralMap", "literal_type"),
        (24, "struct", "optional", "message", "ExpressionLiteralStruct", "literal_type"),
        (25, "specialized_array", "optional", "message", "ExpressionLiteralSpecializedArray", "literal_type"),
        (26, "time", "optional", "message", "ExpressionLiteralTime", "literal_type"),
        (100, "data_type", "optional", "message", "DataType", ""),
    )
    null: DataType | None
    binary: builtins.bytes | memoryview | None
    boolean: builtins.bool | None
    byte: builtins.int | None
    short: builtins.int | None
    integer: builtins.int | None
    long: builtins.int | None
    float: builtins.float | None
    double: builtins.float | None
    decimal: ExpressionLiteralDecimal | None
    string: builtins.str | None
    date: builtins.int | None
    timestamp: builtins.int | None
    timestamp_ntz: builtins.int | None
    calendar_interval: ExpressionLiteralCalendarInterval | None
    year_month_interval: builtins.int | None
    day_time_interval: builtins.int | None
    array: ExpressionLiteralArray | None
    map: ExpressionLiteralMap | None
    struct: ExpressionLiteralStruct | None
    specialized_array: ExpressionLiteralSpecializedArray | None
    time: ExpressionLiteralTime | None
    data_type: DataType | None

    def __init__(
        self,
        *,
        null: DataType | None = None,
        binary: builtins.bytes | memoryview | None = None,
        boolean: builtins.bool | None = None,
        byte: builtins.int | None = None,
        short: builtins.int | None = None,
        integer: builtins.int | None = None,
        long: builtins.int | None = None,
        float: builtins.float | None = None,
        double: builtins.float | None = None,
        decimal: ExpressionLiteralDecimal | None = None,
        string: builtins.str | None = None,
        date: builtins.int | None = None,
        timestamp: builtins.int | None = None,
        timestamp_ntz: builtins.int | None = None,
        calendar_interval: ExpressionLiteralCalendarInterval | None = None,
        year_month_interval: builtins.int | None = None,
        day_time_interval: builtins.int | None = None,
        array: ExpressionLiteralArray | None = None,
        map: ExpressionLiteralMap | None = None,
        struct: ExpressionLiteralStruct | None = None,
        specialized_array: ExpressionLiteralSpecializedArray | None = None,
        time: ExpressionLiteralTime | None = None,
        data_type: DataType | None = None,
    ) -> None:
        self.null = null
        self.binary = binary
        self.boolean = boolean
        self.byte = byte
        self.short = short
        self.integer = integer
        self.long = long
        self.float = float
        self.double = double
        self.decimal = decimal
        self.string = string
        self.date = date
        self.timestamp = timestamp
        self.timestamp_ntz = timestamp_ntz
        self.calendar_interval = calendar_interval
        self.year_month_interval = year_month_interval
        self.day_time_interval = day_time_interval
        self.array = array
        self.map = map
        self.struct = struct
        self.specialized_array = specialized_array
        self.time = time
        self.data_type = data_type


class ExpressionLiteralArray(Message):
    """`spark.connect.Expression.Literal.Array`."""

    __slots__ = ("element_type", "elements")
    _name_ = "spark.connect.Expression.Literal.Array"
    _fields_ = (
        (1, "element_type", "optional", "message", "DataType", ""),
        (2, "elements", "repeated", "message", "ExpressionLiteral", ""),
    )
    element_type: DataType | None
    elements: list[ExpressionLiteral]

    def __init__(
        self,
        *,
        element_type: DataType | None = None,
        elements: Iterable[ExpressionLiteral] = (),
    ) -> None:
        self.element_type = element_type
        self.elements = list(elements)


class ExpressionLiteralCalendarInterval(Message):
    """`spark.connect.Expression.Literal.CalendarInterval`."""

    __slots__ = ("months", "days", "microseconds")
    _name_ = "spark.connect.Expression.Literal.CalendarInterval"
    _fields_ = (
        (1, "months", "", "int32", "", ""),
        (2, "days", "", "int32", "", ""),
        (3, "microseconds", "", "int64", "", ""),
    )
    months: builtins.int
    days: builtins.int
    microseconds: builtins.int

    def __init__(
        self,
        *,
        months: builtins.int = 0,
        days: builtins.int = 0,
        microseconds: builtins.int = 0,
    ) -> None:
        self.months = months
        self.days = days
        self.microseconds = microseconds


class ExpressionLiteralDecimal(Message):
    """`spark.connect.Expression.Literal.Decimal`."""

    __slots__ = ("value", "precision", "scale")
    _name_ = "spark.connect.Expression.Literal.Decimal"
    _fields_ = (
        (1, "value", "", "string", "", ""),
        (2, "precision", "optional", "int32", "", ""),
        (3, "scale", "optional", "int32", "", ""),
    )
    value: builtins.str
    precision: builtins.int | None
    scale: builtins.int | None

    def __init__(
        self,
        *,
        value: builtins.str = "",
        precision: builtins.int | None = None,
        scale: builtins.int | None = None,
    ) -> None:
        self.value = value
        self.precision = precision
        self.scale = scale


class ExpressionLiteralMap(Message):
    """`spark.connect.Expression.Literal.Map`."""

    __slots__ = ("key_type", "value_type", "keys", "values")
    _name_ = "spark.connect.Expression.Literal.Map"
    _fields_ = (
        (1, "key_type", "optional", "message", "DataType", ""),
        (2, "value_type", "optional", "message", "DataType", ""),
        (3, "keys", "repeated", "message", "ExpressionLiteral", ""),
        (4, "values", "repeated", "message", "ExpressionLiteral", ""),
    )
    key_type: DataType | None
    value_type: DataType | None
    keys: list[ExpressionLiteral]
    values: list[ExpressionLiteral]

    def __init__(
        self,
        *,
        key_type: DataType | None = None,
        value_type: DataType | None = None,
        keys: Iterable[ExpressionLiteral] = (),
        values: Iterable[ExpressionLiteral] = (),
    ) -> None:
        self.key_type = key_type
        self.value_type = value_type
        self.keys = list(keys)
        self.values = list(values)


class ExpressionLiteralSpecializedArray(Message):
    """`spark.connect.Expression.Literal.SpecializedArray`."""

    __slots__ = ("bools", "ints", "longs", "floats", "doubles", "strings")
    _name_ = "spark.connect.Expression.Literal.SpecializedArray"
    _fields_ = (
        (1, "bools", "optional", "message", "Bools", "value_type"),
        (2, "ints", "optional", "message", "Ints", "value_type"),
        (3, "longs", "optional", "message", "Longs", "value_type"),
        (4, "floats", "optional", "message", "Floats", "value_type"),
        (5, "doubles", "optional", "message", "Doubles", "value_type"),
        (6, "strings", "optional", "message", "Strings", "value_type"),
    )
    bools: Bools | None
    ints: Ints | None
    longs: Longs | None
    floats: Floats | None
    doubles: Doubles | None
    strings: Strings | None

    def __init__(
        self,
        *,
        bools: Bools | None = None,
        ints: Ints | None = None,
        longs: Longs | None = None,
        floats: Floats | None = None,
        doubles: Doubles | None = None,
        strings: Strings | None = None,
    ) -> None:
        self.bools = bools
        self.ints = ints
        self.longs = longs
        self.floats = floats
        self.doubles = doubles
        self.strings = strings


class ExpressionLiteralStruct(Message):
    """`spark.connect.Expression.Literal.Struct`."""

    __slots__ = ("struct_type", "elements")
    _name_ = "spark.connect.Expression.Literal.Struct"
    _fields_ = (
        (1, "struct_type", "optional", "message", "DataType", ""),
        (2, "elements", "repeated", "message", "ExpressionLiteral", ""),
    )
    struct_type: DataType | None
    elements: list[ExpressionLiteral]

    def __init__(
        self,
        *,
        struct_type: DataType | None = None,
        elements: Iterable[ExpressionLiteral] = (),
    ) -> None:
        self.struct_type = struct_type
        self.elements = list(elements)


class ExpressionLiteralTime(Message):
    """`spark.connect.Expression.Literal.Time`."""

    __slots__ = ("nano", "precision")
    _name_ = "spark.connect.Expression.Literal.Time"
    _fields_ = (
        (1, "nano", "", "int64", "", ""),
        (2, "precision", "optional", "int32", "", ""),
    )
    nano: builtins.int
    precision: builtins.int | None

    def __init__(
        self,
        *,
        nano: builtins.int = 0,
        precision: builtins.int | None = None,
    ) -> None:
        self.nano = nano
        self.precision = precision


class ExpressionSortOrder(Message):
    """`spark.connect.Expression.SortOrder`."""

    __slots__ = ("child", "direction", "null_ordering")
    _name_ = "spark.connect.Expression.SortOrder"
    _fields_ = (
        (1, "child", "optional", "message", "Expression", ""),
        (2, "direction", "", "enum", "ExpressionSortOrderSortDirection", ""),
        (3, "null_ordering", "", "enum", "ExpressionSortOrderNullOrdering", ""),
    )
    child: Expression | None
    direction: ExpressionSortOrderSortDirection | builtins.int
    null_ordering: ExpressionSortOrderNullOrdering | builtins.int

    def __init__(
        self,
        *,
        child: Expression | None = None,
        direction: ExpressionSortOrderSortDirection | builtins.int = 0,
        null_ordering: ExpressionSortOrderNullOrdering | builtins.int = 0,
    ) -> None:
        self.child = child
        self.direction = direction
        self.null_ordering = null_ordering


class ExpressionSortOrderNullOrdering(IntEnum):
    """`spark.connect.Expression.SortOrder.NullOrdering`."""

    SORT_NULLS_UNSPECIFIED = 0
    SORT_NULLS_FIRST = 1
    SORT_NULLS_LAST = 2


class ExpressionSortOrderSortDirection(IntEnum):
    """`spark.connect.Expression.SortOrder.SortDirection`."""

    SORT_DIRECTION_UNSPECIFIED = 0
    SORT_DIRECTION_ASCENDING = 1
    SORT_DIRECTION_DESCENDING = 2


class ExpressionUnresolvedAttribute(Message):
    """`spark.connect.Expression.UnresolvedAttribute`."""

    __slots__ = ("unparsed_identifier", "plan_id", "is_metadata_column")
    _name_ = "spark.connect.Expression.UnresolvedAttribute"
    _fields_ = (
        (1, "unparsed_identifier", "", "string", "", ""),
        (2, "plan_id", "optional", "int64", "", ""),
        (3, "is_metadata_column", "optional", "bool", "", ""),
    )
    unparsed_identifier: builtins.str
    plan_id: builtins.int | None
    is_metadata_column: builtins.bool | None

    def __init__(
        self,
        *,
        unparsed_identifier: builtins.str = "",
        plan_id: builtins.int | None = None,
        is_metadata_column: builtins.bool | None = None,
    ) -> None:
        self.unparsed_identifier = unparsed_identifier
        self.plan_id = plan_id
        self.is_metadata_column = is_metadata_column


class ExpressionUnresolvedExtractValue(Message):
    """`spark.connect.Expression.UnresolvedExtractValue`."""

    __slots__ = ("child", "extraction")
    _name_ = "spark.connect.Expression.UnresolvedExtractValue"
    _fields_ = (
        (1, "child", "optional", "message", "Expression", ""),
        (2, "extraction", "optional", "message", "Expression", ""),
    )
    child: Expression | None
    extraction: Expression | None

    def __init__(
        self,
        *,
        child: Expression | None = None,
        extraction: Expression | None = None,
    ) -> None:
        self.child = child
        self.extraction = extraction


class ExpressionUnresolvedFunction(Message):
    """`spark.connect.Expression.UnresolvedFunction`."""

    __slots__ = ("function_name", "arguments", "is_distinct", "is_user_defined_function", "is_internal")
    _name_ = "spark.connect.Expression.UnresolvedFunction"
    _fields_ = (
        (1, "function_name", "", "string", "", ""),
        (2, "arguments", "repeated", "message", "Expression", ""),
        (3, "is_distinct", "", "bool", "", ""),
        (4, "is_user_defined_function", "", "bool", "", ""),
        (5, "is_internal", "optional", "bool", "", ""),
    )
    function_name: builtins.str
    arguments: list[Expression]
    is_distinct: builtins.bool
    is_user_defined_function: builtins.bool
    is_internal: builtins.bool | None

    def __init__(
        self,
        *,
        function_name: builtins.str = "",
        arguments: Iterable[Expression] = (),
        is_distinct: builtins.bool = False,
        is_user_defined_function: builtins.bool = False,
        is_internal: builtins.bool | None = None,
    ) -> None:
        self.function_name = function_name
        self.arguments = list(arguments)
        self.is_distinct = is_distinct
        self.is_user_defined_function = is_user_defined_function
        self.is_internal = is_internal


class ExpressionUnresolvedNamedLambdaVariable(Message):
    """`spark.connect.Expression.UnresolvedNamedLambdaVariable`."""

    __slots__ = ("name_parts",)
    _name_ = "spark.connect.Expression.UnresolvedNamedLambdaVariable"
    _fields_ = (
        (1, "name_parts", "repeated", "string", "", ""),
    )
    name_parts: list[builtins.str]

    def __init__(
        self,
        *,
        name_parts: Iterable[builtins.str] = (),
    ) -> None:
        self.name_parts = list(name_parts)


class ExpressionUnresolvedRegex(Message):
    """`spark.connect.Expression.UnresolvedRegex`."""

    __slots__ = ("col_name", "plan_id")
    _name_ = "spark.connect.Expression.UnresolvedRegex"
    _fields_ = (
        (1, "col_name", "", "string", "", ""),
        (2, "plan_id", "optional", "int64", "", ""),
    )
    col_name: builtins.str
    plan_id: builtins.int | None

    def __init__(
        self,
        *,
        col_name: builtins.str = "",
        plan_id: builtins.int | None = None,
    ) -> None:
        self.col_name = col_name
        self.plan_id = plan_id


class ExpressionUnresolvedStar(Message):
    """`spark.connect.Expression.UnresolvedStar`."""

    __slots__ = ("unparsed_target", "plan_id")
    _name_ = "spark.connect.Expression.UnresolvedStar"
    _fields_ = (
        (1, "unparsed_target", "optional", "string", "", ""),
        (2, "plan_id", "optional", "int64", "", ""),
    )
    unparsed_target: builtins.str | None
    plan_id: builtins.int | None

    def __init__(
        self,
        *,
        unparsed_target: builtins.str | None = None,
        plan_id: builtins.int | None = None,
    ) -> None:
        self.unparsed_target = unparsed_target
        self.plan_id = plan_id


class ExpressionUpdateFields(Message):
    """`spark.connect.Expression.UpdateFields`."""

    __slots__ = ("struct_expression", "field_name", "value_expression")
    _name_ = "spark.connect.Expression.UpdateFields"
    _fields_ = (
        (1, "struct_expression", "optional", "message", "Expression", ""),
        (2, "field_name", "", "string", "", ""),
        (3, "value_expression", "optional", "message", "Expression", ""),
    )
    struct_expression: Expression | None
    field_name: builtins.str
    value_expression: Expression | None

    def __init__(
        self,
        *,
        struct_expression: Expression | None = None,
        field_name: builtins.str = "",
        value_expression: Expression | None = None,
    ) -> None:
        self.struct_expression = struct_expression
        self.field_name = field_name
        self.value_expression = value_expression


class ExpressionWindow(Message):
    """`spark.connect.Expression.Window`."""

    __slots__ = ("window_function", "partition_spec", "order_spec", "frame_spec")
    _name_ = "spark.connect.Expression.Window"
    _fields_ = (
        (1, "window_function", "optional", "message", "Expression", ""),
        (2, "partition_spec", "repeated", "message", "Expression", ""),
        (3, "order_spec", "repeated", "message", "ExpressionSortOrder", ""),
        (4, "frame_spec", "optional", "message", "ExpressionWindowWindowFrame", ""),
    )
    window_function: Expression | None
    partition_spec: list[Expression]
    order_spec: list[ExpressionSortOrder]
    frame_spec: ExpressionWindowWindowFrame | None

    def __init__(
        self,
        *,
        window_function: Expression | None = None,
        partition_spec: Iterable[Expression] = (),
        order_spec: Iterable[ExpressionSortOrder] = (),
        frame_spec: ExpressionWindowWindowFrame | None = None,
    ) -> None:
        self.window_function = window_function
        self.partition_spec = list(partition_spec)
        self.order_spec = list(order_spec)
        self.frame_spec = frame_spec


class ExpressionWindowWindowFrame(Message):
    """`spark.connect.Expression.Window.WindowFrame`."""

    __slots__ = ("frame_type", "lower", "upper")
    _name_ = "spark.connect.Expression.Window.WindowFrame"
    _fields_ = (
        (1, "frame_type", "", "enum", "ExpressionWindowWindowFrameFrameType", ""),
        (2, "lower", "optional", "message", "ExpressionWindowWindowFrameFrameBoundary", ""),
        (3, "upper", "optional", "message", "ExpressionWindowWindowFrameFrameBoundary", ""),
    )
    frame_type: ExpressionWindowWindowFrameFrameType | builtins.int
    lower: ExpressionWindowWindowFrameFrameBoundary | None
    upper: ExpressionWindowWindowFrameFrameBoundary | None

    def __init__(
        self,
        *,
        frame_type: ExpressionWindowWindowFrameFrameType | builtins.int = 0,
        lower: ExpressionWindowWindowFrameFrameBoundary | None = None,
        upper: ExpressionWindowWindowFrameFrameBoundary | None = None,
    ) -> None:
        self.frame_type = frame_type
        self.lower = lower
        self.upper = upper


class ExpressionWindowWindowFrameFrameBoundary(Message):
    """`spark.connect.Expression.Window.WindowFrame.FrameBoundary`."""

    __slots__ = ("current_row", "unbounded", "value")
    _name_ = "spark.connect.Expression.Window.WindowFrame.FrameBoundary"
    _fields_ = (
        (1, "current_row", "optional", "bool", "", "boundary"),
        (2, "unbounded", "optional", "bool", "", "boundary"),
        (3, "value", "optional", "message", "Expression", "boundary"),
    )
    current_row: builtins.bool | None
    unbounded: builtins.bool | None
    value: Expression | None

    def __init__(
        self,
        *,
        current_row: builtins.bool | None = None,
        unbounded: builtins.bool | None = None,
        value: Expression | None = None,
    ) -> None:
        self.current_row = current_row
        self.unbounded = unbounded
        self.value = value


class ExpressionWindowWindowFrameFrameType(IntEnum):
    """`spark.connect.Expression.Window.WindowFrame.FrameType`."""

    FRAME_TYPE_UNDEFINED = 0
    FRAME_TYPE_ROW = 1
    FRAME_TYPE_RANGE = 2


class ExpressionCommon(Message):
    """`spark.connect.ExpressionCommon`."""

    __slots__ = ("origin",)
    _name_ = "spark.connect.ExpressionCommon"
    _fields_ = (
        (1, "origin", "optional", "message", "Origin", ""),
    )
    origin: Origin | None

    def __init__(
        self,
        *,
        origin: Origin | None = None,
    ) -> None:
        self.origin = origin


class FetchErrorDetailsRequest(Message):
    """`spark.connect.FetchErrorDetailsRequest`."""

    __slots__ = ("session_id", "user_context", "error_id", "client_type", "client_observed_server_side_session_id")
    _name_ = "spark.connect.FetchErrorDetailsRequest"
    _fields_ = (
        (1, "session_id", "", "string", "", ""),
        (2, "user_context", "optional", "message", "UserContext", ""),
        (3, "error_id", "", "string", "", ""),
        (4, "client_type", "optional", "string", "", ""),
        (5, "client_observed_server_side_session_id", "optional", "string", "", ""),
    )
    session_id: builtins.str
    user_context: UserContext | None
    error_id: builtins.str
    client_type: builtins.str | None
    client_observed_server_side_session_id: builtins.str | None

    def __init__(
        self,
        *,
        session_id: builtins.str = "",
        user_context: UserContext | None = None,
        error_id: builtins.str = "",
        client_type: builtins.str | None = None,
        client_observed_server_side_session_id: builtins.str | None = None,
    ) -> None:
        self.session_id = session_id
        self.user_context = user_context
        self.error_id = error_id
        self.client_type = client_type
        self.client_observed_server_side_session_id = client_observed_server_side_session_id


class FetchErrorDetailsResponse(Message):
    """`spark.connect.FetchErrorDetailsResponse`."""

    __slots__ = ("root_error_idx", "errors", "server_side_session_id", "session_id")
    _name_ = "spark.connect.FetchErrorDetailsResponse"
    _fields_ = (
        (1, "root_error_idx", "optional", "int32", "", ""),
        (2, "errors", "repeated", "message", "FetchErrorDetailsResponseError", ""),
        (3, "server_side_session_id", "", "string", "", ""),
        (4, "session_id", "", "string", "", ""),
    )
    root_error_idx: builtins.int | None
    errors: list[FetchErrorDetailsResponseError]
    server_side_session_id: builtins.str
    session_id: builtins.str

    def __init__(
        self,
        *,
        root_error_idx: builtins.int | None = None,
        errors: Iterable[FetchErrorDetailsResponseError] = (),
        server_side_session_id: builtins.str = "",
        session_id: builtins.str = "",
    ) -> None:
        self.root_error_idx = root_error_idx
        self.errors = list(errors)
        self.server_side_session_id = server_side_session_id
        self.session_id = session_id


class FetchErrorDetailsResponseBreakingChangeInfo(Message):
    """`spark.connect.FetchErrorDetailsResponse.BreakingChangeInfo`."""

    __slots__ = ("migration_message", "mitigation_config", "needs_audit")
    _name_ = "spark.connect.FetchErrorDetailsResponse.BreakingChangeInfo"
    _fields_ = (
        (1, "migration_message", "repeated", "string", "", ""),
        (2, "mitigation_config", "optional", "message", "FetchErrorDetailsResponseMitigationConfig", ""),
        (3, "needs_audit", "optional", "bool", "", ""),
    )
    migration_message: list[builtins.str]
    mitigation_config: FetchErrorDetailsResponseMitigationConfig | None
    needs_audit: builtins.bool | None

    def __init__(
        self,
        *,
        migration_message: Iterable[builtins.str] = (),
        mitigation_config: FetchErrorDetailsResponseMitigationConfig | None = None,
        needs_audit: builtins.bool | None = None,
    ) -> None:
        self.migration_message = list(migration_message)
        self.mitigation_config = mitigation_config
        self.needs_audit = needs_audit


class FetchErrorDetailsResponseError(Message):
    """`spark.connect.FetchErrorDetailsResponse.Error`."""

    __slots__ = ("error_type_hierarchy", "message", "stack_trace", "cause_idx", "spark_throwable")
    _name_ = "spark.connect.FetchErrorDetailsResponse.Error"
    _fields_ = (
        (1, "error_type_hierarchy", "repeated", "string", "", ""),
        (2, "message", "", "string", "", ""),
        (3, "stack_trace", "repeated", "message", "FetchErrorDetailsResponseStackTraceElement", ""),
        (4, "cause_idx", "optional", "int32", "", ""),
        (5, "spark_throwable", "optional", "message", "FetchErrorDetailsResponseSparkThrowable", ""),
    )
    error_type_hierarchy: list[builtins.str]
    message: builtins.str
    stack_trace: list[FetchErrorDetailsResponseStackTraceElement]
    cause_idx: builtins.int | None
    spark_throwable: FetchErrorDetailsResponseSparkThrowable | None

    def __init__(
        self,
        *,
        error_type_hierarchy: Iterable[builtins.str] = (),
        message: builtins.str = "",
        stack_trace: Iterable[FetchErrorDetailsResponseStackTraceElement] = (),
        cause_idx: builtins.int | None = None,
        spark_throwable: FetchErrorDetailsResponseSparkThrowable | None = None,
    ) -> None:
        self.error_type_hierarchy = list(error_type_hierarchy)
        self.message = message
        self.stack_trace = list(stack_trace)
        self.cause_idx = cause_idx
        self.spark_throwable = spark_throwable


class FetchErrorDetailsResponseMitigationConfig(Message):
    """`spark.connect.FetchErrorDetailsResponse.MitigationConfig`."""

    __slots__ = ("key", "value")
    _name_ = "spark.connect.FetchErrorDetailsResponse.MitigationConfig"
    _fields_ = (
        (1, "key", "", "string", "", ""),
        (2, "value", "", "string", "", ""),
    )
    key: builtins.str
    value: builtins.str

    def __init__(
        self,
        *,
        key: builtins.str = "",
        value: builtins.str = "",
    ) -> None:
        self.key = key
        self.value = value


class FetchErrorDetailsResponseQueryContext(Message):
    """`spark.connect.FetchErrorDetailsResponse.QueryContext`."""

    __slots__ = ("object_type", "object_name", "start_index", "stop_index", "fragment", "call_site", "summary", "context_type")
    _name_ = "spark.connect.FetchErrorDetailsResponse.QueryContext"
    _fields_ = (
        (1, "object_type", "", "string", "", ""),
        (2, "object_name", "", "string", "", ""),
        (3, "start_index", "", "int32", "", ""),
        (4, "stop_index", "", "int32", "", ""),
        (5, "fragment", "", "string", "", ""),
        (6, "call_site", "", "string", "", ""),
        (7, "summary", "", "string", "", ""),
        (10, "context_type", "", "enum", "FetchErrorDetailsResponseQueryContextContextType", ""),
    )
    object_type: builtins.str
    object_name: builtins.str
    start_index: builtins.int
    stop_index: builtins.int
    fragment: builtins.str
    call_site: builtins.str
    summary: builtins.str
    context_type: FetchErrorDetailsResponseQueryContextContextType | builtins.int

    def __init__(
        self,
        *,
        object_type: builtins.str = "",
        object_name: builtins.str = "",
        start_index: builtins.int = 0,
        stop_index: builtins.int = 0,
        fragment: builtins.str = "",
        call_site: builtins.str = "",
        summary: builtins.str = "",
        context_type: FetchErrorDetailsResponseQueryContextContextType | builtins.int = 0,
    ) -> None:
        self.object_type = object_type
        self.object_name = object_name
        self.start_index = start_index
        self.stop_index = stop_index
        self.fragment = fragment
        self.call_site = call_site
        self.summary = summary
        self.context_type = context_type


class FetchErrorDetailsResponseQueryContextContextType(IntEnum):
    """`spark.connect.FetchErrorDetailsResponse.QueryContext.ContextType`."""

    SQL = 0
    DATAFRAME = 1


class FetchErrorDetailsResponseSparkThrowable(Message):
    """`spark.connect.FetchErrorDetailsResponse.SparkThrowable`."""

    __slots__ = ("error_class", "message_parameters", "query_contexts", "sql_state", "breaking_change_info")
    _name_ = "spark.connect.FetchErrorDetailsResponse.SparkThrowable"
    _fields_ = (
        (1, "error_class", "optional", "string", "", ""),
        (2, "message_parameters", "map", "string:string", "", ""),
        (3, "query_contexts", "repeated", "message", "FetchErrorDetailsResponseQueryContext", ""),
        (4, "sql_state", "optional", "string", "", ""),
        (5, "breaking_change_info", "optional", "message", "FetchErrorDetailsResponseBreakingChangeInfo", ""),
    )
    error_class: builtins.str | None
    message_parameters: dict[builtins.str, builtins.str]
    query_contexts: list[FetchErrorDetailsResponseQueryContext]
    sql_state: builtins.str | None
    breaking_change_info: FetchErrorDetailsResponseBreakingChangeInfo | None

    def __init__(
        self,
        *,
        error_class: builtins.str | None = None,
        message_parameters: Mapping[builtins.str, builtins.str] | None = None,
        query_contexts: Iterable[FetchErrorDetailsResponseQueryContext] = (),
        sql_state: builtins.str | None = None,
        breaking_change_info: FetchErrorDetailsResponseBreakingChangeInfo | None = None,
    ) -> None:
        self.error_class = error_class
        self.message_parameters = dict(message_parameters) if message_parameters else {}
        self.query_contexts = list(query_contexts)
        self.sql_state = sql_state
        self.breaking_change_info = breaking_change_info


class FetchErrorDetailsResponseStackTraceElement(Message):
    """`spark.connect.FetchErrorDetailsResponse.StackTraceElement`."""

    __slots__ = ("declaring_class", "method_name", "file_name", "line_number")
    _name_ = "spark.connect.FetchErrorDetailsResponse.StackTraceElement"
    _fields_ = (
        (1, "declaring_class", "", "string", "", ""),
        (2, "method_name", "", "string", "", ""),
        (3, "file_name", "optional", "string", "", ""),
        (4, "line_number", "", "int32", "", ""),
    )
    declaring_class: builtins.str
    method_name: builtins.str
    file_name: builtins.str | None
    line_number: builtins.int

    def __init__(
        self,
        *,
        declaring_class: builtins.str = "",
        method_name: builtins.str = "",
        file_name: builtins.str | None = None,
        line_number: builtins.int = 0,
    ) -> None:
        self.declaring_class = declaring_class
        self.method_name = method_name
        self.file_name = file_name
        self.line_number = line_number


class Filter(Message):
    """`spark.connect.Filter`."""

    __slots__ = ("input", "condition")
    _name_ = "spark.connect.Filter"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "condition", "optional", "message", "Expression", ""),
    )
    input: Relation | None
    condition: Expression | None

    def __init__(
        self,
        *,
        input: Relation | None = None,
        condition: Expression | None = None,
    ) -> None:
        self.input = input
        self.condition = condition


class Floats(Message):
    """`spark.connect.Floats`."""

    __slots__ = ("values",)
    _name_ = "spark.connect.Floats"
    _fields_ = (
        (1, "values", "repeated", "float", "", ""),
    )
    values: list[builtins.float]

    def __init__(
        self,
        *,
        values: Iterable[builtins.float] = (),
    ) -> None:
        self.values = list(values)


class Hint(Message):
    """`spark.connect.Hint`."""

    __slots__ = ("input", "name", "parameters")
    _name_ = "spark.connect.Hint"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "name", "", "string", "", ""),
        (3, "parameters", "repeated", "message", "Expression", ""),
    )
    input: Relation | None
    name: builtins.str
    parameters: list[Expression]

    def __init__(
        self,
        *,
        input: Relation | None = None,
        name: builtins.str = "",
        parameters: Iterable[Expression] = (),
    ) -> None:
        self.input = input
        self.name = name
        self.parameters = list(parameters)


class HtmlString(Message):
    """`spark.connect.HtmlString`."""

    __slots__ = ("input", "num_rows", "truncate")
    _name_ = "spark.connect.HtmlString"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "num_rows", "", "int32", "", ""),
        (3, "truncate", "", "int32", "", ""),
    )
    input: Relation | None
    num_rows: builtins.int
    truncate: builtins.int

    def __init__(
        self,
        *,
        input: Relation | None = None,
        num_rows: builtins.int = 0,
        truncate: builtins.int = 0,
    ) -> None:
        self.input = input
        self.num_rows = num_rows
        self.truncate = truncate


class InterruptRequest(Message):
    """`spark.connect.InterruptRequest`."""

    __slots__ = ("session_id", "user_context", "client_type", "interrupt_type", "operation_tag", "operation_id", "client_observed_server_side_session_id")
    _name_ = "spark.connect.InterruptRequest"
    _fields_ = (
        (1, "session_id", "", "string", "", ""),
        (2, "user_context", "optional", "message", "UserContext", ""),
        (3, "client_type", "optional", "string", "", ""),
        (4, "interrupt_type", "", "enum", "InterruptRequestInterruptType", ""),
        (5, "operation_tag", "optional", "string", "", "interrupt"),
        (6, "operation_id", "optional", "string", "", "interrupt"),
        (7, "client_observed_server_side_session_id", "optional", "string", "", ""),
    )
    session_id: builtins.str
    user_context: UserContext | None
    client_type: builtins.str | None
    interrupt_type: InterruptRequestInterruptType | builtins.int
    operation_tag: builtins.str | None
    operation_id: builtins.str | None
    client_observed_server_side_session_id: builtins.str | None

    def __init__(
        self,
        *,
        session_id: builtins.str = "",
        user_context: UserContext | None = None,
        client_type: builtins.str | None = None,
        interrupt_type: InterruptRequestInterruptType | builtins.int = 0,
        operation_tag: builtins.str | None = None,
        operation_id: builtins.str | None = None,
        client_observed_server_side_session_id: builtins.str | None = None,
    ) -> None:
        self.session_id = session_id
        self.user_context = user_context
        self.client_type = client_type
        self.interrupt_type = interrupt_type
        self.operation_tag = operation_tag
        self.operation_id = operation_id
        self.client_observed_server_side_session_id = client_observed_server_side_session_id


class InterruptRequestInterruptType(IntEnum):
    """`spark.connect.InterruptRequest.InterruptType`."""

    INTERRUPT_TYPE_UNSPECIFIED = 0
    INTERRUPT_TYPE_ALL = 1
    INTERRUPT_TYPE_TAG = 2
    INTERRUPT_TYPE_OPERATION_ID = 3


class InterruptResponse(Message):
    """`spark.connect.InterruptResponse`."""

    __slots__ = ("session_id", "interrupted_ids", "server_side_session_id")
    _name_ = "spark.connect.InterruptResponse"
    _fields_ = (
        (1, "session_id", "", "string", "", ""),
        (2, "interrupted_ids", "repeated", "string", "", ""),
        (3, "server_side_session_id", "", "string", "", ""),
    )
    session_id: builtins.str
    interrupted_ids: list[builtins.str]
    server_side_session_id: builtins.str

    def __init__(
        self,
        *,
        session_id: builtins.str = "",
        interrupted_ids: Iterable[builtins.str] = (),
        server_side_session_id: builtins.str = "",
    ) -> None:
        self.session_id = session_id
        self.interrupted_ids = list(interrupted_ids)
        self.server_side_session_id = server_side_session_id


class Ints(Message):
    """`spark.connect.Ints`."""

    __slots__ = ("values",)
    _name_ = "spark.connect.Ints"
    _fields_ = (
        (1, "values", "repeated", "int32", "", ""),
    )
    values: list[builtins.int]

    def __init__(
        self,
        *,
        values: Iterable[builtins.int] = (),
    ) -> None:
        self.values = list(values)


class Join(Message):
    """`spark.connect.Join`."""

    __slots__ = ("left", "right", "join_condition", "join_type", "using_columns", "join_data_type")
    _name_ = "spark.connect.Join"
    _fields_ = (
        (1, "left", "optional", "message", "Relation", ""),
        (2, "right", "optional", "message", "Relation", ""),
        (3, "join_condition", "optional", "message", "Expression", ""),
        (4, "join_type", "", "enum", "JoinJoinType", ""),
        (5, "using_columns", "repeated", "string", "", ""),
        (6, "join_data_type", "optional", "message", "JoinJoinDataType", ""),
    )
    left: Relation | None
    right: Relation | None
    join_condition: Expression | None
    join_type: JoinJoinType | builtins.int
    using_columns: list[builtins.str]
    join_data_type: JoinJoinDataType | None

    def __init__(
        self,
        *,
        left: Relation | None = None,
        right: Relation | None = None,
        join_condition: Expression | None = None,
        join_type: JoinJoinType | builtins.int = 0,
        using_columns: Iterable[builtins.str] = (),
        join_data_type: JoinJoinDataType | None = None,
    ) -> None:
        self.left = left
        self.right = right
        self.join_condition = join_condition
        self.join_type = join_type
        self.using_columns = list(using_columns)
        self.join_data_type = join_data_type


class JoinJoinDataType(Message):
    """`spark.connect.Join.JoinDataType`."""

    __slots__ = ("is_left_struct", "is_right_struct")
    _name_ = "spark.connect.Join.JoinDataType"
    _fields_ = (
        (1, "is_left_struct", "", "bool", "", ""),
        (2, "is_right_struct", "", "bool", "", ""),
    )
    is_left_struct: builtins.bool
    is_right_struct: builtins.bool

    def __init__(
        self,
        *,
        is_left_struct: builtins.bool = False,
        is_right_struct: builtins.bool = False,
    ) -> None:
        self.is_left_struct = is_left_struct
        self.is_right_struct = is_right_struct


class JoinJoinType(IntEnum):
    """`spark.connect.Join.JoinType`."""

    JOIN_TYPE_UNSPECIFIED = 0
    JOIN_TYPE_INNER = 1
    JOIN_TYPE_FULL_OUTER = 2
    JOIN_TYPE_LEFT_OUTER = 3
    JOIN_TYPE_RIGHT_OUTER = 4
    JOIN_TYPE_LEFT_ANTI = 5
    JOIN_TYPE_LEFT_SEMI = 6
    JOIN_TYPE_CROSS = 7


class KeyValue(Message):
    """`spark.connect.KeyValue`."""

    __slots__ = ("key", "value")
    _name_ = "spark.connect.KeyValue"
    _fields_ = (
        (1, "key", "", "string", "", ""),
        (2, "value", "optional", "string", "", ""),
    )
    key: builtins.str
    value: builtins.str | None

    def __init__(
        self,
        *,
        key: builtins.str = "",
        value: builtins.str | None = None,
    ) -> None:
        self.key = key
        self.value = value


class LateralJoin(Message):
    """`spark.connect.LateralJoin`."""

    __slots__ = ("left", "right", "join_condition", "join_type")
    _name_ = "spark.connect.LateralJoin"
    _fields_ = (
        (1, "left", "optional", "message", "Relation", ""),
        (2, "right", "optional", "message", "Relation", ""),
        (3, "join_condition", "optional", "message", "Expression", ""),
        (4, "join_type", "", "enum", "JoinJoinType", ""),
    )
    left: Relation | None
    right: Relation | None
    join_condition: Expression | None
    join_type: JoinJoinType | builtins.int

    def __init__(
        self,
        *,
        left: Relation | None = None,
        right: Relation | None = None,
        join_condition: Expression | None = None,
        join_type: JoinJoinType | builtins.int = 0,
    ) -> None:
        self.left = left
        self.right = right
        self.join_condition = join_condition
        self.join_type = join_type


class Limit(Message):
    """`spark.connect.Limit`."""

    __slots__ = ("input", "limit")
    _name_ = "spark.connect.Limit"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "limit", "", "int32", "", ""),
    )
    input: Relation | None
    limit: builtins.int

    def __init__(
        self,
        *,
        input: Relation | None = None,
        limit: builtins.int = 0,
    ) -> None:
        self.input = input
        self.limit = limit


class LocalRelation(Message):
    """`spark.connect.LocalRelation`."""

    __slots__ = ("data", "schema")
    _name_ = "spark.connect.LocalRelation"
    _fields_ = (
        (1, "data", "optional", "bytes", "", ""),
        (2, "schema", "optional", "string", "", ""),
    )
    data: builtins.bytes | memoryview | None
    schema: builtins.str | None

    def __init__(
        self,
        *,
        data: builtins.bytes | memoryview | None = None,
        schema: builtins.str | None = None,
    ) -> None:
        self.data = data
        self.schema = schema


class Longs(Message):
    """`spark.connect.Longs`."""

    __slots__ = ("values",)
    _name_ = "spark.connect.Longs"
    _fields_ = (
        (1, "values", "repeated", "int64", "", ""),
    )
    values: list[builtins.int]

    def __init__(
        self,
        *,
        values: Iterable[builtins.int] = (),
    ) -> None:
        self.values = list(values)


class MergeAction(Message):
    """`spark.connect.MergeAction`."""

    __slots__ = ("action_type", "condition", "assignments")
    _name_ = "spark.connect.MergeAction"
    _fields_ = (
        (1, "action_type", "", "enum", "MergeActionActionType", ""),
        (2, "condition", "optional", "message", "Expression", ""),
        (3, "assignments", "repeated", "message", "MergeActionAssignment", ""),
    )
    action_type: MergeActionActionType | builtins.int
    condition: Expression | None
    assignments: list[MergeActionAssignment]

    def __init__(
        self,
        *,
        action_type: MergeActionActionType | builtins.int = 0,
        condition: Expression | None = None,
        assignments: Iterable[MergeActionAssignment] = (),
    ) -> None:
        self.action_type = action_type
        self.condition = condition
        self.assignments = list(assignments)


class MergeActionActionType(IntEnum):
    """`spark.connect.MergeAction.ActionType`."""

    ACTION_TYPE_INVALID = 0
    ACTION_TYPE_DELETE = 1
    ACTION_TYPE_INSERT = 2
    ACTION_TYPE_INSERT_STAR = 3
    ACTION_TYPE_UPDATE = 4
    ACTION_TYPE_UPDATE_STAR = 5


class MergeActionAssignment(Message):
    """`spark.connect.MergeAction.Assignment`."""

    __slots__ = ("key", "value")
    _name_ = "spark.connect.MergeAction.Assignment"
    _fields_ = (
        (1, "key", "optional", "message", "Expression", ""),
        (2, "value", "optional", "message", "Expression", ""),
    )
    key: Expression | None
    value: Expression | None

    def __init__(
        self,
        *,
        key: Expression | None = None,
        value: Expression | None = None,
    ) -> None:
        self.key = key
        self.value = value


class MergeIntoTableCommand(Message):
    """`spark.connect.MergeIntoTableCommand`."""

    __slots__ = ("target_table_name", "source_table_plan", "merge_condition", "match_actions", "not_matched_actions", "not_matched_by_source_actions", "with_schema_evolution")
    _name_ = "spark.connect.MergeIntoTableCommand"
    _fields_ = (
        (1, "target_table_name", "", "string", "", ""),
        (2, "source_table_plan", "optional", "message", "Relation", ""),
        (3, "merge_condition", "optional", "message", "Expression", ""),
        (4, "match_actions", "repeated", "message", "Expression", ""),
        (5, "not_matched_actions", "repeated", "message", "Expression", ""),
        (6, "not_matched_by_source_actions", "repeated", "message", "Expression", ""),
        (7, "with_schema_evolution", "", "bool", "", ""),
    )
    target_table_name: builtins.str
    source_table_plan: Relation | None
    merge_condition: Expression | None
    match_actions: list[Expression]
    not_matched_actions: list[Expression]
    not_matched_by_source_actions: list[Expression]
    with_schema_evolution: builtins.bool

    def __init__(
        self,
        *,
        target_table_name: builtins.str = "",
        source_table_plan: Relation | None = None,
        merge_condition: Expression | None = None,
        match_actions: Iterable[Expression] = (),
        not_matched_actions: Iterable[Expression] = (),
        not_matched_by_source_actions: Iterable[Expression] = (),
        with_schema_evolution: builtins.bool = False,
    ) -> None:
        self.target_table_name = target_table_name
        self.source_table_plan = source_table_plan
        self.merge_condition = merge_condition
        self.match_actions = list(match_actions)
        self.not_matched_actions = list(not_matched_actions)
        self.not_matched_by_source_actions = list(not_matched_by_source_actions)
        self.with_schema_evolution = with_schema_evolution


class NADrop(Message):
    """`spark.connect.NADrop`."""

    __slots__ = ("input", "cols", "min_non_nulls")
    _name_ = "spark.connect.NADrop"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "cols", "repeated", "string", "", ""),
        (3, "min_non_nulls", "optional", "int32", "", ""),
    )
    input: Relation | None
    cols: list[builtins.str]
    min_non_nulls: builtins.int | None

    def __init__(
        self,
        *,
        input: Relation | None = None,
        cols: Iterable[builtins.str] = (),
        min_non_nulls: builtins.int | None = None,
    ) -> None:
        self.input = input
        self.cols = list(cols)
        self.min_non_nulls = min_non_nulls


class NAFill(Message):
    """`spark.connect.NAFill`."""

    __slots__ = ("input", "cols", "values")
    _name_ = "spark.connect.NAFill"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "cols", "repeated", "string", "", ""),
        (3, "values", "repeated", "message", "ExpressionLiteral", ""),
    )
    input: Relation | None
    cols: list[builtins.str]
    values: list[ExpressionLiteral]

    def __init__(
        self,
        *,
        input: Relation | None = None,
        cols: Iterable[builtins.str] = (),
        values: Iterable[ExpressionLiteral] = (),
    ) -> None:
        self.input = input
        self.cols = list(cols)
        self.values = list(values)


class NAReplace(Message):
    """`spark.connect.NAReplace`."""

    __slots__ = ("input", "cols", "replacements")
    _name_ = "spark.connect.NAReplace"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "cols", "repeated", "string", "", ""),
        (3, "replacements", "repeated", "message", "NAReplaceReplacement", ""),
    )
    input: Relation | None
    cols: list[builtins.str]
    replacements: list[NAReplaceReplacement]

    def __init__(
        self,
        *,
        input: Relation | None = None,
        cols: Iterable[builtins.str] = (),
        replacements: Iterable[NAReplaceReplacement] = (),
    ) -> None:
        self.input = input
        self.cols = list(cols)
        self.replacements = list(replacements)


class NAReplaceReplacement(Message):
    """`spark.connect.NAReplace.Replacement`."""

    __slots__ = ("old_value", "new_value")
    _name_ = "spark.connect.NAReplace.Replacement"
    _fields_ = (
        (1, "old_value", "optional", "message", "ExpressionLiteral", ""),
        (2, "new_value", "optional", "message", "ExpressionLiteral", ""),
    )
    old_value: ExpressionLiteral | None
    new_value: ExpressionLiteral | None

    def __init__(
        self,
        *,
        old_value: ExpressionLiteral | None = None,
        new_value: ExpressionLiteral | None = None,
    ) -> None:
        self.old_value = old_value
        self.new_value = new_value


class NamedArgumentExpression(Message):
    """`spark.connect.NamedArgumentExpression`."""

    __slots__ = ("key", "value")
    _name_ = "spark.connect.NamedArgumentExpression"
    _fields_ = (
        (1, "key", "", "string", "", ""),
        (2, "value", "optional", "message", "Expression", ""),
    )
    key: builtins.str
    value: Expression | None

    def __init__(
        self,
        *,
        key: builtins.str = "",
        value: Expression | None = None,
    ) -> None:
        self.key = key
        self.value = value


class NearestByJoin(Message):
    """`spark.connect.NearestByJoin`."""

    __slots__ = ("left", "right", "ranking_expression", "num_results", "join_type", "mode", "direction")
    _name_ = "spark.connect.NearestByJoin"
    _fields_ = (
        (1, "left", "optional", "message", "Relation", ""),
        (2, "right", "optional", "message", "Relation", ""),
        (3, "ranking_expression", "optional", "message", "Expression", ""),
        (4, "num_results", "", "int32", "", ""),
        (5, "join_type", "", "string", "", ""),
        (6, "mode", "", "string", "", ""),
        (7, "direction", "", "string", "", ""),
    )
    left: Relation | None
    right: Relation | None
    ranking_expression: Expression | None
    num_results: builtins.int
    join_type: builtins.str
    mode: builtins.str
    direction: builtins.str

    def __init__(
        self,
        *,
        left: Relation | None = None,
        right: Relation | None = None,
        ranking_expression: Expression | None = None,
        num_results: builtins.int = 0,
        join_type: builtins.str = "",
        mode: builtins.str = "",
        direction: builtins.str = "",
    ) -> None:
        self.left = left
        self.right = right
        self.ranking_expression = ranking_expression
        self.num_results = num_results
        self.join_type = join_type
        self.mode = mode
        self.direction = direction


class Offset(Message):
    """`spark.connect.Offset`."""

    __slots__ = ("input", "offset")
    _name_ = "spark.connect.Offset"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "offset", "", "int32", "", ""),
    )
    input: Relation | None
    offset: builtins.int

    def __init__(
        self,
        *,
        input: Relation | None = None,
        offset: builtins.int = 0,
    ) -> None:
        self.input = input
        self.offset = offset


class Origin(Message):
    """`spark.connect.Origin`."""

    __slots__ = ("python_origin",)
    _name_ = "spark.connect.Origin"
    _fields_ = (
        (1, "python_origin", "optional", "message", "PythonOrigin", "function"),
    )
    python_origin: PythonOrigin | None

    def __init__(
        self,
        *,
        python_origin: PythonOrigin | None = None,
    ) -> None:
        self.python_origin = python_origin


class Parse(Message):
    """`spark.connect.Parse`."""

    __slots__ = ("input", "format", "schema", "options")
    _name_ = "spark.connect.Parse"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "format", "", "enum", "ParseParseFormat", ""),
        (3, "schema", "optional", "message", "DataType", ""),
        (4, "options", "map", "string:string", "", ""),
    )
    input: Relation | None
    format: ParseParseFormat | builtins.int
    schema: DataType | None
    options: dict[builtins.str, builtins.str]

    def __init__(
        self,
        *,
        input: Relation | None = None,
        format: ParseParseFormat | builtins.int = 0,
        schema: DataType | None = None,
        options: Mapping[builtins.str, builtins.str] | None = None,
    ) -> None:
        self.input = input
        self.format = format
        self.schema = schema
        self.options = dict(options) if options else {}


class ParseParseFormat(IntEnum):
    """`spark.connect.Parse.ParseFormat`."""

    PARSE_FORMAT_UNSPECIFIED = 0
    PARSE_FORMAT_CSV = 1
    PARSE_FORMAT_JSON = 2
    PARSE_FORMAT_XML = 3


class Plan(Message):
    """`spark.connect.Plan`."""

    __slots__ = ("root", "command", "compressed_operation")
    _name_ = "spark.connect.Plan"
    _fields_ = (
        (1, "root", "optional", "message", "Relation", "op_type"),
        (2, "command", "optional", "message", "Command", "op_type"),
        (3, "compressed_operation", "optional", "message", "PlanCompressedOperation", "op_type"),
    )
    root: Relation | None
    command: Command | None
    compressed_operation: PlanCompressedOperation | None

    def __init__(
        self,
        *,
        root: Relation | None = None,
        command: Command | None = None,
        compressed_operation: PlanCompressedOperation | None = None,
    ) -> None:
        self.root = root
        self.command = command
        self.compressed_operation = compressed_operation


class PlanCompressedOperation(Message):
    """`spark.connect.Plan.CompressedOperation`."""

    __slots__ = ("data", "op_type", "compression_codec")
    _name_ = "spark.connect.Plan.CompressedOperation"
    _fields_ = (
        (1, "data", "", "bytes", "", ""),
        (2, "op_type", "", "enum", "PlanCompressedOperationOpType", ""),
        (3, "compression_codec", "", "enum", "CompressionCodec", ""),
    )
    data: builtins.bytes | memoryview
    op_type: PlanCompressedOperationOpType | builtins.int
    compression_codec: CompressionCodec | builtins.int

    def __init__(
        self,
        *,
        data: builtins.bytes | memoryview = b"",
        op_type: PlanCompressedOperationOpType | builtins.int = 0,
        compression_codec: CompressionCodec | builtins.int = 0,
    ) -> None:
        self.data = data
        self.op_type = op_type
        self.compression_codec = compression_codec


class PlanCompressedOperationOpType(IntEnum):
    """`spark.connect.Plan.CompressedOperation.OpType`."""

    OP_TYPE_UNSPECIFIED = 0
    OP_TYPE_RELATION = 1
    OP_TYPE_COMMAND = 2


class Project(Message):
    """`spark.connect.Project`."""

    __slots__ = ("input", "expressions")
    _name_ = "spark.connect.Project"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (3, "expressions", "repeated", "message", "Expression", ""),
    )
    input: Relation | None
    expressions: list[Expression]

    def __init__(
        self,
        *,
        input: Relation | None = None,
        expressions: Iterable[Expression] = (),
    ) -> None:
        self.input = input
        self.expressions = list(expressions)


class PythonOrigin(Message):
    """`spark.connect.PythonOrigin`."""

    __slots__ = ("fragment", "call_site")
    _name_ = "spark.connect.PythonOrigin"
    _fields_ = (
        (1, "fragment", "", "string", "", ""),
        (2, "call_site", "", "string", "", ""),
    )
    fragment: builtins.str
    call_site: builtins.str

    def __init__(
        self,
        *,
        fragment: builtins.str = "",
        call_site: builtins.str = "",
    ) -> None:
        self.fragment = fragment
        self.call_site = call_site


class Range(Message):
    """`spark.connect.Range`."""

    __slots__ = ("start", "end", "step", "num_partitions")
    _name_ = "spark.connect.Range"
    _fields_ = (
        (1, "start", "optional", "int64", "", ""),
        (2, "end", "", "int64", "", ""),
        (3, "step", "", "int64", "", ""),
        (4, "num_partitions", "optional", "int32", "", ""),
    )
    start: builtins.int | None
    end: builtins.int
    step: builtins.int
    num_partitions: builtins.int | None

    def __init__(
        self,
        *,
        start: builtins.int | None = None,
        end: builtins.int = 0,
        step: builtins.int = 0,
        num_partitions: builtins.int | None = None,
    ) -> None:
        self.start = start
        self.end = end
        self.step = step
        self.num_partitions = num_partitions


class Read(Message):
    """`spark.connect.Read`."""

    __slots__ = ("named_table", "data_source", "is_streaming")
    _name_ = "spark.connect.Read"
    _fields_ = (
        (1, "named_table", "optional", "message", "ReadNamedTable", "read_type"),
        (2, "data_source", "optional", "message", "ReadDataSource", "read_type"),
        (3, "is_streaming", "", "bool", "", ""),
    )
    named_table: ReadNamedTable | None
    data_source: ReadDataSource | None
    is_streaming: builtins.bool

    def __init__(
        self,
        *,
        named_table: ReadNamedTable | None = None,
        data_source: ReadDataSource | None = None,
        is_streaming: builtins.bool = False,
    ) -> None:
        self.named_table = named_table
        self.data_source = data_source
        self.is_streaming = is_streaming


class ReadDataSource(Message):
    """`spark.connect.Read.DataSource`."""

    __slots__ = ("format", "schema", "options", "paths", "predicates", "source_name")
    _name_ = "spark.connect.Read.DataSource"
    _fields_ = (
        (1, "format", "optional", "string", "", ""),
        (2, "schema", "optional", "string", "", ""),
        (3, "options", "map", "string:string", "", ""),
        (4, "paths", "repeated", "string", "", ""),
        (5, "predicates", "repeated", "string", "", ""),
        (6, "source_name", "optional", "string", "", ""),
    )
    format: builtins.str | None
    schema: builtins.str | None
    options: dict[builtins.str, builtins.str]
    paths: list[builtins.str]
    predicates: list[builtins.str]
    source_name: builtins.str | None

    def __init__(
        self,
        *,
        format: builtins.str | None = None,
        schema: builtins.str | None = None,
        options: Mapping[builtins.str, builtins.str] | None = None,
        paths: Iterable[builtins.str] = (),
        predicates: Iterable[builtins.str] = (),
        source_name: builtins.str | None = None,
    ) -> None:
        self.format = format
        self.schema = schema
        self.options = dict(options) if options else {}
        self.paths = list(paths)
        self.predicates = list(predicates)
        self.source_name = source_name


class ReadNamedTable(Message):
    """`spark.connect.Read.NamedTable`."""

    __slots__ = ("unparsed_identifier", "options")
    _name_ = "spark.connect.Read.NamedTable"
    _fields_ = (
        (1, "unparsed_identifier", "", "string", "", ""),
        (2, "options", "map", "string:string", "", ""),
    )
    unparsed_identifier: builtins.str
    options: dict[builtins.str, builtins.str]

    def __init__(
        self,
        *,
        unparsed_identifier: builtins.str = "",
        options: Mapping[builtins.str, builtins.str] | None = None,
    ) -> None:
        self.unparsed_identifier = unparsed_identifier
        self.options = dict(options) if options else {}


class ReattachExecuteRequest(Message):
    """`spark.connect.ReattachExecuteRequest`."""

    __slots__ = ("session_id", "user_context", "operation_id", "client_type", "last_response_id", "client_observed_server_side_session_id")
    _name_ = "spark.connect.ReattachExecuteRequest"
    _fields_ = (
        (1, "session_id", "", "string", "", ""),
        (2, "user_context", "optional", "message", "UserContext", ""),
        (3, "operation_id", "", "string", "", ""),
        (4, "client_type", "optional", "string", "", ""),
        (5, "last_response_id", "optional", "string", "", ""),
        (6, "client_observed_server_side_session_id", "optional", "string", "", ""),
    )
    session_id: builtins.str
    user_context: UserContext | None
    operation_id: builtins.str
    client_type: builtins.str | None
    last_response_id: builtins.str | None
    client_observed_server_side_session_id: builtins.str | None

    def __init__(
        self,
        *,
        session_id: builtins.str = "",
        user_context: UserContext | None = None,
        operation_id: builtins.str = "",
        client_type: builtins.str | None = None,
        last_response_id: builtins.str | None = None,
        client_observed_server_side_session_id: builtins.str | None = None,
    ) -> None:
        self.session_id = session_id
        self.user_context = user_context
        self.operation_id = operation_id
        self.client_type = client_type
        self.last_response_id = last_response_id
        self.client_observed_server_side_session_id = client_observed_server_side_session_id


class ReattachOptions(Message):
    """`spark.connect.ReattachOptions`."""

    __slots__ = ("reattachable",)
    _name_ = "spark.connect.ReattachOptions"
    _fields_ = (
        (1, "reattachable", "", "bool", "", ""),
    )
    reattachable: builtins.bool

    def __init__(
        self,
        *,
        reattachable: builtins.bool = False,
    ) -> None:
        self.reattachable = reattachable


class Relation(Message):
    """`spark.connect.Relation`."""

    __slots__ = ("common", "read", "project", "filter", "join", "set_op", "sort", "limit", "aggregate", "sql", "local_relation", "sample", "offset", "deduplicate", "range", "subquery_alias", "repartition", "to_df", "with_columns_renamed", "show_string", "drop", "tail", "with_columns", "hint", "unpivot", "to_schema", "repartition_by_expression", "collect_metrics", "parse", "with_watermark", "html_string", "cached_local_relation", "cached_remote_relation", "with_relations", "transpose", "unresolved_table_valued_function", "lateral_join", "chunked_cached_local_relation", "relation_changes", "nearest_by_join", "fill_na", "drop_na", "replace", "summary", "crosstab", "describe", "cov", "corr", "approx_quantile", "freq_items", "sample_by", "unknown")
    _name_ = "spark.connect.Relation"
    _fields_ = (
        (1, "common", "optional", "message", "RelationCommon", ""),
        (2, "read", "optional", "message", "Read", "rel_type"),
        (3, "project", "optional", "message", "Project", "rel_type"),
        (4, "filter", "optional", "message", "Filter", "rel_type"),
        (5, "join", "optional", "message", "Join", "rel_type"),
        (6, "set_op", "optional", "message", "SetOperation", "rel_type"),
        (7, "sort", "optional", "message", "Sort", "rel_type"),
        (8, "limit", "optional", "message", "Limit", "rel_type"),
        (9, "aggregate", "optional", "message", "Aggregate", "rel_type"),
        (10, "sql", "optional", "message", "SQL", "rel_type"),
        (11, "local_relation", "optional", "message", "LocalRelation", "rel_type"),
        (12, "sample", "optional", "message", "Sample", "rel_type"),
        (13, "offset", "optional", "message", "Offset", "rel_type"),
        (14, "deduplicate", "optional", "message", "Deduplicate", "rel_type"),
        (15, "range", "optional", "message", "Range", "rel_type"),
        (16, "subquery_alias", "optional", "message", "SubqueryAlias", "rel_type"),
        (17, "repartition", "optional", "message", "Repartition", "rel_type"),
        (18, "to_df", "optional", "message", "ToDF", "rel_type"),
        (19, "with_columns_renamed", "optional", "message", "WithColumnsRenamed", "rel_type"),
        (20, "show_string", "optional", "message", "ShowString", "rel_type"),
        (21, "drop", "optional", "message", "Drop", "rel_type"),
        (22, "tail", "optional", "message", "Tail", "rel_type"),
        (23, "with_columns", "optional", "message", "WithColumns", "rel_type"),
        (24, "hint", "optional", "message", "Hint", "rel_type"),
        (25, "unpivot", "optional", "message", "Unpivot", "rel_type"),
        (26, "to_schema", "optional", "message", "ToSchema", "rel_type"),
        (27, "repartition_by_expression", "optional", "message", "RepartitionByExpression", "rel_type"),
        (29, "collect_metrics", "optional", "message", "CollectMetrics", "rel_type"),
        (30, "parse", "optional", "message", "Parse", "rel_type"),
        (33, "with_watermark", "optional", "message", "WithWatermark", "rel_type"),
        (35, "html_string", "optional", "message", "HtmlString", "rel_type"),
        (36, "cached_local_relation", "optional", "message", "CachedLocalRelation", "rel_type"),
        (37, "cached_remote_relation", "optional", "message", "CachedRemoteRelation", "rel_type"),
        (41, "with_relations", "optional", "message", "WithRelations", "rel_type"),
        (42, "transpose", "optional", "message", "Transpose", "rel_type"),
        (43, "unresolved_table_valued_function", "optional", "message", "UnresolvedTableValuedFunction", "rel_type"),
        (44, "lateral_join", "optional", "message", "LateralJoin", "rel_type"),
        (45, "chunked_cached_local_relation", "optional", "message", "ChunkedCachedLocalRelation", "rel_type"),
        (46, "relation_changes", "optional", "message", "RelationChanges", "rel_type"),
        (47, "nearest_by_join", "optional", "message", "NearestByJoin", "rel_type"),
        (90, "fill_na", "optional", "message", "NAFill", "rel_type"),
        (91, "drop_na", "optional", "message", "NADrop", "rel_type"),
        (92, "replace", "optional", "message", "NAReplace", "rel_type"),
        (100, "summary", "optional", "message", "StatSummary", "rel_type"),
        (101, "crosstab", "optional", "message", "StatCrosstab", "rel_type"),
        (102, "describe", "optional", "message", "StatDescribe", "rel_type"),
        (103, "cov", "optional", "message", "StatCov", "rel_type"),
        (104, "corr", "optional", "message", "StatCorr", "rel_type"),
        (105, "approx_quantile", "optional", "message", "StatApproxQuantile", "rel_type"),
        (106, "freq_items", "optional", "message", "StatFreqItems", "rel_type"),
        (107, "sample_by", "optional", "message", "StatSampleBy", "rel_type"),
        (999, "unknown", "optional", "message", "Unknown", "rel_type"),
    )
    common: RelationCommon | None
    read: Read | None
    project: Project | None
    filter: Filter | None
    join: Join | None
    set_op: SetOperation | None
    sort: Sort | None
    limit: Limit | None
    aggregate: Aggregate | None
    sql: SQL | None
    local_relation: LocalRelation | None
    sample: Sample | None
    offset: Offset | None
    deduplicate: Deduplicate | None
    range: Range | None
    subquery_alias: SubqueryAlias | None
    repartition: Repartition | None
    to_df: ToDF | None
    with_columns_renamed: WithColumnsRenamed | None
    show_string: ShowString | None
    drop: Drop | None
    tail: Tail | None
    with_columns: WithColumns | None
    hint: Hint | None
    unpivot: Unpivot | None
    to_schema: ToSchema | None
    repartition_by_expression: RepartitionByExpression | None
    collect_metrics: CollectMetrics | None
    parse: Parse | None
    with_watermark: WithWatermark | None
    html_string: HtmlString | None
    cached_local_relation: CachedLocalRelation | None
    cached_remote_relation: CachedRemoteRelation | None
    with_relations: WithRelations | None
    transpose: Transpose | None
    unresolved_table_valued_function: UnresolvedTableValuedFunction | None
    lateral_join: LateralJoin | None
    chunked_cached_local_relation: ChunkedCachedLocalRelation | None
    relation_changes: RelationChanges | None
    nearest_by_join: NearestByJoin | None
    fill_na: NAFill | None
    drop_na: NADrop | None
    replace: NAReplace | None
    summary: StatSummary | None
    crosstab: StatCrosstab | None
    describe: StatDescribe | None
    cov: StatCov | None
    corr: StatCorr | None
    approx_quantile: StatApproxQuantile | None
    freq_items: StatFreqItems | None
    sample_by: StatSampleBy | None
    unknown: Unknown | None

    def __init__(
        self,
        *,
        common: RelationCommon | None = None,
        read: Read | None = None,
        project: Project | None = None,
        filter: Filter | None = None,
        join: Join | None = None,
        set_op: SetOperation | None = None,
        sort: Sort | None = None,
        limit: Limit | None = None,
        aggregate: Aggregate | None = None,
        sql: SQL | None = None,
        local_relation: LocalRelation | None = None,
        sample: Sample | None = None,
        offset: Offset | None = None,
        deduplicate: Deduplicate | None = None,
        range: Range | None = None,
        subquery_alias: SubqueryAlias | None = None,
        repartition: Repartition | None = None,
        to_df: ToDF | None = None,
        with_columns_renamed: WithColumnsRenamed | None = None,
        show_string: ShowString | None = None,
        drop: Drop | None = None,
        tail: Tail | None = None,
        with_columns: WithColumns | None = None,
        hint: Hint | None = None,
        unpivot: Unpivot | None = None,
        to_schema: ToSchema | None = None,
        repartition_by_expression: RepartitionByExpression | None = None,
        collect_metrics: CollectMetrics | None = None,
        parse: Parse | None = None,
        with_watermark: WithWatermark | None = None,
        html_string: HtmlString | None = None,
        cached_local_relation: CachedLocalRelation | None = None,
        cached_remote_relation: CachedRemoteRelation | None = None,
        with_relations: WithRelations | None = None,
        transpose: Transpose | None = None,
        unresolved_table_valued_function: UnresolvedTableValuedFunction | None = None,
        lateral_join: LateralJoin | None = None,
        chunked_cached_local_relation: ChunkedCachedLocalRelation | None = None,
        relation_changes: RelationChanges | None = None,
        nearest_by_join: NearestByJoin | None = None,
        fill_na: NAFill | None = None,
        drop_na: NADrop | None = None,
        replace: NAReplace | None = None,
        summary: StatSummary | None = None,
        crosstab: StatCrosstab | None = None,
        describe: StatDescribe | None = None,
        cov: StatCov | None = None,
        corr: StatCorr | None = None,
        approx_quantile: StatApproxQuantile | None = None,
        freq_items: StatFreqItems | None = None,
        sample_by: StatSampleBy | None = None,
        unknown: Unknown | None = None,
    ) -> None:
        self.common = common
        self.read = read
        self.project = project
        self.filter = filter
        self.join = join
        self.set_op = set_op
        self.sort = sort
        self.limit = limit
        self.aggregate = aggregate
        self.sql = sql
        self.local_relation = local_relation
        self.sample = sample
        self.offset = offset
        self.deduplicate = deduplicate
        self.range = range
        self.subquery_alias = subquery_alias
        self.repartition = repartition
        self.to_df = to_df
        self.with_columns_renamed = with_columns_renamed
        self.show_string = show_string
        self.drop = drop
        self.tail = tail
        self.with_columns = with_columns
        self.hint = hint
        self.unpivot = unpivot
        self.to_schema = to_schema
        self.repartition_by_expression = repartition_by_expression
        self.collect_metrics = collect_metrics
        self.parse = parse
        self.with_watermark = with_watermark
        self.html_string = html_string
        self.cached_local_relation = cached_local_relation
        self.cached_remote_relation = cached_remote_relation
        self.with_relations = with_relations
        self.transpose = transpose
        self.unresolved_table_valued_function = unresolved_table_valued_function
        self.lateral_join = lateral_join
        self.chunked_cached_local_relation = chunked_cached_local_relation
        self.relation_changes = relation_changes
        self.nearest_by_join = nearest_by_join
        self.fill_na = fill_na
        self.drop_na = drop_na
        self.replace = replace
        self.summary = summary
        self.crosstab = crosstab
        self.describe = describe
        self.cov = cov
        self.corr = corr
        self.approx_quantile = approx_quantile
        self.freq_items = freq_items
        self.sample_by = sample_by
        self.unknown = unknown


class RelationChanges(Message):
    """`spark.connect.RelationChanges`."""

    __slots__ = ("unparsed_identifier", "options", "is_streaming")
    _name_ = "spark.connect.RelationChanges"
    _fields_ = (
        (1, "unparsed_identifier", "", "string", "", ""),
        (2, "options", "map", "string:string", "", ""),
        (3, "is_streaming", "", "bool", "", ""),
    )
    unparsed_identifier: builtins.str
    options: dict[builtins.str, builtins.str]
    is_streaming: builtins.bool

    def __init__(
        self,
        *,
        unparsed_identifier: builtins.str = "",
        options: Mapping[builtins.str, builtins.str] | None = None,
        is_streaming: builtins.bool = False,
    ) -> None:
        self.unparsed_identifier = unparsed_identifier
        self.options = dict(options) if options else {}
        self.is_streaming = is_streaming


class RelationCommon(Message):
    """`spark.connect.RelationCommon`."""

    __slots__ = ("source_info", "plan_id", "origin")
    _name_ = "spark.connect.RelationCommon"
    _fields_ = (
        (1, "source_info", "", "string", "", ""),
        (2, "plan_id", "optional", "int64", "", ""),
        (3, "origin", "optional", "message", "Origin", ""),
    )
    source_info: builtins.str
    plan_id: builtins.int | None
    origin: Origin | None

    def __init__(
        self,
        *,
        source_info: builtins.str = "",
        plan_id: builtins.int | None = None,
        origin: Origin | None = None,
    ) -> None:
        self.source_info = source_info
        self.plan_id = plan_id
        self.origin = origin


class ReleaseExecuteRequest(Message):
    """`spark.connect.ReleaseExecuteRequest`."""

    __slots__ = ("session_id", "user_context", "operation_id", "client_type", "release_all", "release_until", "client_observed_server_side_session_id")
    _name_ = "spark.connect.ReleaseExecuteRequest"
    _fields_ = (
        (1, "session_id", "", "string", "", ""),
        (2, "user_context", "optional", "message", "UserContext", ""),
        (3, "operation_id", "", "string", "", ""),
        (4, "client_type", "optional", "string", "", ""),
        (5, "release_all", "optional", "message", "ReleaseExecuteRequestReleaseAll", "release"),
        (6, "release_until", "optional", "message", "ReleaseExecuteRequestReleaseUntil", "release"),
        (7, "client_observed_server_side_session_id", "optional", "string", "", ""),
    )
    session_id: builtins.str
    user_context: UserContext | None
    operation_id: builtins.str
    client_type: builtins.str | None
    release_all: ReleaseExecuteRequestReleaseAll | None
    release_until: ReleaseExecuteRequestReleaseUntil | None
    client_observed_server_side_session_id: builtins.str | None

    def __init__(
        self,
        *,
        session_id: builtins.str = "",
        user_context: UserContext | None = None,
        operation_id: builtins.str = "",
        client_type: builtins.str | None = None,
        release_all: ReleaseExecuteRequestReleaseAll | None = None,
        release_until: ReleaseExecuteRequestReleaseUntil | None = None,
        client_observed_server_side_session_id: builtins.str | None = None,
    ) -> None:
        self.session_id = session_id
        self.user_context = user_context
        self.operation_id = operation_id
        self.client_type = client_type
        self.release_all = release_all
        self.release_until = release_until
        self.client_observed_server_side_session_id = client_observed_server_side_session_id


class ReleaseExecuteRequestReleaseAll(Message):
    """`spark.connect.ReleaseExecuteRequest.ReleaseAll`."""

    __slots__ = ()
    _name_ = "spark.connect.ReleaseExecuteRequest.ReleaseAll"


class ReleaseExecuteRequestReleaseUntil(Message):
    """`spark.connect.ReleaseExecuteRequest.ReleaseUntil`."""

    __slots__ = ("response_id",)
    _name_ = "spark.connect.ReleaseExecuteRequest.ReleaseUntil"
    _fields_ = (
        (1, "response_id", "", "string", "", ""),
    )
    response_id: builtins.str

    def __init__(
        self,
        *,
        response_id: builtins.str = "",
    ) -> None:
        self.response_id = response_id


class ReleaseExecuteResponse(Message):
    """`spark.connect.ReleaseExecuteResponse`."""

    __slots__ = ("session_id", "operation_id", "server_side_session_id")
    _name_ = "spark.connect.ReleaseExecuteResponse"
    _fields_ = (
        (1, "session_id", "", "string", "", ""),
        (2, "operation_id", "optional", "string", "", ""),
        (3, "server_side_session_id", "", "string", "", ""),
    )
    session_id: builtins.str
    operation_id: builtins.str | None
    server_side_session_id: builtins.str

    def __init__(
        self,
        *,
        session_id: builtins.str = "",
        operation_id: builtins.str | None = None,
        server_side_session_id: builtins.str = "",
    ) -> None:
        self.session_id = session_id
        self.operation_id = operation_id
        self.server_side_session_id = server_side_session_id


class ReleaseSessionRequest(Message):
    """`spark.connect.ReleaseSessionRequest`."""

    __slots__ = ("session_id", "user_context", "client_type", "allow_reconnect")
    _name_ = "spark.connect.ReleaseSessionRequest"
    _fields_ = (
        (1, "session_id", "", "string", "", ""),
        (2, "user_context", "optional", "message", "UserContext", ""),
        (3, "client_type", "optional", "string", "", ""),
        (4, "allow_reconnect", "", "bool", "", ""),
    )
    session_id: builtins.str
    user_context: UserContext | None
    client_type: builtins.str | None
    allow_reconnect: builtins.bool

    def __init__(
        self,
        *,
        session_id: builtins.str = "",
        user_context: UserContext | None = None,
        client_type: builtins.str | None = None,
        allow_reconnect: builtins.bool = False,
    ) -> None:
        self.session_id = session_id
        self.user_context = user_context
        self.client_type = client_type
        self.allow_reconnect = allow_reconnect


class ReleaseSessionResponse(Message):
    """`spark.connect.ReleaseSessionResponse`."""

    __slots__ = ("session_id", "server_side_session_id")
    _name_ = "spark.connect.ReleaseSessionResponse"
    _fields_ = (
        (1, "session_id", "", "string", "", ""),
        (2, "server_side_session_id", "", "string", "", ""),
    )
    session_id: builtins.str
    server_side_session_id: builtins.str

    def __init__(
        self,
        *,
        session_id: builtins.str = "",
        server_side_session_id: builtins.str = "",
    ) -> None:
        self.session_id = session_id
        self.server_side_session_id = server_side_session_id


class RemoveCachedRemoteRelationCommand(Message):
    """`spark.connect.RemoveCachedRemoteRelationCommand`."""

    __slots__ = ("relation",)
    _name_ = "spark.connect.RemoveCachedRemoteRelationCommand"
    _fields_ = (
        (1, "relation", "optional", "message", "CachedRemoteRelation", ""),
    )
    relation: CachedRemoteRelation | None

    def __init__(
        self,
        *,
        relation: CachedRemoteRelation | None = None,
    ) -> None:
        self.relation = relation


class Repartition(Message):
    """`spark.connect.Repartition`."""

    __slots__ = ("input", "num_partitions", "shuffle")
    _name_ = "spark.connect.Repartition"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "num_partitions", "", "int32", "", ""),
        (3, "shuffle", "optional", "bool", "", ""),
    )
    input: Relation | None
    num_partitions: builtins.int
    shuffle: builtins.bool | None

    def __init__(
        self,
        *,
        input: Relation | None = None,
        num_partitions: builtins.int = 0,
        shuffle: builtins.bool | None = None,
    ) -> None:
        self.input = input
        self.num_partitions = num_partitions
        self.shuffle = shuffle


class RepartitionByExpression(Message):
    """`spark.connect.RepartitionByExpression`."""

    __slots__ = ("input", "partition_exprs", "num_partitions")
    _name_ = "spark.connect.RepartitionByExpression"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "partition_exprs", "repeated", "message", "Expression", ""),
        (3, "num_partitions", "optional", "int32", "", ""),
    )
    input: Relation | None
    partition_exprs: list[Expression]
    num_partitions: builtins.int | None

    def __init__(
        self,
        *,
        input: Relation | None = None,
        partition_exprs: Iterable[Expression] = (),
        num_partitions: builtins.int | None = None,
    ) -> None:
        self.input = input
        self.partition_exprs = list(partition_exprs)
        self.num_partitions = num_partitions


class ResultChunkingOptions(Message):
    """`spark.connect.ResultChunkingOptions`."""

    __slots__ = ("allow_arrow_batch_chunking", "preferred_arrow_chunk_size")
    _name_ = "spark.connect.ResultChunkingOptions"
    _fields_ = (
        (1, "allow_arrow_batch_chunking", "", "bool", "", ""),
        (2, "preferred_arrow_chunk_size", "optional", "int64", "", ""),
    )
    allow_arrow_batch_chunking: builtins.bool
    preferred_arrow_chunk_size: builtins.int | None

    def __init__(
        self,
        *,
        allow_arrow_batch_chunking: builtins.bool = False,
        preferred_arrow_chunk_size: builtins.int | None = None,
    ) -> None:
        self.allow_arrow_batch_chunking = allow_arrow_batch_chunking
        self.preferred_arrow_chunk_size = preferred_arrow_chunk_size


class SQL(Message):
    """`spark.connect.SQL`."""

    __slots__ = ("query", "args", "pos_args", "named_arguments", "pos_arguments")
    _name_ = "spark.connect.SQL"
    _fields_ = (
        (1, "query", "", "string", "", ""),
        (2, "args", "map", "string:message", "ExpressionLiteral", ""),
        (3, "pos_args", "repeated", "message", "ExpressionLiteral", ""),
        (4, "named_arguments", "map", "string:message", "Expression", ""),
        (5, "pos_arguments", "repeated", "message", "Expression", ""),
    )
    query: builtins.str
    args: dict[builtins.str, ExpressionLiteral]
    pos_args: list[ExpressionLiteral]
    named_arguments: dict[builtins.str, Expression]
    pos_arguments: list[Expression]

    def __init__(
        self,
        *,
        query: builtins.str = "",
        args: Mapping[builtins.str, ExpressionLiteral] | None = None,
        pos_args: Iterable[ExpressionLiteral] = (),
        named_arguments: Mapping[builtins.str, Expression] | None = None,
        pos_arguments: Iterable[Expression] = (),
    ) -> None:
        self.query = query
        self.args = dict(args) if args else {}
        self.pos_args = list(pos_args)
        self.named_arguments = dict(named_arguments) if named_arguments else {}
        self.pos_arguments = list(pos_arguments)


class Sample(Message):
    """`spark.connect.Sample`."""

    __slots__ = ("input", "lower_bound", "upper_bound", "with_replacement", "seed", "deterministic_order")
    _name_ = "spark.connect.Sample"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "lower_bound", "", "double", "", ""),
        (3, "upper_bound", "", "double", "", ""),
        (4, "with_replacement", "optional", "bool", "", ""),
        (5, "seed", "optional", "int64", "", ""),
        (6, "deterministic_order", "", "bool", "", ""),
    )
    input: Relation | None
    lower_bound: builtins.float
    upper_bound: builtins.float
    with_replacement: builtins.bool | None
    seed: builtins.int | None
    deterministic_order: builtins.bool

    def __init__(
        self,
        *,
        input: Relation | None = None,
        lower_bound: builtins.float = 0.0,
        upper_bound: builtins.float = 0.0,
        with_replacement: builtins.bool | None = None,
        seed: builtins.int | None = None,
        deterministic_order: builtins.bool = False,
    ) -> None:
        self.input = input
        self.lower_bound = lower_bound
        self.upper_bound = upper_bound
        self.with_replacement = with_replacement
        self.seed = seed
        self.deterministic_order = deterministic_order


class SetOperation(Message):
    """`spark.connect.SetOperation`."""

    __slots__ = ("left_input", "right_input", "set_op_type", "is_all", "by_name", "allow_missing_columns")
    _name_ = "spark.connect.SetOperation"
    _fields_ = (
        (1, "left_input", "optional", "message", "Relation", ""),
        (2, "right_input", "optional", "message", "Relation", ""),
        (3, "set_op_type", "", "enum", "SetOperationSetOpType", ""),
        (4, "is_all", "optional", "bool", "", ""),
        (5, "by_name", "optional", "bool", "", ""),
        (6, "allow_missing_columns", "optional", "bool", "", ""),
    )
    left_input: Relation | None
    right_input: Relation | None
    set_op_type: SetOperationSetOpType | builtins.int
    is_all: builtins.bool | None
    by_name: builtins.bool | None
    allow_missing_columns: builtins.bool | None

    def __init__(
        self,
        *,
        left_input: Relation | None = None,
        right_input: Relation | None = None,
        set_op_type: SetOperationSetOpType | builtins.int = 0,
        is_all: builtins.bool | None = None,
        by_name: builtins.bool | None = None,
        allow_missing_columns: builtins.bool | None = None,
    ) -> None:
        self.left_input = left_input
        self.right_input = right_input
        self.set_op_type = set_op_type
        self.is_all = is_all
        self.by_name = by_name
        self.allow_missing_columns = allow_missing_columns


class SetOperationSetOpType(IntEnum):
    """`spark.connect.SetOperation.SetOpType`."""

    SET_OP_TYPE_UNSPECIFIED = 0
    SET_OP_TYPE_INTERSECT = 1
    SET_OP_TYPE_UNION = 2
    SET_OP_TYPE_EXCEPT = 3


class ShowString(Message):
    """`spark.connect.ShowString`."""

    __slots__ = ("input", "num_rows", "truncate", "vertical")
    _name_ = "spark.connect.ShowString"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "num_rows", "", "int32", "", ""),
        (3, "truncate", "", "int32", "", ""),
        (4, "vertical", "", "bool", "", ""),
    )
    input: Relation | None
    num_rows: builtins.int
    truncate: builtins.int
    vertical: builtins.bool

    def __init__(
        self,
        *,
        input: Relation | None = None,
        num_rows: builtins.int = 0,
        truncate: builtins.int = 0,
        vertical: builtins.bool = False,
    ) -> None:
        self.input = input
        self.num_rows = num_rows
        self.truncate = truncate
        self.vertical = vertical


class Sort(Message):
    """`spark.connect.Sort`."""

    __slots__ = ("input", "order", "is_global")
    _name_ = "spark.connect.Sort"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "order", "repeated", "message", "ExpressionSortOrder", ""),
        (3, "is_global", "optional", "bool", "", ""),
    )
    input: Relation | None
    order: list[ExpressionSortOrder]
    is_global: builtins.bool | None

    def __init__(
        self,
        *,
        input: Relation | None = None,
        order: Iterable[ExpressionSortOrder] = (),
        is_global: builtins.bool | None = None,
    ) -> None:
        self.input = input
        self.order = list(order)
        self.is_global = is_global


class SqlCommand(Message):
    """`spark.connect.SqlCommand`."""

    __slots__ = ("sql", "args", "pos_args", "named_arguments", "pos_arguments", "input")
    _name_ = "spark.connect.SqlCommand"
    _fields_ = (
        (1, "sql", "", "string", "", ""),
        (2, "args", "map", "string:message", "ExpressionLiteral", ""),
        (3, "pos_args", "repeated", "message", "ExpressionLiteral", ""),
        (4, "named_arguments", "map", "string:message", "Expression", ""),
        (5, "pos_arguments", "repeated", "message", "Expression", ""),
        (6, "input", "optional", "message", "Relation", ""),
    )
    sql: builtins.str
    args: dict[builtins.str, ExpressionLiteral]
    pos_args: list[ExpressionLiteral]
    named_arguments: dict[builtins.str, Expression]
    pos_arguments: list[Expression]
    input: Relation | None

    def __init__(
        self,
        *,
        sql: builtins.str = "",
        args: Mapping[builtins.str, ExpressionLiteral] | None = None,
        pos_args: Iterable[ExpressionLiteral] = (),
        named_arguments: Mapping[builtins.str, Expression] | None = None,
        pos_arguments: Iterable[Expression] = (),
        input: Relation | None = None,
    ) -> None:
        self.sql = sql
        self.args = dict(args) if args else {}
        self.pos_args = list(pos_args)
        self.named_arguments = dict(named_arguments) if named_arguments else {}
        self.pos_arguments = list(pos_arguments)
        self.input = input


class StatApproxQuantile(Message):
    """`spark.connect.StatApproxQuantile`."""

    __slots__ = ("input", "cols", "probabilities", "relative_error")
    _name_ = "spark.connect.StatApproxQuantile"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "cols", "repeated", "string", "", ""),
        (3, "probabilities", "repeated", "double", "", ""),
        (4, "relative_error", "", "double", "", ""),
    )
    input: Relation | None
    cols: list[builtins.str]
    probabilities: list[builtins.float]
    relative_error: builtins.float

    def __init__(
        self,
        *,
        input: Relation | None = None,
        cols: Iterable[builtins.str] = (),
        probabilities: Iterable[builtins.float] = (),
        relative_error: builtins.float = 0.0,
    ) -> None:
        self.input = input
        self.cols = list(cols)
        self.probabilities = list(probabilities)
        self.relative_error = relative_error


class StatCorr(Message):
    """`spark.connect.StatCorr`."""

    __slots__ = ("input", "col1", "col2", "method")
    _name_ = "spark.connect.StatCorr"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "col1", "", "string", "", ""),
        (3, "col2", "", "string", "", ""),
        (4, "method", "optional", "string", "", ""),
    )
    input: Relation | None
    col1: builtins.str
    col2: builtins.str
    method: builtins.str | None

    def __init__(
        self,
        *,
        input: Relation | None = None,
        col1: builtins.str = "",
        col2: builtins.str = "",
        method: builtins.str | None = None,
    ) -> None:
        self.input = input
        self.col1 = col1
        self.col2 = col2
        self.method = method


class StatCov(Message):
    """`spark.connect.StatCov`."""

    __slots__ = ("input", "col1", "col2")
    _name_ = "spark.connect.StatCov"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "col1", "", "string", "", ""),
        (3, "col2", "", "string", "", ""),
    )
    input: Relation | None
    col1: builtins.str
    col2: builtins.str

    def __init__(
        self,
        *,
        input: Relation | None = None,
        col1: builtins.str = "",
        col2: builtins.str = "",
    ) -> None:
        self.input = input
        self.col1 = col1
        self.col2 = col2


class StatCrosstab(Message):
    """`spark.connect.StatCrosstab`."""

    __slots__ = ("input", "col1", "col2")
    _name_ = "spark.connect.StatCrosstab"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "col1", "", "string", "", ""),
        (3, "col2", "", "string", "", ""),
    )
    input: Relation | None
    col1: builtins.str
    col2: builtins.str

    def __init__(
        self,
        *,
        input: Relation | None = None,
        col1: builtins.str = "",
        col2: builtins.str = "",
    ) -> None:
        self.input = input
        self.col1 = col1
        self.col2 = col2


class StatDescribe(Message):
    """`spark.connect.StatDescribe`."""

    __slots__ = ("input", "cols")
    _name_ = "spark.connect.StatDescribe"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "cols", "repeated", "string", "", ""),
    )
    input: Relation | None
    cols: list[builtins.str]

    def __init__(
        self,
        *,
        input: Relation | None = None,
        cols: Iterable[builtins.str] = (),
    ) -> None:
        self.input = input
        self.cols = list(cols)


class StatFreqItems(Message):
    """`spark.connect.StatFreqItems`."""

    __slots__ = ("input", "cols", "support")
    _name_ = "spark.connect.StatFreqItems"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "cols", "repeated", "string", "", ""),
        (3, "support", "optional", "double", "", ""),
    )
    input: Relation | None
    cols: list[builtins.str]
    support: builtins.float | None

    def __init__(
        self,
        *,
        input: Relation | None = None,
        cols: Iterable[builtins.str] = (),
        support: builtins.float | None = None,
    ) -> None:
        self.input = input
        self.cols = list(cols)
        self.support = support


class StatSampleBy(Message):
    """`spark.connect.StatSampleBy`."""

    __slots__ = ("input", "col", "fractions", "seed")
    _name_ = "spark.connect.StatSampleBy"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "col", "optional", "message", "Expression", ""),
        (3, "fractions", "repeated", "message", "StatSampleByFraction", ""),
        (5, "seed", "optional", "int64", "", ""),
    )
    input: Relation | None
    col: Expression | None
    fractions: list[StatSampleByFraction]
    seed: builtins.int | None

    def __init__(
        self,
        *,
        input: Relation | None = None,
        col: Expression | None = None,
        fractions: Iterable[StatSampleByFraction] = (),
        seed: builtins.int | None = None,
    ) -> None:
        self.input = input
        self.col = col
        self.fractions = list(fractions)
        self.seed = seed


class StatSampleByFraction(Message):
    """`spark.connect.StatSampleBy.Fraction`."""

    __slots__ = ("stratum", "fraction")
    _name_ = "spark.connect.StatSampleBy.Fraction"
    _fields_ = (
        (1, "stratum", "optional", "message", "ExpressionLiteral", ""),
        (2, "fraction", "", "double", "", ""),
    )
    stratum: ExpressionLiteral | None
    fraction: builtins.float

    def __init__(
        self,
        *,
        stratum: ExpressionLiteral | None = None,
        fraction: builtins.float = 0.0,
    ) -> None:
        self.stratum = stratum
        self.fraction = fraction


class StatSummary(Message):
    """`spark.connect.StatSummary`."""

    __slots__ = ("input", "statistics")
    _name_ = "spark.connect.StatSummary"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "statistics", "repeated", "string", "", ""),
    )
    input: Relation | None
    statistics: list[builtins.str]

    def __init__(
        self,
        *,
        input: Relation | None = None,
        statistics: Iterable[builtins.str] = (),
    ) -> None:
        self.input = input
        self.statistics = list(statistics)


class StorageLevel(Message):
    """`spark.connect.StorageLevel`."""

    __slots__ = ("use_disk", "use_memory", "use_off_heap", "deserialized", "replication")
    _name_ = "spark.connect.StorageLevel"
    _fields_ = (
        (1, "use_disk", "", "bool", "", ""),
        (2, "use_memory", "", "bool", "", ""),
        (3, "use_off_heap", "", "bool", "", ""),
        (4, "deserialized", "", "bool", "", ""),
        (5, "replication", "", "int32", "", ""),
    )
    use_disk: builtins.bool
    use_memory: builtins.bool
    use_off_heap: builtins.bool
    deserialized: builtins.bool
    replication: builtins.int

    def __init__(
        self,
        *,
        use_disk: builtins.bool = False,
        use_memory: builtins.bool = False,
        use_off_heap: builtins.bool = False,
        deserialized: builtins.bool = False,
        replication: builtins.int = 0,
    ) -> None:
        self.use_disk = use_disk
        self.use_memory = use_memory
        self.use_off_heap = use_off_heap
        self.deserialized = deserialized
        self.replication = replication


class Strings(Message):
    """`spark.connect.Strings`."""

    __slots__ = ("values",)
    _name_ = "spark.connect.Strings"
    _fields_ = (
        (1, "values", "repeated", "string", "", ""),
    )
    values: list[builtins.str]

    def __init__(
        self,
        *,
        values: Iterable[builtins.str] = (),
    ) -> None:
        self.values = list(values)


class SubqueryAlias(Message):
    """`spark.connect.SubqueryAlias`."""

    __slots__ = ("input", "alias", "qualifier")
    _name_ = "spark.connect.SubqueryAlias"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "alias", "", "string", "", ""),
        (3, "qualifier", "repeated", "string", "", ""),
    )
    input: Relation | None
    alias: builtins.str
    qualifier: list[builtins.str]

    def __init__(
        self,
        *,
        input: Relation | None = None,
        alias: builtins.str = "",
        qualifier: Iterable[builtins.str] = (),
    ) -> None:
        self.input = input
        self.alias = alias
        self.qualifier = list(qualifier)


class SubqueryExpression(Message):
    """`spark.connect.SubqueryExpression`."""

    __slots__ = ("plan_id", "subquery_type", "table_arg_options", "in_subquery_values")
    _name_ = "spark.connect.SubqueryExpression"
    _fields_ = (
        (1, "plan_id", "", "int64", "", ""),
        (2, "subquery_type", "", "enum", "SubqueryExpressionSubqueryType", ""),
        (3, "table_arg_options", "optional", "message", "SubqueryExpressionTableArgOptions", ""),
        (4, "in_subquery_values", "repeated", "message", "Expression", ""),
    )
    plan_id: builtins.int
    subquery_type: SubqueryExpressionSubqueryType | builtins.int
    table_arg_options: SubqueryExpressionTableArgOptions | None
    in_subquery_values: list[Expression]

    def __init__(
        self,
        *,
        plan_id: builtins.int = 0,
        subquery_type: SubqueryExpressionSubqueryType | builtins.int = 0,
        table_arg_options: SubqueryExpressionTableArgOptions | None = None,
        in_subquery_values: Iterable[Expression] = (),
    ) -> None:
        self.plan_id = plan_id
        self.subquery_type = subquery_type
        self.table_arg_options = table_arg_options
        self.in_subquery_values = list(in_subquery_values)


class SubqueryExpressionSubqueryType(IntEnum):
    """`spark.connect.SubqueryExpression.SubqueryType`."""

    SUBQUERY_TYPE_UNKNOWN = 0
    SUBQUERY_TYPE_SCALAR = 1
    SUBQUERY_TYPE_EXISTS = 2
    SUBQUERY_TYPE_TABLE_ARG = 3
    SUBQUERY_TYPE_IN = 4


class SubqueryExpressionTableArgOptions(Message):
    """`spark.connect.SubqueryExpression.TableArgOptions`."""

    __slots__ = ("partition_spec", "order_spec", "with_single_partition")
    _name_ = "spark.connect.SubqueryExpression.TableArgOptions"
    _fields_ = (
        (1, "partition_spec", "repeated", "message", "Expression", ""),
        (2, "order_spec", "repeated", "message", "ExpressionSortOrder", ""),
        (3, "with_single_partition", "optional", "bool", "", ""),
    )
    partition_spec: list[Expression]
    order_spec: list[ExpressionSortOrder]
    with_single_partition: builtins.bool | None

    def __init__(
        self,
        *,
        partition_spec: Iterable[Expression] = (),
        order_spec: Iterable[ExpressionSortOrder] = (),
        with_single_partition: builtins.bool | None = None,
    ) -> None:
        self.partition_spec = list(partition_spec)
        self.order_spec = list(order_spec)
        self.with_single_partition = with_single_partition


class Tail(Message):
    """`spark.connect.Tail`."""

    __slots__ = ("input", "limit")
    _name_ = "spark.connect.Tail"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "limit", "", "int32", "", ""),
    )
    input: Relation | None
    limit: builtins.int

    def __init__(
        self,
        *,
        input: Relation | None = None,
        limit: builtins.int = 0,
    ) -> None:
        self.input = input
        self.limit = limit


class ToDF(Message):
    """`spark.connect.ToDF`."""

    __slots__ = ("input", "column_names")
    _name_ = "spark.connect.ToDF"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "column_names", "repeated", "string", "", ""),
    )
    input: Relation | None
    column_names: list[builtins.str]

    def __init__(
        self,
        *,
        input: Relation | None = None,
        column_names: Iterable[builtins.str] = (),
    ) -> None:
        self.input = input
        self.column_names = list(column_names)


class ToSchema(Message):
    """`spark.connect.ToSchema`."""

    __slots__ = ("input", "schema")
    _name_ = "spark.connect.ToSchema"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "schema", "optional", "message", "DataType", ""),
    )
    input: Relation | None
    schema: DataType | None

    def __init__(
        self,
        *,
        input: Relation | None = None,
        schema: DataType | None = None,
    ) -> None:
        self.input = input
        self.schema = schema


class Transpose(Message):
    """`spark.connect.Transpose`."""

    __slots__ = ("input", "index_columns")
    _name_ = "spark.connect.Transpose"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "index_columns", "repeated", "message", "Expression", ""),
    )
    input: Relation | None
    index_columns: list[Expression]

    def __init__(
        self,
        *,
        input: Relation | None = None,
        index_columns: Iterable[Expression] = (),
    ) -> None:
        self.input = input
        self.index_columns = list(index_columns)


class Unknown(Message):
    """`spark.connect.Unknown`."""

    __slots__ = ()
    _name_ = "spark.connect.Unknown"


class Unpivot(Message):
    """`spark.connect.Unpivot`."""

    __slots__ = ("input", "ids", "values", "variable_column_name", "value_column_name")
    _name_ = "spark.connect.Unpivot"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "ids", "repeated", "message", "Expression", ""),
        (3, "values", "optional", "message", "UnpivotValues", ""),
        (4, "variable_column_name", "", "string", "", ""),
        (5, "value_column_name", "", "string", "", ""),
    )
    input: Relation | None
    ids: list[Expression]
    values: UnpivotValues | None
    variable_column_name: builtins.str
    value_column_name: builtins.str

    def __init__(
        self,
        *,
        input: Relation | None = None,
        ids: Iterable[Expression] = (),
        values: UnpivotValues | None = None,
        variable_column_name: builtins.str = "",
        value_column_name: builtins.str = "",
    ) -> None:
        self.input = input
        self.ids = list(ids)
        self.values = values
        self.variable_column_name = variable_column_name
        self.value_column_name = value_column_name


class UnpivotValues(Message):
    """`spark.connect.Unpivot.Values`."""

    __slots__ = ("values",)
    _name_ = "spark.connect.Unpivot.Values"
    _fields_ = (
        (1, "values", "repeated", "message", "Expression", ""),
    )
    values: list[Expression]

    def __init__(
        self,
        *,
        values: Iterable[Expression] = (),
    ) -> None:
        self.values = list(values)


class UnresolvedTableValuedFunction(Message):
    """`spark.connect.UnresolvedTableValuedFunction`."""

    __slots__ = ("function_name", "arguments")
    _name_ = "spark.connect.UnresolvedTableValuedFunction"
    _fields_ = (
        (1, "function_name", "", "string", "", ""),
        (2, "arguments", "repeated", "message", "Expression", ""),
    )
    function_name: builtins.str
    arguments: list[Expression]

    def __init__(
        self,
        *,
        function_name: builtins.str = "",
        arguments: Iterable[Expression] = (),
    ) -> None:
        self.function_name = function_name
        self.arguments = list(arguments)


class UserContext(Message):
    """`spark.connect.UserContext`."""

    __slots__ = ("user_id", "user_name")
    _name_ = "spark.connect.UserContext"
    _fields_ = (
        (1, "user_id", "", "string", "", ""),
        (2, "user_name", "", "string", "", ""),
    )
    user_id: builtins.str
    user_name: builtins.str

    def __init__(
        self,
        *,
        user_id: builtins.str = "",
        user_name: builtins.str = "",
    ) -> None:
        self.user_id = user_id
        self.user_name = user_name


class WithColumns(Message):
    """`spark.connect.WithColumns`."""

    __slots__ = ("input", "aliases")
    _name_ = "spark.connect.WithColumns"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "aliases", "repeated", "message", "ExpressionAlias", ""),
    )
    input: Relation | None
    aliases: list[ExpressionAlias]

    def __init__(
        self,
        *,
        input: Relation | None = None,
        aliases: Iterable[ExpressionAlias] = (),
    ) -> None:
        self.input = input
        self.aliases = list(aliases)


class WithColumnsRenamed(Message):
    """`spark.connect.WithColumnsRenamed`."""

    __slots__ = ("input", "rename_columns_map", "renames")
    _name_ = "spark.connect.WithColumnsRenamed"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "rename_columns_map", "map", "string:string", "", ""),
        (3, "renames", "repeated", "message", "WithColumnsRenamedRename", ""),
    )
    input: Relation | None
    rename_columns_map: dict[builtins.str, builtins.str]
    renames: list[WithColumnsRenamedRename]

    def __init__(
        self,
        *,
        input: Relation | None = None,
        rename_columns_map: Mapping[builtins.str, builtins.str] | None = None,
        renames: Iterable[WithColumnsRenamedRename] = (),
    ) -> None:
        self.input = input
        self.rename_columns_map = dict(rename_columns_map) if rename_columns_map else {}
        self.renames = list(renames)


class WithColumnsRenamedRename(Message):
    """`spark.connect.WithColumnsRenamed.Rename`."""

    __slots__ = ("col_name", "new_col_name")
    _name_ = "spark.connect.WithColumnsRenamed.Rename"
    _fields_ = (
        (1, "col_name", "", "string", "", ""),
        (2, "new_col_name", "", "string", "", ""),
    )
    col_name: builtins.str
    new_col_name: builtins.str

    def __init__(
        self,
        *,
        col_name: builtins.str = "",
        new_col_name: builtins.str = "",
    ) -> None:
        self.col_name = col_name
        self.new_col_name = new_col_name


class WithRelations(Message):
    """`spark.connect.WithRelations`."""

    __slots__ = ("root", "references")
    _name_ = "spark.connect.WithRelations"
    _fields_ = (
        (1, "root", "optional", "message", "Relation", ""),
        (2, "references", "repeated", "message", "Relation", ""),
    )
    root: Relation | None
    references: list[Relation]

    def __init__(
        self,
        *,
        root: Relation | None = None,
        references: Iterable[Relation] = (),
    ) -> None:
        self.root = root
        self.references = list(references)


class WithWatermark(Message):
    """`spark.connect.WithWatermark`."""

    __slots__ = ("input", "event_time", "delay_threshold")
    _name_ = "spark.connect.WithWatermark"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "event_time", "", "string", "", ""),
        (3, "delay_threshold", "", "string", "", ""),
    )
    input: Relation | None
    event_time: builtins.str
    delay_threshold: builtins.str

    def __init__(
        self,
        *,
        input: Relation | None = None,
        event_time: builtins.str = "",
        delay_threshold: builtins.str = "",
    ) -> None:
        self.input = input
        self.event_time = event_time
        self.delay_threshold = delay_threshold


class WriteOperation(Message):
    """`spark.connect.WriteOperation`."""

    __slots__ = ("input", "source", "path", "table", "mode", "sort_column_names", "partitioning_columns", "bucket_by", "options", "clustering_columns", "with_schema_evolution")
    _name_ = "spark.connect.WriteOperation"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "source", "optional", "string", "", ""),
        (3, "path", "optional", "string", "", "save_type"),
        (4, "table", "optional", "message", "WriteOperationSaveTable", "save_type"),
        (5, "mode", "", "enum", "WriteOperationSaveMode", ""),
        (6, "sort_column_names", "repeated", "string", "", ""),
        (7, "partitioning_columns", "repeated", "string", "", ""),
        (8, "bucket_by", "optional", "message", "WriteOperationBucketBy", ""),
        (9, "options", "map", "string:string", "", ""),
        (10, "clustering_columns", "repeated", "string", "", ""),
        (11, "with_schema_evolution", "", "bool", "", ""),
    )
    input: Relation | None
    source: builtins.str | None
    path: builtins.str | None
    table: WriteOperationSaveTable | None
    mode: WriteOperationSaveMode | builtins.int
    sort_column_names: list[builtins.str]
    partitioning_columns: list[builtins.str]
    bucket_by: WriteOperationBucketBy | None
    options: dict[builtins.str, builtins.str]
    clustering_columns: list[builtins.str]
    with_schema_evolution: builtins.bool

    def __init__(
        self,
        *,
        input: Relation | None = None,
        source: builtins.str | None = None,
        path: builtins.str | None = None,
        table: WriteOperationSaveTable | None = None,
        mode: WriteOperationSaveMode | builtins.int = 0,
        sort_column_names: Iterable[builtins.str] = (),
        partitioning_columns: Iterable[builtins.str] = (),
        bucket_by: WriteOperationBucketBy | None = None,
        options: Mapping[builtins.str, builtins.str] | None = None,
        clustering_columns: Iterable[builtins.str] = (),
        with_schema_evolution: builtins.bool = False,
    ) -> None:
        self.input = input
        self.source = source
        self.path = path
        self.table = table
        self.mode = mode
        self.sort_column_names = list(sort_column_names)
        self.partitioning_columns = list(partitioning_columns)
        self.bucket_by = bucket_by
        self.options = dict(options) if options else {}
        self.clustering_columns = list(clustering_columns)
        self.with_schema_evolution = with_schema_evolution


class WriteOperationBucketBy(Message):
    """`spark.connect.WriteOperation.BucketBy`."""

    __slots__ = ("bucket_column_names", "num_buckets")
    _name_ = "spark.connect.WriteOperation.BucketBy"
    _fields_ = (
        (1, "bucket_column_names", "repeated", "string", "", ""),
        (2, "num_buckets", "", "int32", "", ""),
    )
    bucket_column_names: list[builtins.str]
    num_buckets: builtins.int

    def __init__(
        self,
        *,
        bucket_column_names: Iterable[builtins.str] = (),
        num_buckets: builtins.int = 0,
    ) -> None:
        self.bucket_column_names = list(bucket_column_names)
        self.num_buckets = num_buckets


class WriteOperationSaveMode(IntEnum):
    """`spark.connect.WriteOperation.SaveMode`."""

    SAVE_MODE_UNSPECIFIED = 0
    SAVE_MODE_APPEND = 1
    SAVE_MODE_OVERWRITE = 2
    SAVE_MODE_ERROR_IF_EXISTS = 3
    SAVE_MODE_IGNORE = 4


class WriteOperationSaveTable(Message):
    """`spark.connect.WriteOperation.SaveTable`."""

    __slots__ = ("table_name", "save_method")
    _name_ = "spark.connect.WriteOperation.SaveTable"
    _fields_ = (
        (1, "table_name", "", "string", "", ""),
        (2, "save_method", "", "enum", "WriteOperationSaveTableTableSaveMethod", ""),
    )
    table_name: builtins.str
    save_method: WriteOperationSaveTableTableSaveMethod | builtins.int

    def __init__(
        self,
        *,
        table_name: builtins.str = "",
        save_method: WriteOperationSaveTableTableSaveMethod | builtins.int = 0,
    ) -> None:
        self.table_name = table_name
        self.save_method = save_method


class WriteOperationSaveTableTableSaveMethod(IntEnum):
    """`spark.connect.WriteOperation.SaveTable.TableSaveMethod`."""

    TABLE_SAVE_METHOD_UNSPECIFIED = 0
    TABLE_SAVE_METHOD_SAVE_AS_TABLE = 1
    TABLE_SAVE_METHOD_INSERT_INTO = 2


class WriteOperationV2(Message):
    """`spark.connect.WriteOperationV2`."""

    __slots__ = ("input", "table_name", "provider", "partitioning_columns", "options", "table_properties", "mode", "overwrite_condition", "clustering_columns", "with_schema_evolution")
    _name_ = "spark.connect.WriteOperationV2"
    _fields_ = (
        (1, "input", "optional", "message", "Relation", ""),
        (2, "table_name", "", "string", "", ""),
        (3, "provider", "optional", "string", "", ""),
        (4, "partitioning_columns", "repeated", "message", "Expression", ""),
        (5, "options", "map", "string:string", "", ""),
        (6, "table_properties", "map", "string:string", "", ""),
        (7, "mode", "", "enum", "WriteOperationV2Mode", ""),
        (8, "overwrite_condition", "optional", "message", "Expression", ""),
        (9, "clustering_columns", "repeated", "string", "", ""),
        (10, "with_schema_evolution", "", "bool", "", ""),
    )
    input: Relation | None
    table_name: builtins.str
    provider: builtins.str | None
    partitioning_columns: list[Expression]
    options: dict[builtins.str, builtins.str]
    table_properties: dict[builtins.str, builtins.str]
    mode: WriteOperationV2Mode | builtins.int
    overwrite_condition: Expression | None
    clustering_columns: list[builtins.str]
    with_schema_evolution: builtins.bool

    def __init__(
        self,
        *,
        input: Relation | None = None,
        table_name: builtins.str = "",
        provider: builtins.str | None = None,
        partitioning_columns: Iterable[Expression] = (),
        options: Mapping[builtins.str, builtins.str] | None = None,
        table_properties: Mapping[builtins.str, builtins.str] | None = None,
        mode: WriteOperationV2Mode | builtins.int = 0,
        overwrite_condition: Expression | None = None,
        clustering_columns: Iterable[builtins.str] = (),
        with_schema_evolution: builtins.bool = False,
    ) -> None:
        self.input = input
        self.table_name = table_name
        self.provider = provider
        self.partitioning_columns = list(partitioning_columns)
        self.options = dict(options) if options else {}
        self.table_properties = dict(table_properties) if table_properties else {}
        self.mode = mode
        self.overwrite_condition = overwrite_condition
        self.clustering_columns = list(clustering_columns)
        self.with_schema_evolution = with_schema_evolution


class WriteOperationV2Mode(IntEnum):
    """`spark.connect.WriteOperationV2.Mode`."""

    MODE_UNSPECIFIED = 0
    MODE_CREATE = 1
    MODE_OVERWRITE = 2
    MODE_OVERWRITE_PARTITIONS = 3
    MODE_APPEND = 4
    MODE_REPLACE = 5
    MODE_CREATE_OR_REPLACE = 6
