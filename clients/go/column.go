// What a column is: an expression that the server resolves, or the error that came of its making. This file knows how
// columns are made; what they mean, the server knows.

package sparrow

import (
	"fmt"
	"sync/atomic"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

// Column is an expression over the columns of a DataFrame. It is a value that never changes; its methods return new
// ones. What was wrong with an argument is kept in the column and returned by the action of the DataFrame that uses it.
// The zero Column is not an expression and gives such an error.
type Column struct {
	expression *connect.Expression
	err        error
}

// Col is the column of that name. A dot reaches into a struct, back-quotes protect a name that contains one, "*" is all
// columns and "t.*" all columns of t.
func Col(name string) Column {
	return Column{expression: nameExpression(name, nil)}
}

// Lit is a literal of a Go value: bool, the sized integers (TINYINT to BIGINT, unsigned ones
// the next wider type), int (INT where it fits, else BIGINT), float32, float64, string, []byte (BINARY), time.Time
// (TIMESTAMP), [TimestampNTZ], [Date], [Decimal], [TimeOfDay], time.Duration and [DayTimeInterval], [YearMonthInterval],
// nil (NULL), slices (ARRAY), maps with ordered keys (MAP) and pointers to these. A Column is returned as it is.
func Lit(value any) Column {
	switch column := value.(type) {
	case Column:
		return column.checked()
	case Case:
		return column.column()
	}
	literal, err := literalOf(value)
	if err != nil {
		return Column{err: err}
	}
	return literalColumn(literal)
}

// Expr is the column that a text of SQL makes, such as "a + 1".
func Expr(sql string) Column {
	return Column{expression: &connect.Expression{ExprType: &connect.Expression_ExpressionString_{
		ExpressionString: &connect.Expression_ExpressionString{Expression: sql},
	}}}
}

// Call is the call of a function. Of the arguments a string is the name of a column, a Column is itself, a func of one to
// three Columns that returns a Column is a lambda, and every other value is a literal as [Lit] makes it.
func Call(name string, arguments ...any) Column {
	return call(name, false, arguments)
}

// CallDistinct is the call of an aggregate function over the distinct values of its arguments; they are as in [Call].
func CallDistinct(name string, arguments ...any) Column {
	return call(name, true, arguments)
}

func call(name string, distinct bool, arguments []any) Column {
	if name == "" {
		return Column{err: clientError("a function needs a name, but it is empty: give one such as \"upper\"")}
	}
	expressions, err := expressionsOf(arguments)
	if err != nil {
		return Column{err: err}
	}
	return functionColumn(name, distinct, expressions...)
}

func functionColumn(name string, distinct bool, arguments ...*connect.Expression) Column {
	return Column{expression: &connect.Expression{ExprType: &connect.Expression_UnresolvedFunction_{
		UnresolvedFunction: &connect.Expression_UnresolvedFunction{
			FunctionName: name, Arguments: arguments, IsDistinct: distinct,
		},
	}}}
}

// Error is what was wrong with the arguments that this column was made of, or nil.
func (c Column) Error() error {
	return c.checked().err
}

// checked gives the zero Column its error.
func (c Column) checked() Column {
	if c.expression == nil && c.err == nil {
		c.err = clientError("a Column that was not made by Col, Lit, Expr or a function stands for nothing: make it by one of them")
	}
	return c
}

// build is the expression, or the error that the column carries.
func (c Column) build() (*connect.Expression, error) {
	checked := c.checked()
	return checked.expression, checked.err
}

// nameExpression is the column or star of that name, of the frame with that plan id where one is given.
func nameExpression(name string, plan *int64) *connect.Expression {
	if name == "*" {
		return &connect.Expression{ExprType: &connect.Expression_UnresolvedStar_{
			UnresolvedStar: &connect.Expression_UnresolvedStar{PlanId: plan},
		}}
	}
	if len(name) > 2 && name[len(name)-2:] == ".*" {
		return &connect.Expression{ExprType: &connect.Expression_UnresolvedStar_{
			UnresolvedStar: &connect.Expression_UnresolvedStar{UnparsedTarget: &name, PlanId: plan},
		}}
	}
	return &connect.Expression{ExprType: &connect.Expression_UnresolvedAttribute_{
		UnresolvedAttribute: &connect.Expression_UnresolvedAttribute{UnparsedIdentifier: name, PlanId: plan},
	}}
}

// columnOf is the column that an argument stands for where a column is expected: a string is a name.
func columnOf(argument any) Column {
	switch value := argument.(type) {
	case string:
		return Col(value)
	case func(Column) Column:
		return lambda([]string{"x"}, func(v []Column) Column { return value(v[0]) })
	case func(Column, Column) Column:
		return lambda([]string{"x", "y"}, func(v []Column) Column { return value(v[0], v[1]) })
	case func(Column, Column, Column) Column:
		return lambda([]string{"x", "y", "z"}, func(v []Column) Column { return value(v[0], v[1], v[2]) })
	default:
		return Lit(argument)
	}
}

func expressionsOf(arguments []any) ([]*connect.Expression, error) {
	expressions := make([]*connect.Expression, 0, len(arguments))
	for position, argument := range arguments {
		expression, err := columnOf(argument).build()
		if err != nil {
			return nil, fmt.Errorf("argument %d: %w", position+1, err)
		}
		expressions = append(expressions, expression)
	}
	return expressions, nil
}

// lambdas counts the variables of lambda functions, so that a nested one never hides an outer one.
var lambdas atomic.Int64

func lambda(names []string, body func([]Column) Column) Column {
	variables := make([]*connect.Expression_UnresolvedNamedLambdaVariable, len(names))
	columns := make([]Column, len(names))
	for position, name := range names {
		unique := fmt.Sprintf("%s_%d", name, lambdas.Add(1))
		variables[position] = &connect.Expression_UnresolvedNamedLambdaVariable{NameParts: []string{unique}}
		columns[position] = Column{expression: &connect.Expression{
			ExprType: &connect.Expression_UnresolvedNamedLambdaVariable_{
				UnresolvedNamedLambdaVariable: variables[position],
			},
		}}
	}
	function, err := body(columns).build()
	if err != nil {
		return Column{err: fmt.Errorf("the body of the lambda: %w", err)}
	}
	return Column{expression: &connect.Expression{ExprType: &connect.Expression_LambdaFunction_{
		LambdaFunction: &connect.Expression_LambdaFunction{Function: function, Arguments: variables},
	}}}
}
