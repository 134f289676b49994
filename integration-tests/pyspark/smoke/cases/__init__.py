"""The list of all cases, named `<area>.<name>`; adding a case is one line in one of these files.

A line is an API of the clients from 3.5 on; `since("4.2", …)` says that it came later, `until` that it went.
"""

from smoke.cases import (
    catalog,
    commands,
    config,
    error,
    expression,
    function,
    legacy,
    partitioning,
    relation,
    reshape,
    rpc,
    statistics,
    storage,
    types,
)
from smoke.client import Api

AREAS = (relation, reshape, partitioning, statistics, storage, expression, function, types, commands, catalog, config, rpc,
         legacy, error)

CASES: dict[str, Api] = {
    f"{area.__name__.rsplit('.', 1)[1]}.{name}": run if isinstance(run, Api) else Api(run)
    for area in AREAS
    for name, run in area.CASES.items()
}

# Those the client at hand can run.
HERE: dict[str, Api] = {name: api for name, api in CASES.items() if api.is_here()}
