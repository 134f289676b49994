"""From a failed call, and what the server knows more about it, to the exception that a user sees."""

from __future__ import annotations

from .errors import CancelledError, Error, QueryContext, SparkError, TransportError
from .failure import RpcFailure
from .generated import messages as m

contexts_max = 100
"""Query contexts that are taken over."""


def to_error(failure: RpcFailure, details: m.FetchErrorDetailsResponse | None) -> Error:
    """A Spark error where the details or the status name one, else one of the transport."""
    index = details.root_error_idx if details is not None else None
    if details is not None and index is not None and 0 <= index < len(details.errors):
        return _from_details(failure, details.errors[index])
    if failure.info is not None or failure.condition:
        state = failure.info.metadata.get("sqlState", "") if failure.info is not None else ""
        return SparkError(
            failure.message,
            condition=failure.condition,
            sqlstate=state,
            parameters=failure.parameters,
            classes=failure.classes,
        )
    if failure.code == "CANCELLED":
        return CancelledError(f"the call was cancelled: {failure.message}")
    return TransportError(f"{failure.code}: {failure.message}", status=failure.code)


def _from_details(failure: RpcFailure, error: m.FetchErrorDetailsResponseError) -> SparkError:
    throwable = error.spark_throwable
    contexts = throwable.query_contexts[:contexts_max] if throwable is not None else []
    info = failure.info.metadata if failure.info is not None else {}
    return SparkError(
        error.message or failure.message,
        condition=(throwable.error_class if throwable is not None else None) or failure.condition,
        sqlstate=(throwable.sql_state if throwable is not None else None) or info.get("sqlState", ""),
        parameters=(throwable.message_parameters if throwable is not None else None) or failure.parameters,
        contexts=[_context(one) for one in contexts],
        classes=error.error_type_hierarchy or failure.classes,
    )


def _context(context: m.FetchErrorDetailsResponseQueryContext) -> QueryContext:
    return QueryContext(
        object_type=context.object_type,
        object_name=context.object_name,
        fragment=context.fragment,
        start=context.start_index,
        stop=context.stop_index,
        call_site=context.call_site,
        summary=context.summary,
        is_sql=context.context_type == m.FetchErrorDetailsResponseQueryContextContextType.SQL,
    )
