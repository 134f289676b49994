// Transformations of missing and unwanted values.

package sparrow

import (
	"maps"
	"slices"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

// FillNA replaces NULL, and NaN by numbers, in the columns of these names, or in all whose type fits.
func (d *DataFrame) FillNA(value any, names ...string) *DataFrame {
	if d.err != nil {
		return d
	}
	literal, err := fillLiteral(value)
	if err != nil {
		return d.refuse("FillNA", err)
	}
	return d.fill(names, []*connect.Expression_Literal{literal})
}

// FillNABy replaces NULL, and NaN by numbers, by a value for each column.
func (d *DataFrame) FillNABy(values map[string]any) *DataFrame {
	if d.err != nil {
		return d
	}
	if len(values) == 0 {
		return d.refuse("FillNABy", clientError("no value was given: give one for at least one column"))
	}
	names := slices.Sorted(maps.Keys(values))
	literals := make([]*connect.Expression_Literal, len(names))
	for position, name := range names {
		var err error
		if literals[position], err = fillLiteral(values[name]); err != nil {
			return d.refuse("FillNABy", err)
		}
	}
	return d.fill(names, literals)
}

// fillLiteral is a value to fill with. Spark takes whole numbers as BIGINT and others as DOUBLE, whatever the column's type.
func fillLiteral(value any) (*connect.Expression_Literal, error) {
	if value == nil {
		return nil, clientError("the value to fill with is nil: give a bool, a number or a string")
	}
	literal, err := literalOf(value)
	if err != nil {
		return nil, err
	}
	return widened(literal), nil
}

func widened(literal *connect.Expression_Literal) *connect.Expression_Literal {
	whole := func(number int64) *connect.Expression_Literal {
		return &connect.Expression_Literal{LiteralType: &connect.Expression_Literal_Long{Long: number}}
	}
	switch v := literal.LiteralType.(type) {
	case *connect.Expression_Literal_Byte:
		return whole(int64(v.Byte))
	case *connect.Expression_Literal_Short:
		return whole(int64(v.Short))
	case *connect.Expression_Literal_Integer:
		return whole(int64(v.Integer))
	case *connect.Expression_Literal_Float:
		return &connect.Expression_Literal{LiteralType: &connect.Expression_Literal_Double{Double: float64(v.Float)}}
	}
	return literal
}

func (d *DataFrame) fill(names []string, values []*connect.Expression_Literal) *DataFrame {
	return d.derive(&connect.Relation{RelType: &connect.Relation_FillNa{
		FillNa: &connect.NAFill{Input: d.relation, Cols: names, Values: values},
	}})
}

// DropNAOptions say which rows are dropped.
type DropNAOptions struct {
	// All drops rows only where all values are missing; otherwise one suffices.
	All bool
	// Threshold, where above 0, keeps rows that have at least so many values, whatever All says.
	Threshold int
	// Subset are the columns that are looked at; all without names.
	Subset []string
}

// DropNA drops rows with missing values: NULL and NaN.
func (d *DataFrame) DropNA(options DropNAOptions) *DataFrame {
	if d.err != nil {
		return d
	}
	drop := &connect.NADrop{Input: d.relation, Cols: options.Subset}
	threshold, err := count32("threshold", options.Threshold, 0)
	if err != nil {
		return d.refuse("DropNA", err)
	}
	if threshold == 0 && options.All {
		threshold = 1
	}
	if threshold > 0 {
		drop.MinNonNulls = &threshold
	}
	return d.derive(&connect.Relation{RelType: &connect.Relation_DropNa{DropNa: drop}})
}

// Replacement is a value and what stands in its place.
type Replacement struct{ Old, New any }

// Replace replaces values in the columns of these names, or in all whose type fits.
func (d *DataFrame) Replace(replacements []Replacement, names ...string) *DataFrame {
	if d.err != nil {
		return d
	}
	replace := &connect.NAReplace{Input: d.relation, Cols: names}
	for _, replacement := range replacements {
		before, err := literalOf(replacement.Old)
		if err != nil {
			return d.refuse("Replace", err)
		}
		after, err := literalOf(replacement.New)
		if err != nil {
			return d.refuse("Replace", err)
		}
		replace.Replacements = append(replace.Replacements, &connect.NAReplace_Replacement{OldValue: before, NewValue: after})
	}
	return d.derive(&connect.Relation{RelType: &connect.Relation_Replace{Replace: replace}})
}
