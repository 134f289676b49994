"""What can be asked of a server about itself, and where the answers are kept for the pages to stand on.

`facts.json` has, for every kind of message, what the server says of an empty one; for every smoke case, which kinds it
puts on the wire; and the names of the functions the server has. A test asks again and compares.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import descriptor_pb2
from hostile.raw import Raw, describe
from pyspark.sql.connect.proto import base_pb2 as base
from pyspark.sql.connect.proto import catalog_pb2, commands_pb2, expressions_pb2, relations_pb2, types_pb2
from smoke.cases import CASES
from smoke.observe import observe
from smoke.world import World

HERE = Path(__file__).resolve().parent
FACTS = HERE / "facts.json"
DESCRIPTORS = HERE.parents[1] / "proto" / "src" / "generated" / "descriptors.bin"
ONE_ROW = relations_pb2.Relation(range=relations_pb2.Range(end=1, step=1, num_partitions=1))

# The oneofs whose members are kinds, by the name `smoke.wire` gives them.
ONEOFS = {
    "Relation": ("Relation", "rel_type"), "Catalog": ("Catalog", "cat_type"), "Command": ("Command", "command_type"),
    "Expression": ("Expression", "expr_type"), "Literal": ("Expression.Literal", "literal_type"),
    "DataType": ("DataType", "kind"), "Analyze": ("AnalyzePlanRequest", "analyze"),
    "Config": ("ConfigRequest.Operation", "op_type"),
}


def kinds() -> dict[str, list[str]]:
    """Every kind of message the protocol has, from our own descriptors."""
    files = descriptor_pb2.FileDescriptorSet.FromString(DESCRIPTORS.read_bytes()).file
    messages = {name: message for file in files if file.package == "spark.connect"
                for top in file.message_type for name, message in nested("", top)}
    found = {area: list(members(messages[message], oneof)) for area, (message, oneof) in ONEOFS.items()}
    found["RPC"] = [method.name for file in files for service in file.service for method in service.method]
    return found


def nested(prefix: str, message: Any) -> Iterator[tuple[str, Any]]:
    yield prefix + message.name, message
    for inner in message.nested_type:
        yield from nested(f"{prefix}{message.name}.", inner)


def members(message: Any, oneof: str) -> Iterator[str]:
    index = [declared.name for declared in message.oneof_decl].index(oneof)
    for field in message.field:
        if field.HasField("oneof_index") and field.oneof_index == index and not field.proto3_optional:
            yield field.name


def read() -> dict[str, Any]:
    """The facts as they are kept."""
    kept = json.loads(FACTS.read_text())
    wire = {name: kinds.split() for name, kinds in kept["wire"].items()}
    return {"functions": kept["functions"].split(), "refused": kept["refused"], "wire": wire}


def write(facts: dict[str, Any]) -> None:
    """One line for each kind, case and list of names, so that changes read well."""
    wire = lines({name: " ".join(kinds) for name, kinds in facts["wire"].items()})
    FACTS.write_text(f'{{\n"functions": {json.dumps(" ".join(facts["functions"]))},\n'
                     f'"refused": {lines(facts["refused"])},\n"wire": {wire}\n}}\n')


def lines(texts: dict[str, str]) -> str:
    return "{\n" + ",\n".join(f"  {json.dumps(name)}: {json.dumps(text)}" for name, text in sorted(texts.items())) + "}"


def ask(remote: str) -> dict[str, Any]:
    """The facts as the server tells them now; without `wire`, which takes the smoke cases."""
    return {"refused": dict(refusals(remote)), "functions": functions(remote)}


def wire(remote: str) -> dict[str, list[str]]:
    """The kinds of messages each smoke case puts on the wire. Clients decide them, not servers."""
    world, seen = World(remote), {}
    for name, run in CASES.items():
        world.wire.seen.clear()
        observe(run, world)
        seen[name] = sorted(world.wire.seen)
    world.close()
    return seen


def functions(remote: str) -> list[str]:
    """The functions the server has, by its own list."""
    world = World(remote)
    names = sorted(row[0] for row in world.sql("SHOW FUNCTIONS").collect())
    world.close()
    return names


def refusals(remote: str) -> Iterator[tuple[str, str]]:
    """For each kind of message that the server says it does not support yet: how it calls it."""
    raw = Raw(remote.removeprefix("sc://"))
    for area, names in kinds().items():
        for name in names:
            if area in SENDERS and (feature := refusal(raw, area, name)) is not None:
                yield f"{area}.{name}", feature
    raw.close()


def refusal(raw: Raw, area: str, name: str) -> str | None:
    try:
        SENDERS[area](raw, name)
    except grpc.RpcError as error:
        shown = describe(error)
        if shown.get("condition") == "SPARROW.NOT_YET_SUPPORTED":
            return shown["parameters"]["feature"].strip()
        if shown["code"] == "UNIMPLEMENTED":
            return "the call"
    except AttributeError:
        return None  # a kind the client's messages do not have
    return None


def set_kind(message: Any, name: str) -> Any:
    """The message with an empty member of the oneof."""
    if message.DESCRIPTOR.fields_by_name.get(name) is None:
        raise AttributeError(name)
    field = message.DESCRIPTOR.fields_by_name[name]
    if field.message_type is not None:
        getattr(message, name).SetInParent()
    else:
        setattr(message, name, field.default_value)
    return message


def run(raw: Raw, plan: Any) -> None:
    for _ in raw.execute(plan):
        pass


def project(expression: Any) -> Any:
    return relations_pb2.Relation(project=relations_pb2.Project(input=ONE_ROW, expressions=[expression]))


def send_literal(raw: Raw, name: str) -> None:
    literal = set_kind(expressions_pb2.Expression.Literal(), name)
    run(raw, project(expressions_pb2.Expression(literal=literal)))


def send_type(raw: Raw, name: str) -> None:
    cast = expressions_pb2.Expression.Cast(expr=expressions_pb2.Expression(
        literal=expressions_pb2.Expression.Literal(null=types_pb2.DataType(null=types_pb2.DataType.NULL()))))
    cast.type.CopyFrom(set_kind(types_pb2.DataType(), name))
    run(raw, project(expressions_pb2.Expression(cast=cast)))


def send_analyze(raw: Raw, name: str) -> None:
    raw.rpc.AnalyzePlan(set_kind(base.AnalyzePlanRequest(**raw.who()), name), timeout=60)


def send_config(raw: Raw, name: str) -> None:
    operation = set_kind(base.ConfigRequest.Operation(), name)
    raw.rpc.Config(base.ConfigRequest(**raw.who(), operation=operation), timeout=60)


SENDERS = {
    "Relation": lambda raw, name: run(raw, set_kind(relations_pb2.Relation(), name)),
    "Catalog": lambda raw, name: run(raw, relations_pb2.Relation(catalog=set_kind(catalog_pb2.Catalog(), name))),
    "Command": lambda raw, name: run(raw, base.Plan(command=set_kind(commands_pb2.Command(), name))),
    "Expression": lambda raw, name: run(raw, project(set_kind(expressions_pb2.Expression(), name))),
    "Literal": send_literal,
    "DataType": send_type,
    "Analyze": send_analyze,
    "Config": send_config,
}
