"""Runs Spark's own examples of its functions against the server and compares rows and types with Spark's answers.

What fails is in `known-failing.tsv`, which `run.py functions --update-known-failing` writes anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import answers
import harness
import known
import pytest
from functions import examples
from functions.record import BUILTINS, connect

RECORDED = examples.load()
LISTED = known.read(examples.KNOWN_FAILING)


@pytest.fixture(scope="module")
def spark(server: harness.Server) -> Iterator[Any]:
    session = connect(server)
    yield session
    session.stop()


@pytest.mark.parametrize("example", RECORDED, ids=[example.name for example in RECORDED])
def test_example(example: examples.Example, spark: Any, server: harness.Server) -> None:
    failure = example.difference(answers.of_query(spark, example.sql))
    listed = LISTED.get(example.name) if server.name == "sparrow" else None
    if wrong := known.verdict(failure, listed, examples.KNOWN_FAILING):
        pytest.fail(wrong, pytrace=False)


def test_the_list_names_examples() -> None:
    assert set(LISTED) <= {example.name for example in RECORDED}


def test_the_recording_is_of_the_oracle_and_its_functions() -> None:
    assert examples.spark_version() == harness.SPARK_VERSION
    assert sorted(examples.functions()) == BUILTINS.read_text().splitlines()
    assert {example.function for example in RECORDED} <= set(examples.functions())
