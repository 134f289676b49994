"""Starts the servers of each setting, has the runner play the cases there, and shows its summary lines once more in the end.

    play.py run [--clients a,b] [--settings a,b] [--cases area/glob] [--results FILE] [--verbose]
    play.py record [--cases area/glob]                      # asks real Spark 4.2.1
    play.py memory                                          # each of our clients streams 2 GiB

A server that runs already is named with --remote host:port, for one setting. Run it by way of `run.py clients`, which makes the
environments and builds the adapters first. Knows the order of things; refuses to know how cases are judged.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import adapters
from world import SETTINGS, world

SUMMARY = re.compile(r"^\S+ +\w+ +\d+ passed, \d+ failed, \d+ known failing")
# How many clients have their turn at a time, each with a server of its own. Half of the time they wait for each other.
SERVERS = max(2, (os.cpu_count() or 2) // 2)


def main() -> int:
    # Being ended is an exit like any other: what was started is stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    arguments = parsed()
    clients = arguments.clients.split(",") if arguments.clients else list(adapters.ALL)
    if unknown := [client for client in clients if client not in adapters.ALL]:
        sys.exit(f"there is no client {', '.join(unknown)}, only {', '.join(adapters.ALL)}")
    match arguments.command:
        case "record":
            return run_in("spark", ["pyspark-4.2.1"], ["record", "--cases", arguments.cases], arguments.remote)[0]
        case "memory":
            ours = [client for client in clients if client in adapters.OURS]
            return run_in("embedded", ours, ["memory"], arguments.remote)[0]
    return run(arguments, clients)


def run(arguments: argparse.Namespace, clients: list[str]) -> int:
    settings = arguments.settings.split(",") if arguments.settings else list(SETTINGS)
    if unknown := [setting for setting in settings if setting not in SETTINGS]:
        sys.exit(f"there is no setting {', '.join(unknown)}, only {', '.join(SETTINGS)}")
    rest = ["--cases", arguments.cases, *(["--verbose"] if arguments.verbose else [])]
    rest += ["--results", str(arguments.results.resolve())] if arguments.results else []
    status, lines = 0, []
    for setting in settings:
        failed, summary = run_in(setting, clients, ["run", *rest], arguments.remote)
        status = status or failed
        lines += summary
    print("\nThe clients, by setting and cases:", *lines, sep="\n", flush=True)
    return status


def run_in(setting: str, clients: list[str], command: list[str], remote: str | None) -> tuple[int, list[str]]:
    """Starts the servers of a setting and runs the runner there; its exit status, and its summary lines."""
    servers = min(SERVERS, len(clients))
    with world(setting, clients, servers, remote) as file:
        process = subprocess.Popen([str(adapters.runner()), command[0], "--world", str(file), *command[1:]],
                                   stdout=subprocess.PIPE, text=True)
        lines = []
        try:
            for line in process.stdout or ():
                if SUMMARY.match(line):
                    lines.append(line.rstrip())
                else:
                    print(line, end="", flush=True)
            return process.wait(), lines
        finally:
            # It has ended, unless we are being ended ourselves; its adapters end with their input.
            process.terminate()
            process.wait()


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("run", "record", "memory"))
    parser.add_argument("--clients", help="separated by commas; all by default")
    parser.add_argument("--settings", help="separated by commas; all by default")
    parser.add_argument("--cases", default="*", help="area/case, with * and ?")
    parser.add_argument("--results", type=Path, help="keeps the tallies for the matrix")
    parser.add_argument("--remote", help="host:port of a server without TLS that runs already")
    parser.add_argument("--verbose", action="store_true", help="shows the differences of known failures too")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
