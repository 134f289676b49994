"""Writes `spark_421_confs.json` of the session crate: every key of Spark with its default and what values it accepts.

Runs in the environment `spark`. What SQL keys are comes from Spark's own process: a key's type, words and least value
show in the errors its converter raises for values it does not take. Defaults, and which keys belong to the cluster, come
from a Spark Connect server: what `spark.conf.get` answers in a new session, and what `spark.conf.set` refuses. The names
asked are those in Spark's own classes.

    python3 integration-tests/run.py record confs
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import harness  # noqa: E402

TARGET = HERE.parents[1] / "crates" / "session" / "src" / "conf" / "spark_421_confs.json"

# Objects of Spark that register keys only when somebody uses them.
REGISTERING = ("org.apache.spark.sql.internal.StaticSQLConf$", "org.apache.spark.sql.connect.config.Connect$")
OF_THIS_MACHINE = {"spark.sql.warehouse.dir", "spark.connect.grpc.binding.port",
                   "spark.connect.grpc.binding.address"}
PUT_TOGETHER = {"spark.sql.catalog.spark_catalog", "spark.sql.catalog.spark_catalog.defaultDatabase"}  # no one text
NEVER_A_VALUE = "no value of any type"
NUMBERS = {"int": -(2**31), "long": -(2**63), "bytes": -2}
SMALL_NUMBERS = range(-2, 1025)
KEY = re.compile(rb"\x01(..)(spark\.[A-Za-z][A-Za-z0-9._-]+)", re.DOTALL)  # a class file's text: tag, length, bytes


def main() -> int:
    defaults, of_cluster = asked_of_server()  # first: Spark in this process leaves its mark on the environment of others
    confs, version = sql_confs(defaults)
    confs |= {key: {"cluster": True} for key in of_cluster - confs.keys()}
    lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(conf, ensure_ascii=False)}" for key, conf in sorted(confs.items()))
    TARGET.write_text(f"{{\n{lines}\n}}\n")
    print(f"{len(confs)} confs recorded from Spark {version}")
    return 0


def sql_confs(defaults: dict[str, str]) -> tuple[dict[str, dict[str, Any]], str]:
    """What Spark's own process knows of the keys of SQL and Connect."""
    from pyspark.sql import SparkSession

    os.environ["JAVA_HOME"] = harness.java_home()
    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
    spark = builder.config("spark.driver.extraJavaOptions", "-Duser.timezone=UTC").getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    for name in REGISTERING:
        spark._jvm.java.lang.Class.forName(name)
    companion = spark._jvm.java.lang.Class.forName("org.apache.spark.sql.internal.SQLConf$")
    sql = companion.getField("MODULE$").get(None)
    entries = sql.getConfigEntries().iterator()
    confs = {}
    while entries.hasNext():
        entry = entries.next()
        confs[entry.key()] = conf(entry, defaults, is_static=sql.isStaticConfigKey(entry.key()))
    version = spark.version
    spark.stop()
    return confs, version


def conf(entry: Any, defaults: dict[str, str], is_static: bool) -> dict[str, Any]:
    """A key as the session crate reads it; what does not apply is left out."""
    key, found = entry.key(), {}
    if key in defaults and key not in OF_THIS_MACHINE:
        found["default"] = defaults[key]
    refused = refusal(entry, NEVER_A_VALUE)
    if "confOptions" in refused:
        found["options"] = refused["confOptions"]
    elif "confType" in refused:
        found["type"] = refused["confType"]
        found |= least(entry, found["type"].split()[0])
    if is_static:
        found["static"] = True
    if entry.isPublic():
        found["public"] = True
    return found


def least(entry: Any, kind: str) -> dict[str, Any]:
    """The least number a key takes, and what Spark says of less; empty when it takes every number."""
    if kind not in NUMBERS or not (refused := refusal(entry, str(NUMBERS[kind]))).get("confRequirement"):
        return {}
    smallest = next((number for number in SMALL_NUMBERS if not refusal(entry, str(number))), None)
    return {} if smallest is None else {"min": smallest, "requirement": refused["confRequirement"]}


def refusal(entry: Any, value: str) -> dict[str, str]:
    """The parameters of the error a value gets from the key's converter; empty when it is taken."""
    from py4j.protocol import Py4JJavaError
    from pyspark.errors import PySparkException

    try:
        entry.valueConverter().apply(value)
    except PySparkException as error:
        return error.getMessageParameters() or {"confRefused": str(error)}
    except Py4JJavaError as error:
        return {"confRefused": str(error)}
    return {}


def asked_of_server() -> tuple[dict[str, str], set[str]]:
    """The defaults of all keys that have one, and the keys that are the cluster's."""
    from pyspark.errors import PySparkException
    from pyspark.sql.connect.session import SparkSession

    defaults, of_cluster = {}, set()
    with harness.spark() as server:
        fresh, other = (SparkSession.Builder().remote(server.remote).create() for _ in range(2))
        for key in sorted(names_in_classes() | PUT_TOGETHER):
            with suppress(PySparkException):
                defaults[key] = fresh.conf.get(key)
            try:
                other.conf.set(key, "x")
            except PySparkException as error:
                if error.getCondition() == "CANNOT_MODIFY_CONFIG":
                    of_cluster.add(key)
        fresh.stop()
        other.stop()
    return {key: value for key, value in defaults.items() if value is not None}, of_cluster


def names_in_classes() -> set[str]:
    """Every text in Spark's classes that looks like a key."""
    import pyspark

    names: set[str] = set()
    for jar in sorted(Path(pyspark.__file__).parent.glob("jars/spark-*.jar")):
        with zipfile.ZipFile(jar) as classes:
            for member in classes.namelist():
                if member.endswith(".class"):
                    names |= {text[:int.from_bytes(size, "big")].decode() for size, text in KEY.findall(classes.read(member))}
    return names


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="sparrow-confs-") as work:
        os.chdir(work)
        sys.exit(main())
