"""The adapter of PySpark's Connect client, one program for 3.5, 4.0, 4.2 and 4.3.

    python adapter.py      # requests on standard input, answers on standard output, one JSON object a line

Knows the lines that runner and adapter exchange (clients/features/README.md) and which function answers which step; refuses
to know what a frame, a column or an action is. PySpark is loaded by the first `connect`: the roots of TLS must be in the
environment before grpc is.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from collections.abc import Callable
from importlib import metadata
from typing import Any, TextIO

from background import Answered, Background
from sessions import Sessions
from unsupported import Unsupported

LINE_BYTES_MAX = 256 * 1024 * 1024


class Adapter:
    """The state of one run: its sessions and what runs in the background."""

    def __init__(self) -> None:
        self.sessions = Sessions()
        self.background = Background()
        self.steps: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "describe": self.describe,
            "connect": self.sessions.connect,
            "close": self.sessions.close,
            "run": self.run,
            "let": self.let,
            "start": self.start,
            "wait": lambda request: self.background.wait(request["handle"]),
            "cancel": lambda request: self.background.cancel(request["handle"]),
            "interrupt": self.interrupt,
            "tags": self.tags,
            "config": self.config,
            "version": self.version,
        }

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """`{"ok": …}`, `{"error": …}` or `{"unsupported": …}` for one request."""
        step = self.steps.get(request.get("do"))
        if step is None:
            return {"unsupported": f"the step {request.get('do')!r} is none of {', '.join(self.steps)}"}
        return guarded(lambda: step(request), self.sessions.redact)

    def describe(self, _request: dict[str, Any]) -> dict[str, Any]:
        return {"client": "pyspark", "version": version_of_pyspark()}

    def run(self, request: dict[str, Any]) -> dict[str, Any]:
        import actions

        return actions.run(self.sessions.named(request), request)

    def let(self, request: dict[str, Any]) -> dict[str, Any]:
        import frames

        session = self.sessions.named(request)
        session.frames[request["name"]] = frames.build(session, request["frame"])
        return {}

    def start(self, request: dict[str, Any]) -> dict[str, Any]:
        import actions

        session = self.sessions.named(request)
        work = lambda: guarded(lambda: actions.run(session, request), self.sessions.redact)  # noqa: E731
        self.background.start(request["handle"], session, work)
        return {}

    def interrupt(self, request: dict[str, Any]) -> dict[str, Any]:
        """How many operations the server says it has interrupted."""
        spark = self.sessions.named(request).spark
        if "tag" in request:
            return {"value": len(spark.interruptTag(request["tag"]))}
        if "handle" in request:
            operations = self.background.operations(request["handle"])
            return {"value": len(spark.interruptOperation(operations[-1])) if operations else 0}
        if request.get("all"):
            return {"value": len(spark.interruptAll())}
        raise ValueError(f"interrupt has none of all, tag and handle: {sorted(request)}")

    def tags(self, request: dict[str, Any]) -> dict[str, Any]:
        spark = self.sessions.named(request).spark
        if "add" in request:
            spark.addTag(request["add"])
        if "remove" in request:
            spark.removeTag(request["remove"])
        if request.get("clear"):
            spark.clearTags()
        return {"value": sorted(spark.getTags())} if request.get("get") else {}

    def config(self, request: dict[str, Any]) -> dict[str, Any]:
        import configuration

        return configuration.answer(self.sessions.named(request).spark, request)

    def version(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"value": bool(self.sessions.named(request).spark.version)}


def guarded(work: Callable[[], dict[str, Any]], redact: Callable[[str], str]) -> dict[str, Any]:
    """What `work` gives, as an answer; what it throws too."""
    try:
        return {"ok": work()}
    except Answered as answered:
        return answered.answer
    except Unsupported as reason:
        return {"unsupported": str(reason)}
    except Exception as error:  # noqa: BLE001 - every error of the client is an answer
        import errors

        return {"error": errors.describe(error, redact)}


def version_of_pyspark() -> str:
    for distribution in ("pyspark", "pyspark-client"):
        try:
            return metadata.version(distribution)
        except metadata.PackageNotFoundError:
            continue
    raise SystemExit("PySpark is not installed for this interpreter: pip install 'pyspark[connect]'")


def answers_alone() -> TextIO:
    """Standard output for the answers; what anything else prints goes to standard error."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers


def main() -> None:
    # PySpark gives timestamps in the zone of the process, and logs every error that is raised, with the server's stack.
    os.environ["TZ"] = "UTC"
    time.tzset()
    logging.disable(logging.CRITICAL)
    answers = answers_alone()
    adapter = Adapter()
    # `readline` hands a line over as soon as it is there; a line is cut at the limit and is then no JSON.
    while line := sys.stdin.readline(LINE_BYTES_MAX):
        if not line.strip():
            continue
        request = json.loads(line)
        answer = {"id": request.get("id"), **adapter.answer(request)}
        answers.write(json.dumps(answer, ensure_ascii=False) + "\n")
        answers.flush()
    adapter.sessions.close_all()
    answers.flush()
    # Threads that wait for a server that has gone would hold the process.
    os._exit(0)


if __name__ == "__main__":
    main()
