// Grouping and aggregation.

package sparrow

import (
	"fmt"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

// GroupedData is a DataFrame taken apart into groups. It never changes.
type GroupedData struct {
	frame     *DataFrame
	aggregate *connect.Aggregate
	err       error
}

// GroupBy takes the rows apart by these columns or names.
func (d *DataFrame) GroupBy(columns ...any) *GroupedData {
	return d.group("GroupBy", connect.Aggregate_GROUP_TYPE_GROUPBY, columns)
}

// Rollup takes the rows apart by all columns, all but the last, and so on down to none.
func (d *DataFrame) Rollup(columns ...any) *GroupedData {
	return d.group("Rollup", connect.Aggregate_GROUP_TYPE_ROLLUP, columns)
}

// Cube takes the rows apart by every choice of the columns.
func (d *DataFrame) Cube(columns ...any) *GroupedData {
	return d.group("Cube", connect.Aggregate_GROUP_TYPE_CUBE, columns)
}

// GroupingSets takes the rows apart by each set of columns; the columns are what the result has.
func (d *DataFrame) GroupingSets(sets [][]any, columns ...any) *GroupedData {
	grouped := d.group("GroupingSets", connect.Aggregate_GROUP_TYPE_GROUPING_SETS, columns)
	for position, set := range sets {
		expressions, err := expressionsOf(set)
		if err != nil {
			return grouped.refuse("GroupingSets", fmt.Errorf("set %d: %w", position+1, err))
		}
		grouped.aggregate.GroupingSets = append(grouped.aggregate.GroupingSets, &connect.Aggregate_GroupingSets{
			GroupingSet: expressions,
		})
	}
	return grouped
}

// Agg aggregates all rows to one.
func (d *DataFrame) Agg(columns ...Column) *DataFrame { return d.GroupBy().Agg(columns...) }

func (d *DataFrame) group(method string, kind connect.Aggregate_GroupType, columns []any) *GroupedData {
	expressions, err := expressionsOf(columns)
	grouped := &GroupedData{frame: d, aggregate: &connect.Aggregate{
		Input: d.relation, GroupType: kind, GroupingExpressions: expressions,
	}}
	if err != nil {
		return grouped.refuse(method, err)
	}
	return grouped
}

func (g *GroupedData) refuse(method string, err error) *GroupedData {
	if g.err != nil {
		return g
	}
	return &GroupedData{frame: g.frame, aggregate: g.aggregate, err: fmt.Errorf("DataFrame.%s: %w", method, err)}
}

// Pivot makes columns of a column's values: of these, or, without any, of all that there are.
func (g *GroupedData) Pivot(column any, values ...any) *GroupedData {
	if g.aggregate.GetGroupType() != connect.Aggregate_GROUP_TYPE_GROUPBY {
		return g.refuse("Pivot", clientError("only groups of GroupBy can be pivoted"))
	}
	expression, err := columnOf(column).build()
	if err != nil {
		return g.refuse("Pivot", err)
	}
	pivot := &connect.Aggregate_Pivot{Col: expression}
	for _, value := range values {
		literal, err := literalOf(value)
		if err != nil {
			return g.refuse("Pivot", err)
		}
		pivot.Values = append(pivot.Values, literal)
	}
	return &GroupedData{frame: g.frame, err: g.err, aggregate: &connect.Aggregate{
		Input: g.aggregate.GetInput(), GroupType: connect.Aggregate_GROUP_TYPE_PIVOT,
		GroupingExpressions: g.aggregate.GetGroupingExpressions(), Pivot: pivot,
	}}
}

// Agg has one row for each group: its columns, then these aggregates.
func (g *GroupedData) Agg(columns ...Column) *DataFrame {
	if g.frame.err != nil {
		return g.frame
	}
	if g.err != nil {
		return &DataFrame{session: g.frame.session, err: g.err}
	}
	if len(columns) == 0 {
		return g.frame.refuse("Agg", clientError("no aggregate was given: give at least one, such as functions.Count(\"*\")"))
	}
	aggregate := &connect.Aggregate{
		Input: g.aggregate.GetInput(), GroupType: g.aggregate.GetGroupType(), Pivot: g.aggregate.GetPivot(),
		GroupingExpressions: g.aggregate.GetGroupingExpressions(), GroupingSets: g.aggregate.GetGroupingSets(),
	}
	for position, column := range columns {
		expression, err := column.build()
		if err != nil {
			return g.frame.refuse("Agg", fmt.Errorf("aggregate %d: %w", position+1, err))
		}
		aggregate.AggregateExpressions = append(aggregate.AggregateExpressions, expression)
	}
	return g.frame.derive(&connect.Relation{RelType: &connect.Relation_Aggregate{Aggregate: aggregate}})
}

// Count has the number of rows of each group, as the column count.
func (g *GroupedData) Count() *DataFrame { return g.Agg(Call("count", 1).As("count")) }

// Sum has the sums of these columns.
func (g *GroupedData) Sum(names ...string) *DataFrame { return g.each("sum", names) }

// Avg has the means of these columns.
func (g *GroupedData) Avg(names ...string) *DataFrame { return g.each("avg", names) }

// Min has the least values of these columns.
func (g *GroupedData) Min(names ...string) *DataFrame { return g.each("min", names) }

// Max has the greatest values of these columns.
func (g *GroupedData) Max(names ...string) *DataFrame { return g.each("max", names) }

func (g *GroupedData) each(function string, names []string) *DataFrame {
	columns := make([]Column, len(names))
	for position, name := range names {
		columns[position] = Call(function, name)
	}
	return g.Agg(columns...)
}
