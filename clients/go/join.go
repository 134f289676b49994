// Transformations of two DataFrames: joins and set operations.

package sparrow

import (
	"strings"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

// JoinType says which rows a join keeps. Spark's other spellings, such as "left_outer", are understood too.
type JoinType string

// The types of joins.
const (
	Inner     JoinType = "inner"
	LeftOuter JoinType = "left"
	// RightOuter keeps all rows of the right side.
	RightOuter JoinType = "right"
	FullOuter  JoinType = "full"
	LeftSemi   JoinType = "semi"
	LeftAnti   JoinType = "anti"
	Cross      JoinType = "cross"
)

var joinTypes = map[string]connect.Join_JoinType{
	"inner": connect.Join_JOIN_TYPE_INNER, "cross": connect.Join_JOIN_TYPE_CROSS,
	"outer": connect.Join_JOIN_TYPE_FULL_OUTER, "full": connect.Join_JOIN_TYPE_FULL_OUTER,
	"fullouter": connect.Join_JOIN_TYPE_FULL_OUTER,
	"left":      connect.Join_JOIN_TYPE_LEFT_OUTER, "leftouter": connect.Join_JOIN_TYPE_LEFT_OUTER,
	"right": connect.Join_JOIN_TYPE_RIGHT_OUTER, "rightouter": connect.Join_JOIN_TYPE_RIGHT_OUTER,
	"semi": connect.Join_JOIN_TYPE_LEFT_SEMI, "leftsemi": connect.Join_JOIN_TYPE_LEFT_SEMI,
	"anti": connect.Join_JOIN_TYPE_LEFT_ANTI, "leftanti": connect.Join_JOIN_TYPE_LEFT_ANTI,
}

func (t JoinType) message() (connect.Join_JoinType, error) {
	message, ok := joinTypes[strings.ReplaceAll(strings.ToLower(string(t)), "_", "")]
	if !ok {
		return 0, clientError("the join type %q is not known: use sparrow.Inner, LeftOuter, RightOuter, FullOuter, LeftSemi, "+
			"LeftAnti or Cross", shortened(string(t)))
	}
	return message, nil
}

// Join joins with another DataFrame where a condition holds.
func (d *DataFrame) Join(right *DataFrame, on Column, how JoinType) *DataFrame {
	condition, err := on.build()
	if err != nil && d.err == nil {
		return d.refuse("Join", err)
	}
	return d.join("Join", right, how, condition, nil)
}

// JoinUsing joins with another DataFrame where both have the same values in the columns of these names, which are in the
// result once.
func (d *DataFrame) JoinUsing(right *DataFrame, how JoinType, names ...string) *DataFrame {
	if d.err == nil && len(names) == 0 {
		return d.refuse("JoinUsing", clientError("no column was given: name at least one, or use CrossJoin"))
	}
	return d.join("JoinUsing", right, how, nil, names)
}

// CrossJoin has every pair of rows.
func (d *DataFrame) CrossJoin(right *DataFrame) *DataFrame {
	return d.join("CrossJoin", right, Cross, nil, nil)
}

func (d *DataFrame) join(
	method string, right *DataFrame, how JoinType, condition *connect.Expression, using []string,
) *DataFrame {
	if d.err != nil {
		return d
	}
	kind, err := how.message()
	if err == nil {
		err = d.accept(right)
	}
	if err != nil {
		return d.refuse(method, err)
	}
	return d.derive(&connect.Relation{RelType: &connect.Relation_Join{Join: &connect.Join{
		Left: d.relation, Right: right.relation, JoinCondition: condition, JoinType: kind, UsingColumns: using,
	}}}, right)
}

// Union has the rows of both, columns by position; equal rows stay.
func (d *DataFrame) Union(other *DataFrame) *DataFrame {
	return d.combine("Union", other, &connect.SetOperation{SetOpType: connect.SetOperation_SET_OP_TYPE_UNION}, true)
}

// UnionByName has the rows of both, columns by name. With allowMissing a column that one lacks is NULL there.
func (d *DataFrame) UnionByName(other *DataFrame, allowMissing bool) *DataFrame {
	byName := true
	return d.combine("UnionByName", other, &connect.SetOperation{
		SetOpType: connect.SetOperation_SET_OP_TYPE_UNION, ByName: &byName, AllowMissingColumns: &allowMissing,
	}, true)
}

// Intersect has each row once that both have.
func (d *DataFrame) Intersect(other *DataFrame) *DataFrame {
	return d.combine("Intersect", other, &connect.SetOperation{SetOpType: connect.SetOperation_SET_OP_TYPE_INTERSECT}, false)
}

// IntersectAll has each row that both have, as often as both have it.
func (d *DataFrame) IntersectAll(other *DataFrame) *DataFrame {
	return d.combine("IntersectAll", other, &connect.SetOperation{SetOpType: connect.SetOperation_SET_OP_TYPE_INTERSECT}, true)
}

// Subtract has each row once that the other lacks.
func (d *DataFrame) Subtract(other *DataFrame) *DataFrame {
	return d.combine("Subtract", other, &connect.SetOperation{SetOpType: connect.SetOperation_SET_OP_TYPE_EXCEPT}, false)
}

// ExceptAll has each row as many times more than the other has it.
func (d *DataFrame) ExceptAll(other *DataFrame) *DataFrame {
	return d.combine("ExceptAll", other, &connect.SetOperation{SetOpType: connect.SetOperation_SET_OP_TYPE_EXCEPT}, true)
}

func (d *DataFrame) combine(method string, other *DataFrame, operation *connect.SetOperation, all bool) *DataFrame {
	if d.err != nil {
		return d
	}
	if err := d.accept(other); err != nil {
		return d.refuse(method, err)
	}
	operation.LeftInput, operation.RightInput, operation.IsAll = d.relation, other.relation, &all
	return d.derive(&connect.Relation{RelType: &connect.Relation_SetOp{SetOp: operation}}, other)
}
