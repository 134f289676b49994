"""A call that gRPC reports as failed: its status, and the details that came with it. It refuses to decide what follows."""

from __future__ import annotations

import json
import re
from functools import cached_property

from ._scalars import WireError
from ._wire import decode
from .rpc_status import ErrorInfo, RetryInfo, Status


class RpcFailure(Exception):
    """The status of a call that failed: gRPC's code by its name, the message, and `grpc-status-details-bin`."""

    def __init__(self, code: str, message: str, details: bytes | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.details = details

    @cached_property
    def _found(self) -> tuple[ErrorInfo | None, RetryInfo | None]:
        info: ErrorInfo | None = None
        retry: RetryInfo | None = None
        try:
            for one in decode(Status, self.details).details if self.details else []:
                if one.type_url.endswith("/google.rpc.ErrorInfo"):
                    info = decode(ErrorInfo, bytes(one.value))
                elif one.type_url.endswith("/google.rpc.RetryInfo"):
                    retry = decode(RetryInfo, bytes(one.value))
        except WireError:
            # Details that cannot be read are as good as none: the status itself still tells what happened.
            return info, retry
        return info, retry

    @property
    def info(self) -> ErrorInfo | None:
        return self._found[0]

    @property
    def condition(self) -> str:
        """Spark's condition: as the details say it, else what stands in the message's leading brackets."""
        if self.info is not None and self.info.metadata.get("errorClass"):
            return self.info.metadata["errorClass"]
        match = re.match(r"\[([A-Z][A-Z0-9_]*(?:\.[A-Z0-9_]+)*)\]", self.message)
        return match[1] if match else ""

    @property
    def retry_delay_seconds(self) -> float | None:
        """How long the server asks to wait; None where it does not ask for a repetition."""
        retry = self._found[1]
        if retry is None:
            return None
        delay = retry.retry_delay
        return max(0.0, delay.seconds + delay.nanos / 1e9) if delay is not None else 0.0

    @property
    def retryable(self) -> bool:
        return self.code == "UNAVAILABLE" or self._found[1] is not None or self.condition == "INVALID_CURSOR.DISCONNECTED"

    @property
    def parameters(self) -> dict[str, str]:
        """The message parameters that came with the status."""
        values = self._json("messageParameters")
        return {str(key): str(value) for key, value in values.items()} if isinstance(values, dict) else {}

    @property
    def classes(self) -> list[str]:
        values = self._json("classes")
        return [str(one) for one in values] if isinstance(values, list) else []

    def _json(self, key: str) -> object:
        try:
            return json.loads(self.info.metadata.get(key, "null")) if self.info is not None else None
        except ValueError:
            return None
