"""Writes `statements.json`: the kinds of statements Spark's parser knows, and the kind of each SQL case.

Runs in the environment `spark`: the kinds are the alternatives of the grammar's rules, read off the classes of Spark's
own parser, which also says which of them a text is.

    python3 integration-tests/run.py record statements
"""

from __future__ import annotations

import json
import os
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "sql")]

import cases  # noqa: E402
import harness  # noqa: E402

TARGET = HERE / "statements.json"
PARSER = "org.apache.spark.sql.catalyst.parser.SqlBaseParser"
CONTEXT = re.compile(r"SqlBaseParser\$([A-Za-z]+)Context\.class$")
# The rules whose alternatives are statements; their own names are not.
RULES = ("Statement", "SetResetStatement", "DmlStatementNoWith")
ONLY_RULES = {"DmlStatement"}


def main() -> int:
    from pyspark.sql import SparkSession

    os.environ["JAVA_HOME"] = harness.java_home()
    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    spark = builder.config("spark.driver.host", "127.0.0.1").getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    kinds = sorted(alternatives(spark) - ONLY_RULES)
    of_case = {name: kind_of(spark, case["sql"]) for name, case in cases.recorded() if name.startswith("statements/")}
    document = {"spark": spark.version, "statements": kinds, "cases": of_case}
    TARGET.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
    print(f"{len(kinds)} kinds of statements recorded from Spark {spark.version}; {len(of_case)} cases")
    spark.stop()
    return 0


def alternatives(spark: Any) -> set[str]:
    """The labelled alternatives of the rules: subclasses of the rules' classes."""
    find = spark._jvm.java.lang.Class.forName
    rules = {f"{PARSER}${rule}Context" for rule in RULES}
    names = (name for name in context_names() if name not in RULES)
    return {name for name in names if find(f"{PARSER}${name}Context").getSuperclass().getName() in rules}


def context_names() -> list[str]:
    import pyspark

    found = set()
    for jar in Path(pyspark.__file__).parent.glob("jars/spark-sql-api_*.jar"):
        with zipfile.ZipFile(jar) as classes:
            found |= {match[1] for name in classes.namelist() if (match := CONTEXT.search(name))}
    return sorted(found)


def kind_of(spark: Any, sql: str) -> str | None:
    """The alternative a text is; `None` for a script or what does not parse."""
    jvm = spark._jvm
    catalyst = jvm.org.apache.spark.sql.catalyst.parser
    antlr = jvm.org.antlr.v4.runtime
    lexer = catalyst.SqlBaseLexer(catalyst.UpperCaseCharStream(antlr.CharStreams.fromString(sql)))
    lexer.removeErrorListeners()
    parser = catalyst.SqlBaseParser(antlr.CommonTokenStream(lexer))
    parser.removeErrorListeners()
    whole = parser.singleStatement()
    if parser.getNumberOfSyntaxErrors():
        return None
    found = whole.statement() or whole.setResetStatement()
    name = found.getClass().getSimpleName().removesuffix("Context")
    if name == "DmlStatement":
        name = found.dmlStatementNoWith().getClass().getSimpleName().removesuffix("Context")
    return name


if __name__ == "__main__":
    sys.exit(main())
