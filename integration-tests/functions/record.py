"""Writes `functions.json` and `examples/`: Spark's functions, and what it answers to its own examples of them.

The statements are those `DESCRIBE FUNCTION EXTENDED` shows. Each runs twice, in two sessions some time apart; what is answered
alike is kept. What depends on the day or on the user is left out by name.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "pyspark")]

import answers  # noqa: E402
import env  # noqa: E402
import harness  # noqa: E402
from functions import examples  # noqa: E402
from pyspark.sql.connect.session import SparkSession  # noqa: E402

BUILTINS = HERE.parents[1] / "crates" / "functions" / "src" / "spark_builtins.txt"

# Answers that are the same twice within a minute and not on another day, or for another user.
TEXT = re.compile(r"'[^']*'")
SURROUNDINGS = re.compile(r"\b(current_date|current_time|current_timestamp|current_user|localtimestamp|session_user|user)\b"
                          r"(?!\s*\()|\b(curdate|current_date|current_time|current_timestamp|current_user|localtimestamp|now|"
                          r"session_user|to_unix_timestamp|unix_timestamp|user)\s*\(\d*\)", re.IGNORECASE)


# A plan that is compiled answers the same and takes ten times as long for one row.
FASTER = {"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN",
          "spark.sql.shuffle.partitions": "1"}


def main() -> int:
    found = registry()
    groups = {name: function["group"].removesuffix("_funcs") or "misc" for name, function in found.items()}
    statements = [(name, sql) for name, function in sorted(found.items())
                  for sql in dict.fromkeys(statements_of(function["examples"]))]
    with harness.spark() as server:
        once, version = answer(server, statements)
        twice, _ = answer(server, statements)
    kept = defaultdict(list)
    for (name, sql), one, other in zip(statements, once, twice, strict=True):
        if one == other and not SURROUNDINGS.search(TEXT.sub("", sql)):
            kept[groups[name]].append(examples.Example(name, sql, one))
        else:
            print(f"left out: {name}: {sql}")
    write(version, groups, kept)
    return 0


def answer(server: harness.Server, statements: list[tuple[str, str]]) -> tuple[list[dict[str, Any]], str]:
    """What every statement answers in a session of its own, and Spark's version."""
    spark = connect(server)
    for key, value in FASTER.items():
        spark.conf.set(key, value)
    found = [answers.of_query(spark, sql) for _, sql in statements]
    version = spark.version
    spark.stop()
    return found, version


def write(version: str, functions: dict[str, str], kept: dict[str, list[examples.Example]]) -> None:
    for old in examples.EXAMPLES.glob("*.jsonl"):
        old.unlink()
    for group, cases in kept.items():
        examples.write(group, cases)
    document = {"spark": version, "functions": functions}
    examples.FUNCTIONS.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
    BUILTINS.write_text("\n".join(sorted(functions)) + "\n")
    count = sum(len(cases) for cases in kept.values())
    described = len({case.function for cases in kept.values() for case in cases})
    print(f"{count} examples of {described} of {len(functions)} functions recorded from Spark {version}")


def connect(server: harness.Server) -> SparkSession:
    spark = SparkSession.Builder().remote(server.remote).create()
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    return spark


def registry() -> dict[str, dict[str, str]]:
    """Every function with its group and its section of examples; only Spark's own process can tell them."""
    printed = subprocess.run([str(env.python("spark")), str(HERE / "groups.py")], stdout=subprocess.PIPE, text=True,
                             check=True, env={"JAVA_HOME": harness.java_home(), "PATH": "/usr/bin:/bin"})
    return json.loads(printed.stdout.splitlines()[-1])


def statements_of(section: str) -> Iterator[str]:
    """The statements of a section "Examples": from `> ` to the semicolon that ends a line."""
    for statement in re.findall(r"^\s*> (.*?);[ \t]*$", section, re.DOTALL | re.MULTILINE):
        yield statement.strip()


if __name__ == "__main__":
    sys.exit(main())
