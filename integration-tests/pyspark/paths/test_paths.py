"""Every path that is not the tenant's is refused with one condition, whether something is there or not; its own are not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from paths.attacks import ATTACKS, Attack
from paths.world import CANARY, World, world
from pyspark.errors import PySparkException
from pyspark.sql.connect.session import SparkSession
from smoke import client

CONDITION = "SPARROW.PATH_NOT_ALLOWED"
STATE = "42501"
ATTACKS_MIN = 60


@pytest.fixture(scope="module")
def tenant(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[World]:
    if request.config.getoption("--target") != "sparrow":
        pytest.skip("no other server has tenants")
    with world(tmp_path_factory.mktemp("paths").resolve()) as made:
        yield made


@pytest.fixture(scope="module")
def spark(tenant: World) -> Iterator[SparkSession]:
    session = client.session(tenant.remote)
    yield session
    session.stop()


def act(attack: Attack, path: str, spark: SparkSession, root: Path) -> Any:
    return attack.act(spark, path.format(root=root))


def refusal(attack: Attack, path: str, spark: SparkSession, root: Path) -> PySparkException:
    with pytest.raises(PySparkException) as caught:
        act(attack, path, spark, root)
    return caught.value


def files_outside(root: Path) -> list[str]:
    outside = [path for name in ("beta", "acme2", "shared", "own") for path in (root / name).rglob("*")]
    return sorted(f"{path}: {path.stat().st_size}" for path in outside)


def test_there_are_enough() -> None:
    names = [attack.name for attack in ATTACKS]
    assert len(set(names)) == len(names) >= ATTACKS_MIN


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_attack(attack: Attack, tenant: World, spark: SparkSession) -> None:
    before = files_outside(tenant.root)
    error = refusal(attack, attack.hostile, spark, tenant.root)
    assert CONDITION in str(error), error
    assert STATE in str(error) or error.getSqlState() == STATE
    assert CANARY not in str(error)
    assert files_outside(tenant.root) == before
    assert not Path("/tmp/sparrow-paths-suite").exists()
    act(attack, attack.allowed, spark, tenant.root)


def test_the_answer_is_the_same_for_what_is_there_and_what_is_not(tenant: World, spark: SparkSession) -> None:
    read = ATTACKS[0]
    for there, missing in [("beta/a.csv", "beta/b.csv"), ("beta/*.csv", "beta/*.txt"), ("acme/links/folder", "acme/links/dangling")]:
        answers = {str(refusal(read, f"{{root}}/{path}", spark, tenant.root)).replace(path, "PATH") for path in (there, missing)}
        assert len(answers) == 1, answers


def test_values_of_partitions_stay_below_the_table(tenant: World, spark: SparkSession) -> None:
    target = tenant.root / "acme" / "out" / "climbing"
    values = ["../../../beta/x", "/etc/x", "..", "a/../../b"]
    rows = spark.createDataFrame([(1, value) for value in values], "a INT, p STRING")
    before = files_outside(tenant.root)
    rows.write.partitionBy("p").csv(str(target))
    assert files_outside(tenant.root) == before
    assert sorted(row.p for row in spark.read.csv(str(target)).collect()) == sorted(values)


def test_managed_tables_are_in_the_tenants_own_warehouse(tenant: World, spark: SparkSession) -> None:
    spark.range(3).write.saveAsTable("managed")
    assert list((tenant.root / "warehouse" / "acme" / "managed").glob("part-*"))
    assert spark.table("managed").count() == 3
    spark.sql("ALTER TABLE managed RENAME TO renamed")
    spark.sql("TRUNCATE TABLE renamed")
    assert spark.table("renamed").count() == 0
    spark.sql("DROP TABLE renamed")
    assert not (tenant.root / "warehouse" / "acme" / "renamed").exists()


def test_the_warehouse_is_not_for_sessions_to_move(tenant: World, spark: SparkSession) -> None:
    with pytest.raises(PySparkException, match="CANNOT_MODIFY_STATIC_CONFIG|CANNOT_MODIFY_CONFIG"):
        spark.conf.set("spark.sql.warehouse.dir", str(tenant.root / "beta"))


def test_a_root_itself_can_be_overwritten(tenant: World, spark: SparkSession) -> None:
    """Nothing can be made beside it then: what is beside it is not the tenant's."""
    before = sorted(tenant.root.iterdir())
    spark.range(1).write.mode("append").csv(str(tenant.root / "acme"))
    assert sorted(tenant.root.iterdir()) == before
