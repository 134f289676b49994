"""Data types, there and back: through SQL, through createDataFrame, and as literals of each type."""

from __future__ import annotations

import datetime
from decimal import Decimal

from pyspark.sql.connect.proto import common_pb2 as common
from pyspark.sql.connect.proto import expressions_pb2 as expressions
from pyspark.sql.connect.proto import relations_pb2 as relations
from pyspark.sql.connect.proto import types_pb2 as types
from smoke.raw import frame
from smoke.client import since
from smoke.world import Case, World

Literal = expressions.Expression.Literal

# type name -> (the values of a column, as SQL)
IN_SQL = {
    "boolean": ("true", "false"),
    "tinyint": ("-128Y", "127Y"),
    "smallint": ("-32768S", "32767S"),
    "int": ("-2147483648", "2147483647"),
    "bigint": ("-9223372036854775808L", "9223372036854775807L"),
    "float": ("CAST(1.1 AS FLOAT)", "CAST('NaN' AS FLOAT)", "CAST('-Infinity' AS FLOAT)"),
    "double": ("0.1D", "-0.0D", "1.7976931348623157E308D", "4.9E-324D"),
    "decimal(38,18)": ("CAST('12345678901234567890.123456789012345678' AS DECIMAL(38,18))",),
    "decimal(5,0)": ("99999BD", "CAST(-1 AS DECIMAL(5,0))"),
    "string": ("''", "'tab\\t'", "'日本'", "'😀'"),
    "binary": ("X''", "X'00FF10'"),
    "date": ("DATE'0001-01-01'", "DATE'1969-12-31'", "DATE'9999-12-31'"),
    "timestamp": ("TIMESTAMP'1969-12-31 23:59:59.999999'", "TIMESTAMP'2024-02-29 12:00:00 Europe/Berlin'"),
    "timestamp_ntz": ("TIMESTAMP_NTZ'1582-10-15 00:00:00'", "TIMESTAMP_NTZ'2038-01-19 03:14:08.000001'"),
    "array<int>": ("array(1, NULL)", "CAST(array() AS ARRAY<INT>)"),
    "array<array<string>>": ("array(array('a'), NULL, array(NULL))",),
    "map<string,int>": ("map('a', 1, 'b', NULL)", "CAST(map() AS MAP<STRING, INT>)"),
    "struct<a:int,b:array<double>>": ("named_struct('a', 1, 'b', array(1.5D))", "named_struct('a', NULL, 'b', NULL)"),
    "void": ("NULL",),
}

ROUND_TRIPS = {
    "boolean": [True, False],
    "byte": [-128, 127],
    "short": [-32768],
    "int": [-(2**31)],
    "long": [-(2**63), 2**63 - 1],
    "float": [1.5, float("inf")],
    "double": [0.1, float("nan")],
    "decimal(20,4)": [Decimal("1234567890123456.7890"), Decimal("-0.0001")],
    "string": ["", "é\n\"", "x" * 300],
    "binary": [b"", bytes(range(256))],
    "date": [datetime.date(1, 1, 1), datetime.date(2024, 2, 29)],
    "timestamp": [datetime.datetime(1970, 1, 1), datetime.datetime(2024, 2, 29, 23, 59, 59, 999999)],
    "timestamp_ntz": [datetime.datetime(2024, 3, 31, 2, 30)],
    "array<string>": [[], ["a", None]],
    "map<string,double>": [{}, {"a": 1.5, "b": None}],
    "struct<x:int,y:struct<z:string>>": [(1, ("q",)), (None, None)],
    "array<struct<a:int,b:map<string,date>>>": [[(1, {"d": datetime.date(2024, 1, 1)})]],
}

INT = types.DataType(integer=types.DataType.Integer())
STRING = types.DataType(string=types.DataType.String())
TWO = Literal(integer=2)
PAIR = types.DataType(struct=types.DataType.Struct(fields=[
    types.DataType.StructField(name="a", data_type=INT), types.DataType.StructField(name="b", data_type=STRING)]))
LITERALS = {
    "null": Literal(null=STRING),
    "binary": Literal(binary=b"\x01"),
    "boolean": Literal(boolean=True),
    "byte": Literal(byte=-1),
    "short": Literal(short=300),
    "integer": TWO,
    "long": Literal(long=2**40),
    "float": Literal(float=1.5),
    "double": Literal(double=-0.1),
    "decimal": Literal(decimal=Literal.Decimal(value="12.340", precision=8, scale=3)),
    "decimal_bare": Literal(decimal=Literal.Decimal(value="-12.34")),
    "string": Literal(string="né"),
    "date": Literal(date=19000),
    "timestamp": Literal(timestamp=-1),
    "timestamp_ntz": Literal(timestamp_ntz=1_700_000_000_000_001),
    "array": Literal(array=Literal.Array(element_type=INT, elements=[TWO, TWO])),
    "array_empty": Literal(array=Literal.Array(element_type=STRING)),
    "map": Literal(map=Literal.Map(key_type=STRING, value_type=INT, keys=[Literal(string="k")], values=[TWO])),
    "struct": Literal(struct=Literal.Struct(struct_type=PAIR, elements=[TWO, Literal(string="x")])),
}


def in_sql(values: tuple[str, ...]) -> Case:
    rows = ", ".join(f"({value})" for value in (*values, "NULL"))
    return lambda w: w.sql(f"SELECT v, typeof(v) AS t FROM VALUES {rows} AS x(v)")


def round_trip(kind: str, values: list[object]) -> Case:
    return lambda w: w.spark.createDataFrame([(value,) for value in [*values, None]], f"v {kind}")


def literal(value: Literal) -> Case:
    def run(w: World) -> object:
        plan = relations.Relation(project=relations.Project(expressions=[expressions.Expression(literal=value)]))
        return frame(w, plan)

    return run


def specialized_array(w: World) -> object:
    longs = common.Longs(values=[1, 2**40])
    return literal(Literal(specialized_array=Literal.SpecializedArray(longs=longs)))(w)


CASES: dict[str, Case] = {
    **{f"sql_{kind}": in_sql(values) for kind, values in IN_SQL.items()},
    **{f"local_{kind}": round_trip(kind, values) for kind, values in ROUND_TRIPS.items()},
    **{f"literal_{kind}": literal(value) for kind, value in LITERALS.items()},
    "literal_specialized_array": since("4.1", specialized_array),
}
