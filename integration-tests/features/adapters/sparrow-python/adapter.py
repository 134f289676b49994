"""The adapter of the Python client, sync or, with SPARROW_ADAPTER_ASYNC=1, async.

    python adapter.py      # requests on standard input, answers on standard output, one JSON object a line

Knows the lines that runner and adapter exchange (clients/features/README.md) and which function answers which step; refuses to
know what a frame, a column or an action is.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import json
import os
import sys
from collections.abc import Callable
from typing import Any, TextIO

import actions
import answers
import frames
import sessions
import sparrow_connect
from voices import AsyncVoice, Running, Voice

LINE_BYTES_MAX = 256 * 1024 * 1024
HANDLES_MAX = 64
WAIT_SECONDS_MAX = 600


class Adapter:
    """The state of one run: its sessions and what runs in the background."""

    def __init__(self) -> None:
        self.voice = AsyncVoice() if os.environ.get("SPARROW_ADAPTER_ASYNC") == "1" else Voice()
        self.sessions: dict[str, sessions.Session] = {}
        self.running: dict[str, tuple[Running, str]] = {}

    def named(self, request: dict[str, Any]) -> sessions.Session:
        return self.sessions[request.get("session", "main")]

    def describe(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"client": "sparrow-python", "version": sparrow_connect.__version__}

    def connect(self, request: dict[str, Any]) -> dict[str, Any]:
        self.sessions[request.get("session", "main")] = sessions.connect(self.voice, request)
        return {}

    def close(self, request: dict[str, Any]) -> dict[str, Any]:
        self.named(request).ask("close")
        return {}

    def run(self, request: dict[str, Any]) -> dict[str, Any]:
        return actions.run(self.named(request), request)

    def let(self, request: dict[str, Any]) -> dict[str, Any]:
        session = self.named(request)
        session.frames[request["name"]] = frames.build(session, request["frame"])
        return {}

    def start(self, request: dict[str, Any]) -> dict[str, Any]:
        """Opens the result here, so that it has the tags of now, and reads it beside."""
        if len(self.running) >= HANDLES_MAX:
            raise ValueError(f"{HANDLES_MAX} actions run already: wait for one")
        session = self.named(request)
        kind, _ = actions.action_of(request)
        if kind not in ("collect", "count"):
            raise ValueError(f"the action {kind!r} cannot be started, only collect and count")
        frame = frames.build(session, request["frame"])
        result = (frame.group_by().count() if kind == "count" else frame).to_batches()

        def read(voice: Voice) -> dict[str, Any]:
            if kind == "count":
                return {"value": voice.ask(result, "to_arrow").column(0)[0].as_py()}
            return actions.answer_of(voice, result)

        self.running[request["handle"]] = (self.voice.background(read, result), result.operation_id)
        return {}

    def wait(self, request: dict[str, Any]) -> dict[str, Any]:
        running, _ = self.running.pop(request["handle"])
        return running.future.result(WAIT_SECONDS_MAX)

    def cancel(self, request: dict[str, Any]) -> dict[str, Any]:
        self.running[request["handle"]][0].cancel()
        return {}

    def interrupt(self, request: dict[str, Any]) -> dict[str, Any]:
        """How many operations the server says it has interrupted."""
        session = self.named(request)
        if "tag" in request:
            return {"value": len(session.ask("interrupt_tag", request["tag"]))}
        if "handle" in request:
            return {"value": len(session.ask("interrupt_operation", self.running[request["handle"]][1]))}
        return {"value": len(session.ask("interrupt_all"))}

    def tags(self, request: dict[str, Any]) -> dict[str, Any]:
        client = self.named(request).client
        if "add" in request:
            client.add_tag(request["add"])
        if "remove" in request:
            client.remove_tag(request["remove"])
        if request.get("clear"):
            client.clear_tags()
        return {"value": sorted(client.tags)} if request.get("get") else {}

    def config(self, request: dict[str, Any]) -> dict[str, Any]:
        session = self.named(request)
        conf = session.client.conf
        ask = session.voice.ask
        if "set" in request:
            for key, value in request["set"].items():
                ask(conf, "set", key, value)
            return {}
        if "unset" in request:
            ask(conf, "unset", request["unset"])
            return {}
        if "get_default" in request:
            return {"value": ask(conf, "get", *request["get_default"])}
        [name] = [one for one in ("get", "get_all", "is_modifiable") if one in request]
        return {"value": ask(conf, name, request[name])}

    def version(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"value": bool(self.named(request).ask("version"))}

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """`{"ok": ...}`, `{"error": ...}` or `{"unsupported": ...}` for one request."""
        step = STEPS.get(request.get("do", ""))
        if step is None:
            return {"unsupported": f"the step {request.get('do')!r} is none of {', '.join(STEPS)}"}
        try:
            return {"ok": step(self, request)}
        except (asyncio.CancelledError, concurrent.futures.CancelledError):
            return {"error": {"kind": "cancelled", "message": "the task was cancelled"}}
        except Exception as error:  # noqa: BLE001 - every error of the client is an answer
            return {"error": answers.of_error(error)}


STEPS: dict[str, Callable[[Adapter, dict[str, Any]], dict[str, Any]]] = {
    "describe": Adapter.describe,
    "connect": Adapter.connect,
    "close": Adapter.close,
    "run": Adapter.run,
    "let": Adapter.let,
    "start": Adapter.start,
    "wait": Adapter.wait,
    "cancel": Adapter.cancel,
    "interrupt": Adapter.interrupt,
    "tags": Adapter.tags,
    "config": Adapter.config,
    "version": Adapter.version,
}


def answers_alone() -> TextIO:
    """Standard output for the answers; what anything else prints goes to standard error."""
    output = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return output


def main() -> None:
    output = answers_alone()
    adapter = Adapter()
    # `readline` hands a line over as soon as it is there; a line is cut at the limit and is then no JSON.
    while line := sys.stdin.readline(LINE_BYTES_MAX):
        if not line.strip():
            continue
        request = json.loads(line)
        answer = {"id": request.get("id"), **adapter.answer(request)}
        output.write(json.dumps(answer, ensure_ascii=False) + "\n")
        output.flush()
    for session in adapter.sessions.values():
        session.ask("close")


if __name__ == "__main__":
    main()
