"""Writes `signatures.json`: the parameters of Spark's functions, for those who write clients.

Names and order come from the usage line that Spark keeps for each function; how many arguments it takes is asked of Spark
itself, by calls with NULLs. Where the usage line is no call, or says less than Spark takes, CORRECTIONS says it.
It refuses to know which functions the server has: a test of `crates/functions` joins both into `clients/functions.json`.

Runs in the environment `spark`, in Spark's own process:

    ~/.cache/sparrow/env/spark/bin/python integration-tests/functions/signatures.py
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

SIGNATURES = Path(__file__).resolve().parent / "signatures.json"

# What takes this many arguments takes any number of them.
COUNT_MAX = 9

# Conditions that say: not with so many arguments.
WRONG_COUNT = ("WRONG_NUM_ARGS", "REQUIRED_PARAMETER_NOT_FOUND")

# The parameters of the group `lambda_funcs` that take a function.
LAMBDAS = {"finish", "func", "function", "merge", "pred"}

# Spelt `name`, `[name]` for what may be left out, `name...` for any number, `<name>` for what may be left out and comes
# first in the call when it is given.
CORRECTIONS = {
    # The usage line has an operator or a clause of SQL.
    "div": "expr1, expr2",
    "extract": "field, source",
    "ilike": "str, pattern, [escape]",
    "like": "str, pattern, [escape]",
    "mod": "expr1, expr2",
    "shiftleft": "base, exp",
    "shiftright": "base, expr",
    "shiftrightunsigned": "base, expr",
    # SQL writes the trimmed characters before FROM; in a call they come first, and most calls have none.
    "ltrim": "str, <trimStr>",
    "rtrim": "str, <trimStr>",
    "trim": "str, <trimStr>",
    # Made by Spark's parser, which has no usage line for them.
    "timestampadd": "unit, quantity, ts",
    "timestampdiff": "unit, start, end",
    # Several forms that are not one another's beginning.
    "convert_timezone": "arguments...",
    "decode": "expr, arguments...",
    "log": "arg1, [arg2]",
    "make_timestamp": "arguments...",
    "make_timestamp_ltz": "arguments...",
    "make_timestamp_ntz": "arguments...",
    "try_make_timestamp": "arguments...",
    "try_make_timestamp_ltz": "arguments...",
    "try_make_timestamp_ntz": "arguments...",
    # Pairs, or names that make no good plural.
    "arrays_zip": "arrays...",
    "concat_ws": "sep, strs...",
    "json_tuple": "jsonStr, fields...",
    "map": "keys_and_values...",
    "named_struct": "names_and_values...",
    # As Spark's own clients have it: the tuples are rare, and a list would make every call clumsy.
    "count": "expr",
    # The usage line and what Spark takes differ, or Spark takes a last argument that is set by other means.
    "any_value": "expr, [isIgnoreNull]",
    "lag": "input, [offset], [default]",
    "lead": "input, [offset], [default]",
    "nth_value": "input, offset",
    "regexp_instr": "str, regexp, [idx]",
    "uuid": "[seed]",
    # Without its argument only in SQL, before WITHIN GROUP.
    "mode": "col, [deterministic]",
    # Spark takes other numbers of arguments and refuses, or forgets, or makes up, some later.
    "cume_dist": "",
    "dense_rank": "",
    "hour": "expr",
    "minute": "expr",
    "ntile": "n",
    "percent_rank": "",
    "rank": "",
    "second": "expr",
    "try_make_interval": "[years], [months], [weeks], [days], [hours], [mins], [secs]",
}

Parameter = dict[str, Any]


def main() -> int:
    spark = session()
    recorded: dict[str, Any] = {}
    unread: list[str] = []
    for name, group, usage in functions(spark):
        forms = forms_of(name, usage)
        if name in CORRECTIONS:
            parameters: list[Parameter] | None = [spelt(part) for part in filter(None, CORRECTIONS[name].split(", "))]
        else:
            parameters = read(forms, lambda count, name=name: takes(spark, name, count))
        if parameters is None:
            unread.append(name)
            continue
        if group == "lambda_funcs":
            parameters = [mark_lambda(parameter) for parameter in parameters]
        recorded[name] = {"parameters": parameters, **({"forms": forms} if worth_showing(forms, parameters) else {})}
    write(spark.version, recorded)
    spark.stop()
    print(f"{len(recorded)} functions recorded; without parameters, see CORRECTIONS: {', '.join(unread)}")
    return 0


def session() -> SparkSession:
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    spark = builder.config("spark.driver.host", "127.0.0.1").getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    return spark


def functions(spark: SparkSession) -> Iterator[tuple[str, str, str]]:
    """Name, group and usage of every function whose name is an identifier, by name."""
    found = {"timestampadd": ("", ""), "timestampdiff": ("", "")}
    analysis = spark._jvm.org.apache.spark.sql.catalyst.analysis
    for registry in (analysis.TableFunctionRegistry.builtin(), analysis.FunctionRegistry.builtin()):
        names = registry.listFunction().iterator()
        while names.hasNext():
            identifier = names.next()
            info = registry.lookupFunction(identifier).get()
            found[identifier.funcName()] = (info.getGroup(), info.getUsage().replace("_FUNC_", identifier.funcName()))
    for name in sorted(found):
        if name.isidentifier():
            yield name, *found[name]


def forms_of(name: str, usage: str) -> list[str]:
    """The calls of the usage: each line's beginning, up to the hyphen, if it is a call with plain parameters."""
    beginnings = re.findall(r"^\s*(.*?)\s+-\s", usage, re.MULTILINE)
    calls = [re.sub(r"\[? ?WITHIN GROUP.*", "", beginning).strip() for beginning in beginnings]
    return [re.sub(r"\s+(?=[\[,)])", "", call) for call in calls if re.fullmatch(rf"{name}\([\w\s,.\[\]]*\)", call)
            and not re.search(r"\w +\w", call)]


def takes(spark: SparkSession, name: str, count: int) -> bool:
    try:
        spark.sql(f"SELECT `{name}`({', '.join(['NULL'] * count)})")
    except PySparkException as refused:
        return not any(condition in (refused.getCondition() or "") for condition in WRONG_COUNT)
    return True


def read(forms: list[str], takes_count: Callable[[int], bool]) -> list[Parameter] | None:
    """The parameters of the longest form, held against the numbers of arguments; None where they do not fit each other."""
    if not forms:
        return None
    names = re.findall(r"\w+|\.\.\.", max(forms, key=lambda form: form.count(",")).partition("(")[2])
    if "..." in names:
        return variadic(names) if takes_count(COUNT_MAX) else None
    counts = [count for count in (*range(len(names) + 2), COUNT_MAX) if takes_count(count)]
    if not counts or counts != list(range(counts[0], len(names) + 1)):
        return None
    return [{"name": name, **({"optional": True} if at >= counts[0] else {})} for at, name in enumerate(names)]


def variadic(names: list[str]) -> list[Parameter]:
    """`n, expr1, ..., exprk` is n and any number of exprs: what comes before names of one stem is required."""
    stems = [re.sub(r"\d+$", "", name) for name in names]
    last = stems[stems.index("...") - 1]
    return [{"name": name} for name, stem in zip(names, stems, strict=True) if stem not in (last, "...")
            and names.index(name) < stems.index(last)] + [{"name": f"{last}s", "variadic": True}]


def spelt(text: str) -> Parameter:
    name = text.strip("[]<>.")
    if text.endswith("..."):
        return {"name": name, "variadic": True}
    if text.startswith("["):
        return {"name": name, "optional": True}
    return {"name": name, "optional": True, "leading": True} if text.startswith("<") else {"name": name}


def mark_lambda(parameter: Parameter) -> Parameter:
    return {**parameter, "lambda": True} if parameter["name"] in LAMBDAS else parameter


def worth_showing(forms: list[str], parameters: list[Parameter]) -> bool:
    """Whether Spark's forms say more than one signature: any number of arguments, or as many of another meaning."""
    counts = [form.count(",") for form in forms]
    return len(set(counts)) < len(counts) or (bool(forms) and any("variadic" in parameter for parameter in parameters))


def write(version: str, recorded: dict[str, Any]) -> None:
    """One function a line, so that a change is a line of a diff."""
    lines = [f"  {json.dumps(name)}: {json.dumps(signature)}" for name, signature in recorded.items()]
    SIGNATURES.write_text(f'{{"spark": {json.dumps(version)}, "functions": {{\n' + ",\n".join(lines) + "\n}}\n")


if __name__ == "__main__":
    sys.exit(main())
