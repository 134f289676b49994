"""Frames: plans that grow by operations, for the sync and the async session alike. Nothing here asks the server anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from . import relations as r
from .column import Column, ColumnOrValue, as_column
from .errors import ClientError
from .generated import messages as m
from .literals import literal
from .window import flattened, sort_order

if TYPE_CHECKING:
    from typing_extensions import Self

    from .grouped import Grouped
    from .session_base import SessionBase
    from .types import StructType

_SET = m.SetOperationSetOpType


class Frame:
    """A plan. Operations give new frames and change none; they cost nothing until rows are asked for."""

    def __init__(self, session: SessionBase[Any], plan: m.Relation) -> None:
        self._session = session
        self._plan = plan
        self._known_schema: StructType | None = None

    def _derived(self, **relation: Any) -> Self:
        common = m.RelationCommon(plan_id=self._session._core.plan_id())
        return type(self)(self._session, m.Relation(common=common, **relation))

    def _other(self, other: Frame) -> m.Relation:
        if not isinstance(other, Frame):
            raise ClientError(f"the other side is a DataFrame, not a {type(other).__name__}")
        if other._session is not self._session:
            raise ClientError("the two DataFrames are of different sessions: make both in one")
        return other._plan

    # Columns

    def __getitem__(self, key: Any) -> Any:
        """The column of a name; with a list of columns, `select`; with a condition, `filter`."""
        if isinstance(key, str):
            return self.col(key)
        if isinstance(key, Column):
            return self.filter(key)
        if isinstance(key, (list, tuple)):
            return self.select(*key)
        raise ClientError(f"a DataFrame is asked for a name, a list of columns or a condition, not for a {type(key).__name__}")

    def __iter__(self) -> Any:
        raise ClientError("a DataFrame is not iterated itself: use collect(), or to_batches() for large results")

    def col(self, name: str) -> Column:
        """The column of this very frame, also after a join."""
        return r.plan_column(self._plan, name)

    def select(self, *columns: ColumnOrValue) -> Self:
        """These columns; `"*"` is all."""
        return self._derived(project=m.Project(input=self._plan, expressions=r.expressions(flattened(columns))))

    def select_expr(self, *texts: str) -> Self:
        """Columns written in SQL."""
        made = [
            m.Expression(expression_string=m.ExpressionExpressionString(expression=one))
            for one in r.names(flattened(texts), "SQL")
        ]
        return self._derived(project=m.Project(input=self._plan, expressions=made))

    def with_column(self, name: str, column: ColumnOrValue) -> Self:
        """With a column added, or replaced where there is one of that name."""
        return self.with_columns({name: column})

    def with_columns(self, columns: Mapping[str, ColumnOrValue]) -> Self:
        return self._derived(with_columns=m.WithColumns(input=self._plan, aliases=r.aliases(columns)))

    def with_column_renamed(self, old: str, new: str) -> Self:
        """With a column under another name; a name that is not there changes nothing."""
        return self.with_columns_renamed({old: new})

    def with_columns_renamed(self, columns: Mapping[str, str]) -> Self:
        renames = [m.WithColumnsRenamedRename(col_name=old, new_col_name=new) for old, new in columns.items()]
        return self._derived(with_columns_renamed=m.WithColumnsRenamed(input=self._plan, renames=renames))

    def drop(self, *columns: str | Column) -> Self:
        """Without these columns; a name that is not there changes nothing."""
        named = [one for one in flattened(columns) if isinstance(one, str)]
        others = [as_column(one).expression for one in flattened(columns) if not isinstance(one, str)]
        return self._derived(drop=m.Drop(input=self._plan, columns=others, column_names=named))

    def to_df(self, *names: str) -> Self:
        """All columns under new names, by position."""
        return self._derived(to_df=m.ToDF(input=self._plan, column_names=r.names(flattened(names), "the name of a column")))

    def to(self, schema: StructType | str) -> Self:
        """The columns of a schema, by name, cast to its types."""
        return self._derived(to_schema=r.to_schema(self._plan, schema))

    # Rows

    def filter(self, condition: Column | str) -> Self:
        """The rows for which a condition is true: a Column, or SQL as text."""
        return self._derived(filter=m.Filter(input=self._plan, condition=r.condition(condition)))

    where = filter

    def limit(self, n: int) -> Self:
        return self._derived(limit=m.Limit(input=self._plan, limit=r.integer(n, "a limit")))

    def offset(self, n: int) -> Self:
        """Without the first n rows."""
        return self._derived(offset=m.Offset(input=self._plan, offset=r.integer(n, "an offset")))

    def distinct(self) -> Self:
        return self._derived(deduplicate=m.Deduplicate(input=self._plan, all_columns_as_keys=True))

    def drop_duplicates(self, subset: Sequence[str] | None = None) -> Self:
        """One row of each group of rows that are equal in these columns, or in all."""
        if subset is None:
            return self.distinct()
        if isinstance(subset, str):
            raise ClientError("the columns are a list of names: write drop_duplicates([...])")
        return self._derived(deduplicate=m.Deduplicate(input=self._plan, column_names=r.names(subset, "the name of a column")))

    def sort(self, *columns: ColumnOrValue, ascending: bool | Sequence[bool] | None = None) -> Self:
        return self._sorted(columns, ascending, True)

    order_by = sort

    def sort_within_partitions(self, *columns: ColumnOrValue, ascending: bool | Sequence[bool] | None = None) -> Self:
        return self._sorted(columns, ascending, False)

    def _sorted(self, columns: tuple[Any, ...], ascending: bool | Sequence[bool] | None, is_global: bool) -> Self:
        chosen = [as_column(one) for one in flattened(columns)]
        if not chosen:
            raise ClientError("a sort needs a column")
        if ascending is not None:
            ways = [ascending] * len(chosen) if isinstance(ascending, bool) else list(ascending)
            if len(ways) != len(chosen):
                raise ClientError(f"ascending says {len(ways)} directions for {len(chosen)} columns: say one for each")
            chosen = [one.asc() if way else one.desc() for one, way in zip(chosen, ways)]
        return self._derived(sort=m.Sort(input=self._plan, order=[sort_order(one) for one in chosen], is_global=is_global))

    def sample(self, fraction: float, seed: int | None = None, with_replacement: bool = False) -> Self:
        """About this part of the rows, at random."""
        return self._derived(sample=r.sample(self._plan, fraction, seed, with_replacement))

    # Two frames

    def join(self, other: Frame, on: str | Column | Sequence[str] | Sequence[Column] | None = None, how: str = "inner") -> Self:
        """Joined on names both have, on a condition, or on all of several."""
        return self._derived(join=r.join(self._plan, self._other(other), on, how))

    def cross_join(self, other: Frame) -> Self:
        return self._derived(join=r.join(self._plan, self._other(other), None, "cross"))

    def union(self, other: Frame) -> Self:
        """The rows of both, columns by position; doubles stay."""
        return self._set(other, _SET.SET_OP_TYPE_UNION, is_all=True)

    union_all = union

    def union_by_name(self, other: Frame, allow_missing_columns: bool = False) -> Self:
        return self._set(other, _SET.SET_OP_TYPE_UNION, is_all=True, by_name=True, allow_missing=allow_missing_columns)

    def intersect(self, other: Frame) -> Self:
        return self._set(other, _SET.SET_OP_TYPE_INTERSECT, is_all=False)

    def intersect_all(self, other: Frame) -> Self:
        return self._set(other, _SET.SET_OP_TYPE_INTERSECT, is_all=True)

    def subtract(self, other: Frame) -> Self:
        """The different rows that the other has not."""
        return self._set(other, _SET.SET_OP_TYPE_EXCEPT, is_all=False)

    def except_all(self, other: Frame) -> Self:
        return self._set(other, _SET.SET_OP_TYPE_EXCEPT, is_all=True)

    def _set(self, other: Frame, kind: _SET, **options: Any) -> Self:
        return self._derived(set_op=r.set_operation(self._plan, self._other(other), kind, **options))

    # Groups

    def group_by(self, *columns: ColumnOrValue) -> Grouped[Self]:
        from .grouped import Grouped

        return Grouped(self, r.expressions(flattened(columns)), m.AggregateGroupType.GROUP_TYPE_GROUPBY)

    def rollup(self, *columns: ColumnOrValue) -> Grouped[Self]:
        from .grouped import Grouped

        return Grouped(self, r.expressions(flattened(columns)), m.AggregateGroupType.GROUP_TYPE_ROLLUP)

    def cube(self, *columns: ColumnOrValue) -> Grouped[Self]:
        from .grouped import Grouped

        return Grouped(self, r.expressions(flattened(columns)), m.AggregateGroupType.GROUP_TYPE_CUBE)

    def grouping_sets(self, sets: Sequence[Sequence[ColumnOrValue]], *columns: ColumnOrValue) -> Grouped[Self]:
        """Grouped by each of the sets of columns."""
        from .grouped import Grouped

        made = [m.AggregateGroupingSets(grouping_set=r.expressions(one)) for one in sets]
        kind = m.AggregateGroupType.GROUP_TYPE_GROUPING_SETS
        return Grouped(self, r.expressions(flattened(columns)), kind, sets=made)

    def agg(self, *columns: Column | Mapping[str, str]) -> Self:
        """One row of aggregates over all rows."""
        return self.group_by().agg(*columns)

    # Partitions, names and hints

    def alias(self, name: str) -> Self:
        """Under a name for SQL and qualified columns."""
        return self._derived(subquery_alias=m.SubqueryAlias(input=self._plan, alias=r.names([name], "an alias")[0]))

    def repartition(self, n: int | ColumnOrValue, *columns: ColumnOrValue) -> Self:
        """Into n partitions, by columns where some are named; without n the server chooses how many."""
        return self._repartitioned(n, columns, by_range=False)

    def repartition_by_range(self, n: int | ColumnOrValue, *columns: ColumnOrValue) -> Self:
        return self._repartitioned(n, columns, by_range=True)

    def _repartitioned(self, n: Any, columns: tuple[Any, ...], *, by_range: bool) -> Self:
        number: int | None = None
        if isinstance(n, int) and not isinstance(n, bool):
            number = r.integer(n, "the number of partitions", least=1)
        else:
            columns = (n, *columns)
        if not columns and by_range:
            raise ClientError("repartition_by_range needs a column")
        if not columns and number is not None:
            return self._derived(repartition=m.Repartition(input=self._plan, num_partitions=number, shuffle=True))
        chosen = [as_column(one) for one in flattened(columns)]
        if by_range:
            chosen = [one if one.expression.sort_order is not None else one.asc() for one in chosen]
        made = m.RepartitionByExpression(input=self._plan, partition_exprs=r.expressions(chosen), num_partitions=number)
        return self._derived(repartition_by_expression=made)

    def coalesce(self, n: int) -> Self:
        """Into n partitions at most, without a shuffle."""
        number = r.integer(n, "the number of partitions", least=1)
        return self._derived(repartition=m.Repartition(input=self._plan, num_partitions=number, shuffle=False))

    def hint(self, name: str, *parameters: Any) -> Self:
        """A hint to the optimiser; one it does not know is ignored."""
        return self._derived(hint=r.hint(self._plan, name, parameters))

    def observe(self, name: str, *metrics: Column) -> Self:
        """Computes aggregates while the rows pass: they stand in `Result.observed` once the result is read."""
        if not metrics:
            raise ClientError("an observation needs an aggregate")
        named = r.names([name], "the name of an observation")[0]
        return self._derived(collect_metrics=m.CollectMetrics(input=self._plan, name=named, metrics=r.expressions(metrics)))

    # Missing values

    def na_fill(self, value: Any, subset: Sequence[str] | None = None) -> Self:
        """NULL and NaN replaced: by one value where its type fits, or by `{column: value}`."""
        return self._derived(fill_na=r.fill(self._plan, value, subset))

    def na_drop(self, how: str = "any", thresh: int | None = None, subset: Sequence[str] | None = None) -> Self:
        """Without the rows that have any NULL, nothing but NULL, or fewer values than `thresh`."""
        return self._derived(drop_na=r.drop_nulls(self._plan, how, thresh, subset))

    def na_replace(
        self, replacements: Mapping[Any, Any] | Sequence[tuple[Any, Any]], subset: Sequence[str] | None = None
    ) -> Self:
        """Values replaced by others."""
        pairs = replacements.items() if isinstance(replacements, Mapping) else [(one[0], one[1]) for one in replacements]
        return self._derived(replace=r.replace(self._plan, pairs, subset))

    # Statistics

    def describe(self, *columns: str) -> Self:
        """Count, mean, deviation, least and greatest, as texts."""
        return self._derived(describe=m.StatDescribe(input=self._plan, cols=r.names(flattened(columns), "the name of a column")))

    def summary(self, *statistics: str) -> Self:
        """The statistics named, or those Spark chooses, as texts."""
        return self._derived(summary=m.StatSummary(input=self._plan, statistics=r.names(flattened(statistics), "a statistic")))

    def crosstab(self, first: str, second: str) -> Self:
        """How often two columns' values come together."""
        return self._derived(crosstab=m.StatCrosstab(input=self._plan, col1=first, col2=second))

    def freq_items(self, columns: Sequence[str], support: float | None = None) -> Self:
        """Values that are frequent, perhaps with some that are not."""
        made = m.StatFreqItems(input=self._plan, cols=r.names(columns, "the name of a column"), support=support)
        return self._derived(freq_items=made)

    def sample_by(
        self, column: ColumnOrValue, fractions: Mapping[Any, float] | Sequence[tuple[Any, float]], seed: int | None = None
    ) -> Self:
        """A part of the rows of each value of a column; none of the values that are not named."""
        import random

        pairs = fractions.items() if isinstance(fractions, Mapping) else fractions
        made = [m.StatSampleByFraction(stratum=literal(value), fraction=float(part)) for value, part in pairs]
        number = seed if seed is not None else random.randrange(2**63)
        return self._derived(
            sample_by=m.StatSampleBy(input=self._plan, col=as_column(column).expression, fractions=made, seed=number)
        )

    def unpivot(
        self,
        ids: Sequence[ColumnOrValue],
        values: Sequence[ColumnOrValue] | None = None,
        variable: str = "variable",
        value: str = "value",
    ) -> Self:
        """Columns turned into rows; without `values` all that are no ids."""
        return self._derived(unpivot=r.unpivot(self._plan, ids, values, variable, value))

    melt = unpivot

    def transpose(self, index: ColumnOrValue | None = None) -> Self:
        """Rows turned into columns, which are named by the index column (the first)."""
        columns = [] if index is None else r.expressions([index])
        return self._derived(transpose=m.Transpose(input=self._plan, index_columns=columns))

    def __repr__(self) -> str:
        if self._known_schema is None:
            return f"{type(self).__name__}[plan {self._plan.common.plan_id if self._plan.common else '?'}, schema not asked for]"
        fields = ", ".join(f"{one.name}: {one.data_type.simple_string()}" for one in self._known_schema.fields)
        return f"{type(self).__name__}[{fields}]"
