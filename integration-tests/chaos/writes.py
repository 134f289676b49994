"""Kills servers and executors under writes, a seed at a time, and says what readers find afterwards.

    python chaos/writes.py 1..50

Each seed starts a server, overwrites and appends in a loop, kills the server at a moment the seed chooses, starts another one
over the same folders, and reads every target with it and with pyarrow. A target must be as it was before the write that was cut
off, or as it is after it. With SPARROW_ENGINE=fleet every other seed kills an executor, which no write may notice.
The last line counts mixtures, duplicates and lost rows; the status is not 0 if there are any.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]

import harness  # noqa: E402
from chaos import readers  # noqa: E402
from chaos.written import Model, Seed, State, Verdict, seeds  # noqa: E402

TARGETS = ("plain", "parts")
# A seed's writes; more than any moment lets through.
WRITES = 40
# After an executor was killed, the seed goes on with so many writes.
WRITES_AFTER = 3
POLL_SECONDS = 0.0002
HUNG_SECONDS = 120.0


@dataclass
class Outcome:
    """What a seed did and what came of it."""

    seed: Seed
    writes: int = 0
    # The write that was cut off: how, what other readers saw of it before recovery, and what became of it.
    cut: str = "nothing"
    before: str = "-"
    after: str = "-"
    verdict: Verdict = field(default_factory=Verdict)
    problems: list[str] = field(default_factory=list)

    def line(self) -> str:
        what = f"{self.seed.victim} by {self.seed.moment}"
        words = "; ".join(self.problems) or ("ok" if not self.verdict else "wrong")
        return (f"seed {self.seed.number:>4} {self.seed.format:<8} kills {what:<20} {self.writes:>3} writes, cut {self.cut:<16}"
                f" pyarrow saw {self.before:<5} recovered {self.after:<5} {self.verdict}  {words}")


class Writer:
    """The writes of a seed, in a process of their own, and what is known of them."""

    def __init__(self, server: harness.Server, folder: Path, seed: Seed, has_executors: bool) -> None:
        self.model = Model()
        self.failed: str | None = None
        self._writes = seed.writes()
        command = [sys.executable, str(HERE / "writer.py"), server.remote, str(folder), str(seed.number),
                   "1" if has_executors else "0", str(WRITES)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            word, _, rest = line.strip().partition(" ")
            match word:
                case "begin":
                    self.model.begin(next(self._writes))
                case "done":
                    self.model.done()
                case "failed":
                    self.failed = rest

    @property
    def begun(self) -> int:
        return len(self.model.writes)

    def is_running(self) -> bool:
        return self._thread.is_alive()

    def finish(self) -> bool:
        """Lets the write that is going on end, and no other begin; whether it has ended in time."""
        self._process.terminate()
        self._thread.join(HUNG_SECONDS)
        return not self.is_running()

    def stop(self) -> None:
        """Ends the process, and hears what it had still to say."""
        self._process.kill()
        self._process.wait()
        self._thread.join()


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("seeds", type=seeds)
    outcomes = run(arguments.parse_args().seeds)
    print(summary(outcomes), flush=True)
    return 1 if any(outcome.verdict or outcome.problems for outcome in outcomes) else 0


def run(numbers: Iterable[int]) -> list[Outcome]:
    """Runs the seeds, with a line for each."""
    outcomes = []
    for number in numbers:
        with tempfile.TemporaryDirectory(prefix="sparrow-writes-", ignore_cleanup_errors=True) as folder:
            outcomes.append(one(Seed.of(number, has_executors()), Path(folder)))
        print(outcomes[-1].line(), flush=True)
    return outcomes


def summary(outcomes: list[Outcome]) -> str:
    verdict = sum((outcome.verdict for outcome in outcomes), Verdict())
    cut = sum(outcome.cut != "nothing" for outcome in outcomes)
    new = sum(outcome.after == "new" for outcome in outcomes)
    failed = sum(bool(outcome.problems) for outcome in outcomes)
    return f"writes: runs={len(outcomes)} cut={cut} counted={new} {verdict} problems={failed}"


def has_executors() -> bool:
    return os.environ.get("SPARROW_ENGINE") == "fleet"


def one(seed: Seed, folder: Path) -> Outcome:
    """Runs a seed."""
    outcome = Outcome(seed)
    data = folder / "data"
    data.mkdir()
    with server(folder) as running:
        writer = Writer(running, data, seed, has_executors())
        try:
            wait_for_moment(seed, data, writer)
            if seed.victim == "server":
                kill(running.process)
            else:
                kill(running.executors[seed.number // 2 % len(running.executors)].process)
                wait_for_writes(writer, outcome)
        finally:
            writer.stop()
        describe_cut(seed, writer, data, outcome)
        if seed.victim == "executor":
            check(writer.model, data, running, outcome)
    if seed.victim == "server":
        with server(folder) as restarted:
            check(writer.model, data, restarted, outcome)
    return outcome


@contextmanager
def server(folder: Path) -> Iterator[harness.Server]:
    """A server whose folders outlive it."""
    (folder / "tmp").mkdir(exist_ok=True)
    settings = {"SPARROW_WAREHOUSE_FOLDER": str(folder / "warehouse"), "TMPDIR": str(folder / "tmp")}
    with harness.sparrow(settings=settings) as running:
        yield running


def kill(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL: nothing of the process is told."""
    process.send_signal(signal.SIGKILL)
    process.wait()


def wait_for_moment(seed: Seed, data: Path, writer: Writer) -> None:
    """Returns at the moment to kill, or when the writes have ended or hang."""
    deadline = time.monotonic() + HUNG_SECONDS
    while writer.begun == 0 and writer.is_running() and time.monotonic() < deadline:
        time.sleep(0.01)
    jobs: set[str] = set()
    seen = 0
    while seed.moment != "time" and seen <= seed.writes_before and writer.is_running() and time.monotonic() < deadline:
        for job in jobs_with(data, "attempts" if seed.moment == "attempts" else "journal.json") - jobs:
            jobs.add(job)
            seen += 1
        time.sleep(POLL_SECONDS)
    time.sleep(seed.delay_seconds)


def jobs_with(data: Path, name: str) -> set[str]:
    """The folders of jobs in which there is such an entry."""
    found = set()
    for place in (data, *(data / target / "_temporary" for target in TARGETS)):
        with suppress(OSError):
            found |= {entry.path for entry in os.scandir(place) if os.path.lexists(f"{entry.path}/{name}")}
    return found


def wait_for_writes(writer: Writer, outcome: Outcome) -> None:
    """Lets some more writes end without the executor."""
    last, deadline = writer.begun + WRITES_AFTER, time.monotonic() + HUNG_SECONDS
    while writer.begun < last and writer.is_running() and time.monotonic() < deadline:
        time.sleep(0.01)
    if not writer.finish():
        outcome.problems.append("the writes hang")
    if writer.failed is not None:
        outcome.problems.append(f"a write failed: {writer.failed}")


def describe_cut(seed: Seed, writer: Writer, data: Path, outcome: Outcome) -> None:
    """What was going on, and what somebody sees of it who knows nothing of recovery."""
    outcome.writes = writer.begun
    cut = writer.model.doubtful
    if cut is None:
        return
    outcome.cut = f"{cut.mode} of {cut.target}"
    if seed.victim == "executor":
        return
    state, _ = writer.model.judge(cut.target, readers.with_pyarrow(data / cut.target, seed.format))
    outcome.before = name_of(state, writer.model.allowed(cut.target)) if state is not None else "part"
    if state is None and cut.is_at_once:
        outcome.problems.append("an overwrite was seen in part before recovery")


def name_of(state: State, allowed: list[State]) -> str:
    return "old" if state == allowed[0] else "new"


def check(model: Model, data: Path, running: harness.Server, outcome: Outcome) -> None:
    """Reads everything, writes once more, and looks for what was left behind."""
    with readers.session(running.remote) as spark:
        for target in TARGETS:
            check_target(model, data / target, spark, outcome)
        if outcome.verdict:
            return
        for target in TARGETS:
            readers.append(spark, data / target, outcome.seed.format, target == "parts")
    left = left_behind(data)
    if left and outcome.seed.victim == "server":
        outcome.problems.append(f"left behind: {', '.join(left)}")
    if panics := running.panics():
        outcome.problems.append(f"a panic: {panics[0]}")


def left_behind(data: Path) -> list[str]:
    """The files of writes that have ended. A folder with no more than a lock is swept once it is an hour old: until then it may
    belong to a write that begins.
    """
    folders = {*data.glob("**/.sparrow*"), *data.glob("*/_temporary")}
    files = {file for folder in folders for file in (folder, *folder.rglob("*")) if not file.is_dir() and file.name != "lock"}
    return sorted(str(file.relative_to(data)) for file in files)


def check_target(model: Model, path: Path, spark: object, outcome: Outcome) -> None:
    """Both readers must find the same state, and it must be one of those that may be."""
    target, form = path.name, outcome.seed.format
    allowed = model.allowed(target)
    cut = model.doubtful is not None and model.doubtful.target == target
    state, verdict = model.judge(target, readers.with_pyarrow(path, form))
    outcome.verdict += verdict
    if state is None:
        return
    if cut and len(allowed) > 1:
        outcome.after = name_of(state, allowed)
    model.settle(target, state)
    _, verdict = model.judge(target, readers.with_spark(spark, path, form))
    outcome.verdict += verdict


if __name__ == "__main__":
    sys.exit(main())
