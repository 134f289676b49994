"""Errors of PySpark in the suite's spelling. Knows the exceptions of every version; refuses to read messages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import grpc
from pyspark.errors import PySparkException
from pyspark.errors.exceptions import connect

EXPRESSION_ID = re.compile(r"#\d+")
MESSAGE_CHARACTERS_MAX = 4000
# What only a server says; grpc itself says the others of its codes too.
TRANSPORT = {"UNAVAILABLE", "UNAUTHENTICATED", "PERMISSION_DENIED", "DEADLINE_EXCEEDED", "CANCELLED", "UNIMPLEMENTED",
             "RESOURCE_EXHAUSTED", "ABORTED"}


def describe(error: Exception, redact: Callable[[str], str]) -> dict[str, Any]:
    """The error as the runner reads it; keys without value are left out."""
    if not isinstance(error, PySparkException):
        kind = "transport" if isinstance(error, grpc.RpcError) else "client"
        return {"kind": kind, "message": shown(f"{type(error).__name__}: {error}", redact)}
    condition = condition_of(error)
    parameters = sorted((error.getMessageParameters() or {}).items())
    described = {
        "kind": kind_of(error, condition),
        "condition": condition,
        "sqlstate": error.getSqlState(),
        "parameters": {name: shown(str(value), redact) for name, value in parameters},
        "context": contexts_of(error),
        "message": shown(str(error), redact),
    }
    return {key: value for key, value in described.items() if value}


def kind_of(error: PySparkException, condition: str | None) -> str:
    if isinstance(error, connect.SparkConnectGrpcException):
        if condition or type(error) is not connect.SparkConnectGrpcException:
            return "transport" if not condition and status_of(error) in TRANSPORT else "spark"
        return "transport"
    return "client"


def status_of(error: PySparkException) -> str | None:
    ask = getattr(error, "getGrpcStatusCode", None)
    code = ask() if ask else None
    return code.name if code is not None else None


def condition_of(error: PySparkException) -> str | None:
    """4.0 and later say condition, older versions error class."""
    return error.getCondition() if hasattr(error, "getCondition") else error.getErrorClass()


def contexts_of(error: PySparkException) -> list[dict[str, Any]]:
    """The contexts in SQL texts; 3.5 has none. What comes from no text is told by PySpark as a context of SQL without fragment."""
    if not hasattr(error, "getQueryContext"):
        return []
    return [
        {"object_type": context.objectType(), "fragment": context.fragment(),
         "start": context.startIndex(), "stop": context.stopIndex()}
        for context in error.getQueryContext() or []
        if context.contextType().name == "SQL" and context.fragment()
    ]


def shown(text: str, redact: Callable[[str], str]) -> str:
    text = EXPRESSION_ID.sub("#N", redact(text))
    return text if len(text) <= MESSAGE_CHARACTERS_MAX else f"{text[:MESSAGE_CHARACTERS_MAX]}…"
