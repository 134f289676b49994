"""The list of all cases, named `<area>.<name>`; adding a case is one line in one of these files."""

from smoke.cases import (
    catalog,
    commands,
    config,
    error,
    expression,
    function,
    legacy,
    relation,
    rpc,
    types,
)
from smoke.world import Case

AREAS = (relation, expression, function, types, commands, catalog, config, rpc, legacy, error)

CASES: dict[str, Case] = {
    f"{area.__name__.rsplit('.', 1)[1]}.{name}": run for area in AREAS for name, run in area.CASES.items()
}
