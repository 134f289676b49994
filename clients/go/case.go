// Columns that choose by conditions: CASE WHEN, written as When(…).When(…).Otherwise(…).

package sparrow

import "github.com/sparrow-connect/sparrow-go/internal/proto/connect"

// Case is a choice that can be added to. It is a Column too, NULL where no condition holds.
type Case struct {
	Column
	branches []*connect.Expression
}

// When begins a choice: the value where the condition holds. A string is a literal.
func When(condition Column, value any) Case {
	return Case{}.When(condition, value)
}

// When adds a value for where this condition holds and none before it.
func (c Case) When(condition Column, value any) Case {
	if c.err != nil {
		return c
	}
	branches := append([]*connect.Expression{}, c.branches...)
	for _, part := range []any{condition, value} {
		expression, err := Lit(part).build()
		if err != nil {
			return Case{Column: Column{err: err}}
		}
		branches = append(branches, expression)
	}
	return Case{Column: functionColumn("when", false, branches...), branches: branches}
}

// Otherwise is the value where no condition holds. A string is a literal.
func (c Case) Otherwise(value any) Column {
	if _, err := c.build(); err != nil {
		return Column{err: err}
	}
	expression, err := Lit(value).build()
	if err != nil {
		return Column{err: err}
	}
	return functionColumn("when", false, append(append([]*connect.Expression{}, c.branches...), expression)...)
}

// column makes a Case usable wherever a column is expected.
func (c Case) column() Column { return c.Column.checked() }
