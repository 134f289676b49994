"""Opens and closes PySpark's sessions. Knows connection strings, TLS roots and tokens; refuses to know plans.

Tokens are kept only to take them out of messages.
"""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from unsupported import Unsupported

ROOTS = "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH"
TOKEN_BYTES_MAX = 64 * 1024


@dataclass
class Session:
    """A session of the server, the frames that `let` has named in it, and the metrics that they observe."""

    spark: Any
    frames: dict[str, Any] = field(default_factory=dict)
    observations: dict[str, Any] = field(default_factory=dict)


class Sessions:
    """The sessions of one run, by the name that cases give them."""

    def __init__(self) -> None:
        self._sessions: dict[str, Session] = {}
        self._secrets: set[str] = set()

    def connect(self, request: dict[str, Any]) -> dict[str, Any]:
        self._trust(request.get("ca_file"))
        from pyspark.sql.connect.session import SparkSession

        url = self._url(request)
        spark = SparkSession.builder.remote(url).create()
        # The first call is made here, so that what is wrong with the address is this step's error.
        spark.conf.get("spark.sql.session.timeZone")
        self._sessions[request.get("session", "main")] = Session(spark)
        return {}

    def named(self, request: dict[str, Any]) -> Session:
        name = request.get("session", "main")
        if name not in self._sessions:
            raise KeyError(f"no session {name!r} is connected; there are {sorted(self._sessions)}")
        return self._sessions[name]

    def close(self, request: dict[str, Any]) -> dict[str, Any]:
        """The session stays known, so that what happens after its end can be seen."""
        self.named(request).spark.stop()
        return {}

    def close_all(self) -> None:
        for session in self._sessions.values():
            session.spark.stop()

    def redact(self, text: str) -> str:
        """The text without the tokens that were ever used here."""
        for secret in self._secrets:
            text = text.replace(secret, "<token>").replace(quote(secret, safe=""), "<token>")
        return text

    def _trust(self, ca_file: str | None) -> None:
        """Makes the CA the root of TLS. grpc reads it once for the process, when its first channel is opened."""
        if ca_file is None:
            return
        before = os.environ.setdefault(ROOTS, ca_file)
        if before != ca_file:
            raise ValueError(f"this process trusts {before} already and cannot trust {ca_file} too: use another process")

    def _url(self, request: dict[str, Any]) -> str:
        token = request.get("token") or read_token(request.get("token_file"))
        host = request["host"]
        if token:
            self._secrets.add(token)
            if not request.get("use_ssl") and takes_tokens_over_tls_alone():
                raise Unsupported("this version of PySpark sends a token over TLS alone, to loopback too")
            # PySpark takes a token without TLS for this name alone.
            host = "localhost" if not request.get("use_ssl") and host == "127.0.0.1" else host
        parameters = {
            "use_ssl": "true" if request.get("use_ssl") else None,
            "token": token,
            "user_id": request.get("user_id"),
            "session_id": request.get("session_id") or str(uuid.uuid4()),
        }
        shown = "".join(f";{key}={quote(str(value), safe='')}" for key, value in parameters.items() if value is not None)
        suffix = request.get("url_suffix") or ""
        if suffix and not suffix.startswith(";"):
            suffix = f";{suffix}"
        return f"sc://{host}:{request['port']}/{shown}{suffix}"


def takes_tokens_over_tls_alone() -> bool:
    """3.5 turns TLS on for every token; 4.0 and later leave it to `use_ssl` for `localhost`."""
    import pyspark

    return pyspark.__version__.startswith("3.")


def read_token(path: str | None) -> str | None:
    if path is None:
        return None
    with Path(path).open(encoding="utf-8") as file:
        return file.read(TOKEN_BYTES_MAX).strip()
