// The operators of columns, as methods. A Go value at their right is a literal, also a string: a column's name is
// written sparrow.Col("name") there.

package sparrow

import (
	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

// operate calls the function that an operator is, on the column and values. Strings are literals.
func (c Column) operate(function string, values ...any) Column {
	expression, err := c.build()
	if err != nil {
		return Column{err: err}
	}
	arguments := []*connect.Expression{expression}
	for _, value := range values {
		argument, err := Lit(value).build()
		if err != nil {
			return Column{err: err}
		}
		arguments = append(arguments, argument)
	}
	return functionColumn(function, false, arguments...)
}

// Plus is the sum.
func (c Column) Plus(value any) Column { return c.operate("+", value) }

// Minus is the difference.
func (c Column) Minus(value any) Column { return c.operate("-", value) }

// Times is the product.
func (c Column) Times(value any) Column { return c.operate("*", value) }

// Divide is the quotient, which is not an integer.
func (c Column) Divide(value any) Column { return c.operate("/", value) }

// Modulo is the remainder, with the sign of the column.
func (c Column) Modulo(value any) Column { return c.operate("%", value) }

// Negate is the number with the other sign.
func (c Column) Negate() Column { return c.operate("negative") }

// Eq is whether both are equal; NULL where one is NULL.
func (c Column) Eq(value any) Column { return c.operate("==", value) }

// EqNullSafe is whether both are equal or both are NULL.
func (c Column) EqNullSafe(value any) Column { return c.operate("<=>", value) }

// NotEq is whether both differ; NULL where one is NULL.
func (c Column) NotEq(value any) Column { return Not(c.Eq(value)) }

// Lt is whether the column is less.
func (c Column) Lt(value any) Column { return c.operate("<", value) }

// LtEq is whether the column is less or equal.
func (c Column) LtEq(value any) Column { return c.operate("<=", value) }

// Gt is whether the column is greater.
func (c Column) Gt(value any) Column { return c.operate(">", value) }

// GtEq is whether the column is greater or equal.
func (c Column) GtEq(value any) Column { return c.operate(">=", value) }

// And is whether both hold.
func (c Column) And(value any) Column { return c.operate("and", value) }

// Or is whether one holds.
func (c Column) Or(value any) Column { return c.operate("or", value) }

// Not is whether the column does not hold.
func (c Column) Not() Column { return c.operate("not") }

// Not is whether the column does not hold.
func Not(column Column) Column { return column.Not() }

// BitwiseAnd is the bits that both have.
func (c Column) BitwiseAnd(value any) Column { return c.operate("&", value) }

// BitwiseOr is the bits that one has.
func (c Column) BitwiseOr(value any) Column { return c.operate("|", value) }

// BitwiseXor is the bits that one of the two has.
func (c Column) BitwiseXor(value any) Column { return c.operate("^", value) }

// IsNull is whether the value is NULL.
func (c Column) IsNull() Column { return c.operate("isNull") }

// IsNotNull is whether the value is not NULL.
func (c Column) IsNotNull() Column { return c.operate("isNotNull") }

// IsNaN is whether the value is not a number.
func (c Column) IsNaN() Column { return c.operate("isNaN") }

// In is whether the value is one of these.
func (c Column) In(values ...any) Column { return c.operate("in", values...) }

// Between is whether the value is at least the lower bound and at most the upper.
func (c Column) Between(lower, upper any) Column { return c.GtEq(lower).And(c.LtEq(upper)) }

// Like is whether the text matches a pattern of SQL, where % stands for any text and _ for a character.
func (c Column) Like(pattern any) Column { return c.operate("like", pattern) }

// ILike is Like without regard to case.
func (c Column) ILike(pattern any) Column { return c.operate("ilike", pattern) }

// RLike is whether a part of the text matches a regular expression of Java.
func (c Column) RLike(pattern any) Column { return c.operate("rlike", pattern) }

// StartsWith is whether the text begins so.
func (c Column) StartsWith(text any) Column { return c.operate("startsWith", text) }

// EndsWith is whether the text ends so.
func (c Column) EndsWith(text any) Column { return c.operate("endsWith", text) }

// Contains is whether the text has that part.
func (c Column) Contains(text any) Column { return c.operate("contains", text) }

// Substr is the part of the text from a position, counted from 1, of that length.
func (c Column) Substr(position, length any) Column { return c.operate("substr", position, length) }

// GetItem is the element of an array at a position from 0, the value of a map at a key, or a struct's field.
func (c Column) GetItem(key any) Column {
	child, err := c.build()
	if err != nil {
		return Column{err: err}
	}
	extraction, err := Lit(key).build()
	if err != nil {
		return Column{err: err}
	}
	return Column{expression: &connect.Expression{ExprType: &connect.Expression_UnresolvedExtractValue_{
		UnresolvedExtractValue: &connect.Expression_UnresolvedExtractValue{Child: child, Extraction: extraction},
	}}}
}

// GetField is the field of a struct.
func (c Column) GetField(name string) Column { return c.GetItem(name) }

// WithField is the struct with that field added or replaced.
func (c Column) WithField(name string, value any) Column {
	expression, err := Lit(value).build()
	if err != nil {
		return Column{err: err}
	}
	return c.updateField(name, expression)
}

// DropFields is the struct without these fields.
func (c Column) DropFields(names ...string) Column {
	if len(names) == 0 {
		return Column{err: clientError("DropFields was given no field: name at least one")}
	}
	for _, name := range names {
		c = c.updateField(name, nil)
	}
	return c
}

func (c Column) updateField(name string, value *connect.Expression) Column {
	structure, err := c.build()
	if err != nil {
		return Column{err: err}
	}
	return Column{expression: &connect.Expression{ExprType: &connect.Expression_UpdateFields_{
		UpdateFields: &connect.Expression_UpdateFields{
			StructExpression: structure, FieldName: name, ValueExpression: value,
		},
	}}}
}

// Cast is the value as another type, spelled as in SQL, such as "decimal(10,2)". What cannot be cast is an error where
// spark.sql.ansi.enabled holds.
func (c Column) Cast(sqlType string) Column {
	return c.cast(sqlType, connect.Expression_Cast_EVAL_MODE_UNSPECIFIED)
}

// TryCast is the value as another type, NULL where it cannot be cast.
func (c Column) TryCast(sqlType string) Column {
	return c.cast(sqlType, connect.Expression_Cast_EVAL_MODE_TRY)
}

func (c Column) cast(sqlType string, mode connect.Expression_Cast_EvalMode) Column {
	expression, err := c.build()
	if err != nil {
		return Column{err: err}
	}
	return Column{expression: &connect.Expression{ExprType: &connect.Expression_Cast_{Cast: &connect.Expression_Cast{
		Expr: expression, CastToType: &connect.Expression_Cast_TypeStr{TypeStr: sqlType}, EvalMode: mode,
	}}}}
}

// As gives the column a name; a generator of several columns takes several.
func (c Column) As(names ...string) Column {
	if len(names) == 0 {
		return Column{err: clientError("As was given no name: name the column")}
	}
	expression, err := c.build()
	if err != nil {
		return Column{err: err}
	}
	return aliasColumn(&connect.Expression_Alias{Expr: expression, Name: names})
}

// AsWithMetadata gives the column a name and metadata, a JSON object.
func (c Column) AsWithMetadata(name, metadataJSON string) Column {
	expression, err := c.build()
	if err != nil {
		return Column{err: err}
	}
	return aliasColumn(&connect.Expression_Alias{Expr: expression, Name: []string{name}, Metadata: &metadataJSON})
}

func aliasColumn(alias *connect.Expression_Alias) Column {
	return Column{expression: &connect.Expression{ExprType: &connect.Expression_Alias_{Alias: alias}}}
}
