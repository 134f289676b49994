"""What 3.5 and 4.0 clients, and Go's, still send: deprecated fields are live traffic."""

from __future__ import annotations

from pyspark.sql.connect.proto import commands_pb2 as commands
from pyspark.sql.connect.proto import expressions_pb2 as expressions
from pyspark.sql.connect.proto import relations_pb2 as relations
from smoke.raw import execute, frame
from smoke.world import Case, World

Literal = expressions.Expression.Literal
ROWS = relations.Relation(sql=relations.SQL(query="SELECT * FROM VALUES (1, 'a'), (2, 'b') AS t(n, s)"))


def cached_local_relation(w: World) -> object:
    """Up to 4.0 a big local relation is uploaded whole and named by its hash."""
    import pyarrow

    data = pyarrow.table({"n": pyarrow.array([1, 2, None], pyarrow.int32())})
    sink = pyarrow.BufferOutputStream()
    with pyarrow.ipc.new_stream(sink, data.schema) as writer:
        writer.write_table(data)
    local = relations.LocalRelation(data=sink.getvalue().to_pybytes(), schema="n INT")
    digest = w.spark._client.cache_artifact(local.SerializeToString())
    return frame(w, relations.Relation(cached_local_relation=relations.CachedLocalRelation(hash=digest)))


def sql_command(w: World) -> object:
    command = commands.Command(sql_command=commands.SqlCommand(
        sql="SELECT :x + 1 AS y", args={"x": Literal(integer=1)}))
    return frame(w, execute(w, command)["sql_command_result"])


def sql_command_positional(w: World) -> object:
    command = commands.Command(sql_command=commands.SqlCommand(
        sql="SELECT ? AS y", pos_args=[Literal(string="p")]))
    return frame(w, execute(w, command)["sql_command_result"])


def sql_command_eager(w: World) -> object:
    command = commands.Command(sql_command=commands.SqlCommand(sql="SHOW DATABASES LIKE 'default'"))
    return frame(w, execute(w, command)["sql_command_result"])


def sql_relation(w: World) -> object:
    query = relations.SQL(query="SELECT ? + ? AS y", pos_args=[Literal(integer=1), Literal(long=2)])
    return frame(w, relations.Relation(sql=query))


def sql_relation_named(w: World) -> object:
    return frame(w, relations.Relation(sql=relations.SQL(query="SELECT :a AS y", args={"a": Literal(double=1.5)})))


def renamed_map(w: World) -> object:
    return frame(w, relations.Relation(with_columns_renamed=relations.WithColumnsRenamed(
        input=ROWS, rename_columns_map={"n": "number"})))


CASES: dict[str, Case] = {
    "cached_local_relation": cached_local_relation,
    "sql_command": sql_command,
    "sql_command_positional": sql_command_positional,
    "sql_command_eager": sql_command_eager,
    "sql_relation": sql_relation,
    "sql_relation_named": sql_relation_named,
    "renamed_map": renamed_map,
    "drop_by_column": lambda w: frame(w, relations.Relation(drop=relations.Drop(input=ROWS, columns=[
        expressions.Expression(unresolved_attribute=expressions.Expression.UnresolvedAttribute(
            unparsed_identifier="n"))]))),
    "root_sql_command": lambda w: frame(w, relations.Relation(sql=relations.SQL(query="SHOW DATABASES LIKE 'default'"))),
}
