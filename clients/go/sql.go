// SQL: a command runs at once, a query when its rows are asked for.

package sparrow

import (
	"context"
	"fmt"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

// Named are the parameters of a text of SQL by name, without the colon that they have there.
type Named map[string]any

// SQL is the DataFrame of a text of SQL. A command, such as CREATE TABLE, runs at once; a query does not before its rows are
// asked for. The arguments are either one [Named], or the values of the text's question marks in their order; they are
// Columns or values, of which a string is a literal.
func (s *Session) SQL(ctx context.Context, text string, arguments ...any) (*DataFrame, error) {
	query := &connect.SQL{Query: text}
	if named, ok := singleNamed(arguments); ok {
		query.NamedArguments = make(map[string]*connect.Expression, len(named))
		for name, value := range named {
			expression, err := Lit(value).build()
			if err != nil {
				return nil, fmt.Errorf("the parameter %q: %w", name, err)
			}
			query.NamedArguments[name] = expression
		}
	} else {
		for position, value := range arguments {
			expression, err := Lit(value).build()
			if err != nil {
				return nil, fmt.Errorf("parameter %d: %w", position+1, err)
			}
			query.PosArguments = append(query.PosArguments, expression)
		}
	}
	relation := &connect.Relation{RelType: &connect.Relation_Sql{Sql: query}, Common: &connect.RelationCommon{PlanId: nextPlanID()}}
	command := &connect.Command{CommandType: &connect.Command_SqlCommand{SqlCommand: &connect.SqlCommand{Input: relation}}}
	result, err := s.runCommand(ctx, command, nil)
	if err != nil {
		return nil, err
	}
	if result.relation == nil {
		return nil, protocolError("a text of SQL was answered without a relation")
	}
	return s.frame(result.relation), nil
}

func singleNamed(arguments []any) (Named, bool) {
	if len(arguments) != 1 {
		return nil, false
	}
	named, ok := arguments[0].(Named)
	return named, ok
}
