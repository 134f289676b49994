"""Runs the doctests of one module in this process and writes one JSON line per event to a file descriptor.

The parent (`runner.py`) starts it, so that a client that hangs or dies costs one object and not the run. An interval
timer aborts an object that takes too long and asks the server to interrupt.
"""

from __future__ import annotations

import argparse
import doctest
import importlib
import json
import os
import signal
import sys
import time
import traceback
import warnings
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from doctests import modules  # noqa: E402

TEXT_CHARACTERS_MAX = 4000


class ObjectTimeout(KeyboardInterrupt):
    """Raised by the timer; a KeyboardInterrupt, because doctest lets only that through."""


def main() -> None:
    arguments = parse()
    warnings.filterwarnings("ignore")
    os.environ["SPARK_CONNECT_MODE_ENABLED"] = "1"
    os.environ.setdefault("USER", "doctest")
    stage = "collect"
    try:
        tests = modules.find_tests(arguments.module)
        send(arguments.fd, event="list", names=[test.name for test in tests],
             examples=[len(test.examples) for test in tests], skipped=[modules.is_skipped(test) for test in tests])
        signal.signal(signal.SIGALRM, on_alarm)
        stage = "connect"
        spark = new_session(arguments)
    except BaseException:
        send(arguments.fd, event="fatal", stage=stage, error=cut(traceback.format_exc()))
        os._exit(0)
    run_all(arguments, tests, spark)
    send(arguments.fd, event="done")
    os._exit(0)  # PySpark's exit handlers would wait for a server that may be gone


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--module", required=True)
    parser.add_argument("--fd", type=int, required=True)
    parser.add_argument("--remote", required=True)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--timeout", type=float, default=60)
    parser.add_argument("--connect-timeout", type=float, default=30)
    parser.add_argument("--session-per", choices=["module", "object"], default="module")
    return parser.parse_args()


def run_all(arguments: argparse.Namespace, tests: list[doctest.DocTest], spark: Any) -> None:
    runner = Runner(modules.MODULES[arguments.module].flags)
    for index, test in enumerate(tests):
        if index < arguments.start or modules.is_skipped(test):
            continue
        send(arguments.fd, event="start", index=index)
        if arguments.session_per == "object" or getattr(spark, "is_stopped", False):
            try:
                spark = new_session(arguments)
            except BaseException:
                first = {"kind": "no session", "got": cut(traceback.format_exc())}
                send(arguments.fd, event="end", index=index, status="failed", seconds=0.0, failed=1, first=first)
                continue
        result = runner.run_object(test, spark, arguments)
        send(arguments.fd, event="end", index=index, **result)
        if result["status"] == "timeout":
            spark = after_timeout(spark, arguments)
    with_timer(5, spark.stop)


def new_session(arguments: argparse.Namespace) -> Any:
    """A new session that has proved that the server answers; a broken one before it is forgotten."""
    from pyspark.sql import SparkSession
    from pyspark.sql.connect.client.retries import DefaultPolicy

    signal.setitimer(signal.ITIMER_REAL, arguments.connect_timeout)
    try:
        connect = importlib.import_module(modules.CONNECT + "session").SparkSession
        connect._default_session = None
        connect._active_session.session = None
        os.environ.pop("SPARK_REMOTE", None)
        spark = SparkSession.builder.appName(f"doctest {arguments.module}").remote(arguments.remote).getOrCreate()
        # Not ten minutes of retries when the server is gone.
        spark._client.set_retry_policies([DefaultPolicy(max_retries=3, max_backoff=1000)])
        assert spark.version
        return spark
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


class Runner(doctest.DocTestRunner):
    """Collects failures instead of printing them."""

    def __init__(self, flags: int) -> None:
        super().__init__(verbose=False, optionflags=flags)
        self.first: dict[str, Any] | None = None

    def run_object(self, test: doctest.DocTest, spark: Any, arguments: argparse.Namespace) -> dict[str, Any]:
        from pyspark.sql import SparkSession

        self.first = None
        test.globs["spark"] = spark
        if arguments.module == "session":
            test.globs["SparkSession"] = SparkSession
        started = time.monotonic()
        failed = 1
        try:
            signal.setitimer(signal.ITIMER_REAL, arguments.timeout)
            failed = self.run(test, out=lambda _text: None, clear_globs=True).failed
            status = "passed" if failed == 0 else "failed"
        except ObjectTimeout:
            status = "timeout"
        except BaseException:
            status = "failed"
            self.first = self.first or {"kind": "runner", "got": cut(traceback.format_exc())}
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        return {"status": status, "failed": failed, "attempted": len(test.examples) - modules.skipped_examples(test),
                "seconds": round(time.monotonic() - started, 3), "first": self.first}

    def report_start(self, out: Any, test: doctest.DocTest, example: doctest.Example) -> None:
        pass

    def report_success(self, out: Any, test: doctest.DocTest, example: doctest.Example, got: str) -> None:
        pass

    def report_failure(self, out: Any, test: doctest.DocTest, example: doctest.Example, got: str) -> None:
        self.note(test, example, "output differs", got)

    def report_unexpected_exception(self, out: Any, test: doctest.DocTest, example: doctest.Example,
                                    exc_info: Any) -> None:
        self.note(test, example, exc_info[0].__name__, "".join(traceback.format_exception_only(*exc_info[:2])))

    def note(self, test: doctest.DocTest, example: doctest.Example, kind: str, got: str) -> None:
        if self.first is None:
            self.first = {"line": (test.lineno or 0) + example.lineno + 1, "kind": kind, "got": cut(got),
                          "source": cut(example.source), "want": cut(example.want)}


def after_timeout(spark: Any, arguments: argparse.Namespace) -> Any:
    with_timer(10, spark.interruptAll)
    try:
        return new_session(arguments)
    except BaseException:
        return spark


def with_timer(seconds: float, action: Any) -> None:
    """Does something that may hang or fail and does not matter."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        action()
    except BaseException:
        pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def on_alarm(_signal: int, _frame: Any) -> None:
    raise ObjectTimeout


def send(descriptor: int, **event: Any) -> None:
    data = (json.dumps(event) + "\n").encode()
    while data:
        data = data[os.write(descriptor, data):]


def cut(text: object) -> str:
    shown, half = str(text), TEXT_CHARACTERS_MAX // 2
    return shown if len(shown) <= TEXT_CHARACTERS_MAX else f"{shown[:half]}\n... cut ...\n{shown[-half:]}"


if __name__ == "__main__":
    main()
