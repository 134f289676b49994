"""Columns, constants, functions, windows and frames: the messages they make."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

import sparrow_connect as sc
from sparrow_connect import Window, types
from sparrow_connect import functions as F
from sparrow_connect._wire import encode
from sparrow_connect.column import Column, call
from sparrow_connect.generated import messages as m


@pytest.fixture
def session() -> sc.Session:
    return sc.connect("sc://127.0.0.1:1")


def text(column: Column) -> str:
    return repr(column)


def test_operators_take_texts_as_constants_and_functions_as_names() -> None:
    assert text(F.col("a") + 1) == "Column<(a + 1)>"
    assert text(1 - F.col("a")) == "Column<(1 - a)>"
    assert text(F.col("a") == "x") == "Column<(a == 'x')>"
    assert text(F.col("a") != "x") == "Column<not((a == 'x'))>"
    assert text(F.upper("a")) == "Column<upper(a)>"
    assert text(F.upper(F.lit("a"))) == "Column<upper('a')>"
    assert text(F.col("a").is_in(1, None)) == "Column<in(a, 1, NULL)>"
    assert text(F.count_distinct("a")) == "Column<count(DISTINCT a)>"


def test_conditions_have_no_truth() -> None:
    with pytest.raises(sc.ClientError, match="use & for and"):
        bool(F.col("a") > 1)


def test_lambdas_have_variables_of_their_own() -> None:
    outer = call("transform", "a", lambda x: call("transform", x, lambda x: x + 1)).expression.unresolved_function
    assert outer is not None
    first = outer.arguments[1].lambda_function
    assert first is not None
    assert first.function is not None
    assert first.function.unresolved_function is not None
    second = first.function.unresolved_function.arguments[1].lambda_function
    assert second is not None
    assert first.arguments[0].name_parts != second.arguments[0].name_parts
    with pytest.raises(sc.ClientError, match="one to three"):
        call("transform", "a", lambda: F.lit(1))


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (1, None, m.ExpressionLiteral(integer=1)),
        (2**31, None, m.ExpressionLiteral(long=2**31)),
        (True, None, m.ExpressionLiteral(boolean=True)),
        (1.5, None, m.ExpressionLiteral(double=1.5)),
        ("x", None, m.ExpressionLiteral(string="x")),
        (b"x", None, m.ExpressionLiteral(binary=b"x")),
        (Decimal("1.50"), None, m.ExpressionLiteral(decimal=m.ExpressionLiteralDecimal(value="1.50", precision=3, scale=2))),
        (Decimal("0.001"), None, m.ExpressionLiteral(decimal=m.ExpressionLiteralDecimal(value="0.001", precision=3, scale=3))),
        (datetime.date(1970, 1, 2), None, m.ExpressionLiteral(date=1)),
        (datetime.datetime(1970, 1, 1, 0, 0, 1), None, m.ExpressionLiteral(timestamp_ntz=1_000_000)),
        (datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc), None, m.ExpressionLiteral(timestamp=0)),
        (datetime.timedelta(microseconds=-1), None, m.ExpressionLiteral(day_time_interval=-1)),
        (3, "short", m.ExpressionLiteral(short=3)),
        (3, "bigint", m.ExpressionLiteral(long=3)),
        ("2024-02-29", "date", m.ExpressionLiteral(date=19782)),
        (1, "decimal(4,2)", m.ExpressionLiteral(decimal=m.ExpressionLiteralDecimal(value="1.00", precision=4, scale=2))),
    ],
)
def test_constants(value: object, kind: str | None, expected: m.ExpressionLiteral) -> None:
    assert F.lit(value, kind).expression.literal == expected


@pytest.mark.parametrize(
    ("value", "kind"), [(2**63, None), (object(), None), (300, "tinyint"), ("x", "int"), (Decimal("NaN"), None)]
)
def test_constants_that_spark_has_not(value: object, kind: str | None) -> None:
    with pytest.raises(sc.ClientError):
        F.lit(value, kind)


def test_windows() -> None:
    window = Window.partition_by("a").order_by(F.col("b").desc()).rows_between(Window.unbounded_preceding, 0)
    made = F.row_number().over(window).expression.window
    assert made is not None
    assert made.frame_spec is not None
    assert (made.frame_spec.lower, made.frame_spec.upper) == (
        m.ExpressionWindowWindowFrameFrameBoundary(unbounded=True),
        m.ExpressionWindowWindowFrameFrameBoundary(current_row=True),
    )


def test_frames_do_not_change_and_say_no_rows(session: sc.Session) -> None:
    frame = session.range(3)
    before = encode(frame._plan)
    frame.filter("id > 1").select("id").sort("id").limit(1)
    assert encode(frame._plan) == before
    assert repr(frame) == "DataFrame[plan 1, schema not asked for]"


def test_a_thousand_filters_are_quick(session: sc.Session) -> None:
    frame = session.range(3)
    for _ in range(1000):
        frame = frame.filter(F.col("id") >= 0)
    assert len(encode(frame._plan)) > 30_000


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda frame: frame.join(frame, "a", "sideways"), "no join 'sideways'"),
        (lambda frame: frame.limit(-1), "a limit is an integer"),
        (lambda frame: frame.filter(1), "a condition is a Column or SQL"),
        (lambda frame: frame.group_by("a").agg(), "agg needs an aggregate"),
        (lambda frame: frame.rollup("a").pivot("b"), "pivot follows group_by"),
        (lambda frame: frame.na_drop("some"), "'any' or 'all'"),
        (lambda frame: frame.write.mode("often"), "no mode 'often'"),
        (lambda frame: frame.write.option("a", None), "option"),
        (lambda frame: frame.explain_string("loud"), "no mode 'loud'"),
        (lambda frame: frame.union(sc.connect("sc://h").range(1)), "different sessions"),
        (lambda frame: list(frame), "not iterated"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_sent(session: sc.Session, make: Any, why: str) -> None:
    with pytest.raises(sc.ClientError, match=why):
        make(session.range(1))


@pytest.mark.parametrize(
    ("ddl", "simple"),
    [
        ("a INT NOT NULL, `b c` STRING COMMENT 'it''s'", None),
        ("a ARRAY<STRUCT<x: INT, y: MAP<STRING, DECIMAL(10,2)>>>", "struct<a:array<struct<x:int,y:map<string,decimal(10,2)>>>>"),
        (
            "a INTERVAL DAY TO SECOND, b INTERVAL YEAR, c VARCHAR(3), d TIMESTAMP_NTZ",
            "struct<a:interval day to second,b:interval year,c:varchar(3),d:timestamp_ntz>",
        ),
    ],
)
def test_schemas_of_text_are_those_of_json(ddl: str, simple: str | None) -> None:
    from sparrow_connect.types_text import parse_schema

    if simple is None:
        with pytest.raises(sc.ClientError):
            parse_schema(ddl)
        return
    schema = parse_schema(ddl)
    assert schema.simple_string() == simple
    assert parse_schema(schema.json()) == schema
    from sparrow_connect.types_proto import schema_from_message, type_to_message

    assert schema_from_message(type_to_message(schema)) == schema


def test_collations_are_in_the_metadata() -> None:
    schema = types.StructType((types.StructField("a", types.ArrayType(types.StringType("UNICODE_CI"))),))
    assert '"__COLLATIONS":{"a.element":"icu.UNICODE_CI"}' in schema.json()
    from sparrow_connect.types_text import parse_schema

    assert parse_schema(schema.json()) == schema
