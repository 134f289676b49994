"""The step `config`. Knows PySpark's `spark.conf`; refuses to know which keys there are."""

from __future__ import annotations

from typing import Any

from unsupported import needs


def answer(spark: Any, request: dict[str, Any]) -> dict[str, Any]:
    """What the one operation of the request gives."""
    conf = spark.conf
    if "set" in request:
        for key, value in request["set"].items():
            conf.set(key, value)
        return {}
    if "get" in request:
        return {"value": conf.get(request["get"])}
    if "get_default" in request:
        key, default = request["get_default"]
        return {"value": conf.get(key, default)}
    if "unset" in request:
        conf.unset(request["unset"])
        return {}
    if "get_all" in request:
        prefix = request["get_all"]
        needs(type(conf), "getAll", "conf.getAll")
        return {"value": {key.removeprefix(prefix): value for key, value in conf.getAll.items() if key.startswith(prefix)}}
    if "is_modifiable" in request:
        return {"value": conf.isModifiable(request["is_modifiable"])}
    raise ValueError(f"config has none of set, get, get_default, unset, get_all and is_modifiable: {sorted(request)}")
