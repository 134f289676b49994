"""A session of the client under its name in a case, and what `let` has named in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from voices import Voice

OPTIONS = {"use_ssl": "use_ssl", "ca_file": "tls_ca_file", "token": "token", "token_file": "token_file",
           "user_id": "user_id", "session_id": "session_id"}


@dataclass
class Session:
    """A session, how it is spoken to, its frames, and how often its progress callback was called."""

    client: Any
    voice: Voice
    calls: list[bool]
    frames: dict[str, Any] = field(default_factory=dict)

    def ask(self, name: str, *arguments: Any) -> Any:
        return self.voice.ask(self.client, name, *arguments)

    def progress_calls(self) -> int:
        """How often the callback was called so far."""
        return len(self.calls)


def connect(voice: Voice, request: dict[str, Any]) -> Session:
    """Opens what the request says."""
    host = f"[{request['host']}]" if ":" in request["host"] else request["host"]
    suffix = (request.get("url_suffix") or "").lstrip("/;")
    calls: list[bool] = []
    options = {option: request[key] for key, option in OPTIONS.items() if request.get(key) is not None}
    client = voice.connect(f"sc://{host}:{request['port']}/;{suffix}", {**options, "progress": lambda told: calls.append(told.done)})
    return Session(client, voice, calls)
