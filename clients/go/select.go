// Transformations that choose and make columns, and that choose rows.

package sparrow

import "github.com/sparrow-connect/sparrow-go/internal/proto/connect"

// Select has these columns: names, Columns, or values.
func (d *DataFrame) Select(columns ...any) *DataFrame {
	return d.overColumns("Select", columns, func(expressions []*connect.Expression) *connect.Relation {
		return &connect.Relation{RelType: &connect.Relation_Project{
			Project: &connect.Project{Input: d.relation, Expressions: expressions},
		}}
	})
}

// SelectExpr has the columns that texts of SQL make, such as "a + 1 AS b".
func (d *DataFrame) SelectExpr(texts ...string) *DataFrame {
	columns := make([]any, len(texts))
	for position, text := range texts {
		columns[position] = Expr(text)
	}
	return d.Select(columns...)
}

// Filter has the rows for which the condition holds: a Column, or a text of SQL such as "a > 1".
func (d *DataFrame) Filter(condition any) *DataFrame {
	if d.err != nil {
		return d
	}
	column := Lit(condition)
	if text, ok := condition.(string); ok {
		column = Expr(text)
	}
	expression, err := column.build()
	if err != nil {
		return d.refuse("Filter", err)
	}
	return d.derive(&connect.Relation{RelType: &connect.Relation_Filter{
		Filter: &connect.Filter{Input: d.relation, Condition: expression},
	}})
}

// Where is Filter.
func (d *DataFrame) Where(condition any) *DataFrame { return d.Filter(condition) }

// WithColumn has one column more, or replaced where there is one of that name.
func (d *DataFrame) WithColumn(name string, value any) *DataFrame {
	return d.WithColumns(Lit(value).As(name))
}

// WithColumns has these columns more, or replaced. Each has its name by Column.As.
func (d *DataFrame) WithColumns(columns ...Column) *DataFrame {
	if d.err != nil {
		return d
	}
	aliases := make([]*connect.Expression_Alias, len(columns))
	for position, column := range columns {
		expression, err := column.build()
		if err != nil {
			return d.refuse("WithColumns", err)
		}
		aliases[position] = expression.GetAlias()
		if len(aliases[position].GetName()) != 1 {
			return d.refuse("WithColumns", clientError("column %d has no name, or several: name it by Column.As", position+1))
		}
	}
	return d.derive(&connect.Relation{RelType: &connect.Relation_WithColumns{
		WithColumns: &connect.WithColumns{Input: d.relation, Aliases: aliases},
	}})
}

// Rename is a column's old and new name.
type Rename struct{ Old, New string }

// WithColumnRenamed has a column renamed; one that is not there is no error.
func (d *DataFrame) WithColumnRenamed(old, new string) *DataFrame {
	return d.WithColumnsRenamed(Rename{old, new})
}

// WithColumnsRenamed has columns renamed, one after the other.
func (d *DataFrame) WithColumnsRenamed(renames ...Rename) *DataFrame {
	if d.err != nil {
		return d
	}
	messages := make([]*connect.WithColumnsRenamed_Rename, len(renames))
	for position, rename := range renames {
		messages[position] = &connect.WithColumnsRenamed_Rename{ColName: rename.Old, NewColName: rename.New}
	}
	return d.derive(&connect.Relation{RelType: &connect.Relation_WithColumnsRenamed{
		WithColumnsRenamed: &connect.WithColumnsRenamed{Input: d.relation, Renames: messages},
	}})
}

// Drop has no such columns: names or Columns. Names that are not there are no error.
func (d *DataFrame) Drop(columns ...any) *DataFrame {
	if d.err != nil {
		return d
	}
	drop := &connect.Drop{Input: d.relation}
	for _, column := range columns {
		if name, ok := column.(string); ok {
			drop.ColumnNames = append(drop.ColumnNames, name)
			continue
		}
		expression, err := Lit(column).build()
		if err != nil {
			return d.refuse("Drop", err)
		}
		drop.Columns = append(drop.Columns, expression)
	}
	return d.derive(&connect.Relation{RelType: &connect.Relation_Drop{Drop: drop}})
}

// ToDF has all columns renamed, by their position.
func (d *DataFrame) ToDF(names ...string) *DataFrame {
	if d.err != nil {
		return d
	}
	return d.derive(&connect.Relation{RelType: &connect.Relation_ToDf{
		ToDf: &connect.ToDF{Input: d.relation, ColumnNames: names},
	}})
}

// To has the columns of a schema, taken by name and cast; what is missing is NULL. Session.ParseSchema makes a schema of
// a text of SQL.
func (d *DataFrame) To(schema StructType) *DataFrame {
	if d.err != nil {
		return d
	}
	return d.derive(&connect.Relation{RelType: &connect.Relation_ToSchema{
		ToSchema: &connect.ToSchema{Input: d.relation, Schema: typeMessage(schema)},
	}})
}

// Alias gives the DataFrame a name, by which its columns can be told from others': "t.a".
func (d *DataFrame) Alias(name string) *DataFrame {
	if d.err != nil {
		return d
	}
	if name == "" {
		return d.refuse("Alias", clientError("the alias is empty: give a name"))
	}
	return d.derive(&connect.Relation{RelType: &connect.Relation_SubqueryAlias{
		SubqueryAlias: &connect.SubqueryAlias{Input: d.relation, Alias: name},
	}})
}

// Limit has the first rows, at most so many.
func (d *DataFrame) Limit(rows int) *DataFrame {
	if d.err != nil {
		return d
	}
	limit, err := count32("limit", rows, 0)
	if err != nil {
		return d.refuse("Limit", err)
	}
	return d.derive(&connect.Relation{RelType: &connect.Relation_Limit{
		Limit: &connect.Limit{Input: d.relation, Limit: limit},
	}})
}

// Offset has no rows of the first, so many.
func (d *DataFrame) Offset(rows int) *DataFrame {
	if d.err != nil {
		return d
	}
	offset, err := count32("offset", rows, 0)
	if err != nil {
		return d.refuse("Offset", err)
	}
	return d.derive(&connect.Relation{RelType: &connect.Relation_Offset{
		Offset: &connect.Offset{Input: d.relation, Offset: offset},
	}})
}

// Distinct has each row once.
func (d *DataFrame) Distinct() *DataFrame { return d.DropDuplicates() }

// DropDuplicates has one row for each value of these columns, or of all without names.
func (d *DataFrame) DropDuplicates(names ...string) *DataFrame {
	if d.err != nil {
		return d
	}
	all := len(names) == 0
	deduplicate := &connect.Deduplicate{Input: d.relation, ColumnNames: names}
	if all {
		deduplicate.AllColumnsAsKeys = &all
	}
	return d.derive(&connect.Relation{RelType: &connect.Relation_Deduplicate{Deduplicate: deduplicate}})
}

// SampleOptions say how a sample is drawn.
type SampleOptions struct {
	// Seed makes the sample the same each time; nil draws one now.
	Seed *int64
	// WithReplacement is whether a row may be drawn more than once.
	WithReplacement bool
}

// Sample has about this part of the rows, by chance.
func (d *DataFrame) Sample(fraction float64, options SampleOptions) *DataFrame {
	if d.err != nil {
		return d
	}
	if !(fraction >= 0) || fraction > 1 && !options.WithReplacement {
		return d.refuse("Sample", clientError("the fraction is %v: give a part from 0 to 1, or more with replacement", fraction))
	}
	return d.derive(&connect.Relation{RelType: &connect.Relation_Sample{Sample: &connect.Sample{
		Input: d.relation, UpperBound: fraction, WithReplacement: &options.WithReplacement, Seed: seedOf(options.Seed),
	}}})
}
