// DataFrames: plans that grow by transformations. This file knows how a plan is held and derived; each transformation is
// a message, made in the files beside it.

package sparrow

import (
	"fmt"
	"slices"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

// DataFrame is a plan on a session. It never changes and is safe for concurrent use: transformations return new ones and
// ask nothing of the server; actions, which take a context, run the plan. What was wrong with an argument of a
// transformation is kept and returned by the action.
type DataFrame struct {
	session      *Session
	relation     *connect.Relation
	observations []*Observation
	err          error
}

func (s *Session) frame(relation *connect.Relation) *DataFrame {
	relation.Common = &connect.RelationCommon{PlanId: nextPlanID()}
	return &DataFrame{session: s, relation: relation}
}

// derive is the DataFrame of a relation over this one and others.
func (d *DataFrame) derive(relation *connect.Relation, others ...*DataFrame) *DataFrame {
	derived := d.session.frame(relation)
	derived.observations = d.observations
	for _, other := range others {
		for _, observation := range other.observations {
			if !slices.Contains(derived.observations, observation) {
				derived.observations = append(slices.Clip(derived.observations), observation)
			}
		}
	}
	return derived
}

// refuse is a DataFrame whose actions return the error.
func (d *DataFrame) refuse(method string, err error) *DataFrame {
	return &DataFrame{session: d.session, err: fmt.Errorf("DataFrame.%s: %w", method, err)}
}

// accept is an error where the frame or another one cannot be used in a plan of this session.
func (d *DataFrame) accept(others ...*DataFrame) error {
	if d.err != nil {
		return d.err
	}
	for _, other := range others {
		switch {
		case other == nil:
			return clientError("the other DataFrame is nil")
		case other.err != nil:
			return other.err
		case other.session != d.session:
			return clientError("the other DataFrame belongs to the session %s, this one to %s: make both on one session",
				other.session.id, d.session.id)
		}
	}
	return nil
}

// Session is the session that the DataFrame belongs to.
func (d *DataFrame) Session() *Session { return d.session }

// Err is what was wrong with the arguments that this DataFrame was made of, or nil. Actions return it too.
func (d *DataFrame) Err() error { return d.err }

// Col is the column of this DataFrame by that name, also after a join with others that have one of that name.
func (d *DataFrame) Col(name string) Column {
	if d.err != nil {
		return Column{err: d.err}
	}
	return Column{expression: nameExpression(name, d.relation.GetCommon().PlanId)}
}

// overColumns derives a frame by a relation that takes the expressions of some arguments.
func (d *DataFrame) overColumns(
	method string, columns []any, relation func([]*connect.Expression) *connect.Relation,
) *DataFrame {
	if d.err != nil {
		return d
	}
	expressions, err := expressionsOf(columns)
	if err != nil {
		return d.refuse(method, err)
	}
	return d.derive(relation(expressions))
}

// count32 is a number of rows or partitions as messages hold it.
func count32(what string, number, least int) (int32, error) {
	if number < least || number > 1<<31-1 {
		return 0, clientError("the %s is %d: give a number from %d to 2147483647", what, number, least)
	}
	return int32(number), nil
}
