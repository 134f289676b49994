// The order of rows by columns: ascending or descending, with the NULLs at an end.

package sparrow

import "github.com/sparrow-connect/sparrow-go/internal/proto/connect"

// Asc orders by the column, the least first, NULLs first.
func (c Column) Asc() Column { return c.order(ascending, nullsFirst) }

// AscNullsFirst orders by the column, the least first, NULLs first.
func (c Column) AscNullsFirst() Column { return c.order(ascending, nullsFirst) }

// AscNullsLast orders by the column, the least first, NULLs last.
func (c Column) AscNullsLast() Column { return c.order(ascending, nullsLast) }

// Desc orders by the column, the greatest first, NULLs last.
func (c Column) Desc() Column { return c.order(descending, nullsLast) }

// DescNullsFirst orders by the column, the greatest first, NULLs first.
func (c Column) DescNullsFirst() Column { return c.order(descending, nullsFirst) }

// DescNullsLast orders by the column, the greatest first, NULLs last.
func (c Column) DescNullsLast() Column { return c.order(descending, nullsLast) }

const (
	ascending  = connect.Expression_SortOrder_SORT_DIRECTION_ASCENDING
	descending = connect.Expression_SortOrder_SORT_DIRECTION_DESCENDING
	nullsFirst = connect.Expression_SortOrder_SORT_NULLS_FIRST
	nullsLast  = connect.Expression_SortOrder_SORT_NULLS_LAST
)

func (c Column) order(
	direction connect.Expression_SortOrder_SortDirection, nulls connect.Expression_SortOrder_NullOrdering,
) Column {
	child, err := c.build()
	if err != nil {
		return Column{err: err}
	}
	return Column{expression: &connect.Expression{ExprType: &connect.Expression_SortOrder_{
		SortOrder: &connect.Expression_SortOrder{Child: child, Direction: direction, NullOrdering: nulls},
	}}}
}

// ordersOf are the orders that arguments stand for: names and columns are ascending where they say nothing else.
func ordersOf(arguments []any) ([]*connect.Expression_SortOrder, error) {
	expressions, err := expressionsOf(arguments)
	if err != nil {
		return nil, err
	}
	orders := make([]*connect.Expression_SortOrder, len(expressions))
	for position, expression := range expressions {
		orders[position] = expression.GetSortOrder()
		if orders[position] == nil {
			orders[position] = &connect.Expression_SortOrder{
				Child: expression, Direction: ascending, NullOrdering: nullsFirst,
			}
		}
	}
	return orders, nil
}
