// Statistics: as DataFrames where the result is a table, as actions where it is a number.

package sparrow

import (
	"context"
	"math/rand/v2"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

func seedOf(seed *int64) *int64 {
	if seed != nil {
		return seed
	}
	drawn := rand.Int64()
	return &drawn
}

// Describe has the count, mean, deviation, least and greatest value of these columns, or of all, as texts.
func (d *DataFrame) Describe(names ...string) *DataFrame {
	if d.err != nil {
		return d
	}
	return d.derive(&connect.Relation{RelType: &connect.Relation_Describe{
		Describe: &connect.StatDescribe{Input: d.relation, Cols: names},
	}})
}

// Summary has these statistics of all columns as texts, such as "mean" and "25%".
func (d *DataFrame) Summary(statistics ...string) *DataFrame {
	if d.err != nil {
		return d
	}
	return d.derive(&connect.Relation{RelType: &connect.Relation_Summary{
		Summary: &connect.StatSummary{Input: d.relation, Statistics: statistics},
	}})
}

// Crosstab has how often the values of two columns occur together.
func (d *DataFrame) Crosstab(first, second string) *DataFrame {
	if d.err != nil {
		return d
	}
	return d.derive(&connect.Relation{RelType: &connect.Relation_Crosstab{
		Crosstab: &connect.StatCrosstab{Input: d.relation, Col1: first, Col2: second},
	}})
}

// FreqItems has the values of these columns that are in at least this part of the rows, perhaps with others. A support
// of 0 is Spark's own, 0.01.
func (d *DataFrame) FreqItems(support float64, names ...string) *DataFrame {
	if d.err != nil {
		return d
	}
	items := &connect.StatFreqItems{Input: d.relation, Cols: names}
	if support != 0 {
		items.Support = &support
	}
	return d.derive(&connect.Relation{RelType: &connect.Relation_FreqItems{FreqItems: items}})
}

// Stratum is a value of a column and the part of its rows that a sample has.
type Stratum struct {
	Value    any
	Fraction float64
}

// SampleBy has a part of the rows for each value of a column; values that are not named have none. A nil seed is drawn now.
func (d *DataFrame) SampleBy(column any, seed *int64, strata ...Stratum) *DataFrame {
	if d.err != nil {
		return d
	}
	expression, err := columnOf(column).build()
	if err != nil {
		return d.refuse("SampleBy", err)
	}
	sample := &connect.StatSampleBy{Input: d.relation, Col: expression, Seed: seedOf(seed)}
	for _, stratum := range strata {
		if !(stratum.Fraction >= 0 && stratum.Fraction <= 1) {
			return d.refuse("SampleBy", clientError("the fraction of %v is %v: give a part from 0 to 1", stratum.Value, stratum.Fraction))
		}
		literal, err := literalOf(stratum.Value)
		if err != nil {
			return d.refuse("SampleBy", err)
		}
		sample.Fractions = append(sample.Fractions, &connect.StatSampleBy_Fraction{Stratum: literal, Fraction: stratum.Fraction})
	}
	return d.derive(&connect.Relation{RelType: &connect.Relation_SampleBy{SampleBy: sample}})
}

// Unpivot makes rows of columns: the ids stay, each value column becomes a row with its name and its value. Nil values
// are all columns that are not ids.
func (d *DataFrame) Unpivot(ids, values []any, variableName, valueName string) *DataFrame {
	if d.err != nil {
		return d
	}
	unpivot := &connect.Unpivot{Input: d.relation, VariableColumnName: variableName, ValueColumnName: valueName}
	var err error
	if unpivot.Ids, err = expressionsOf(ids); err != nil {
		return d.refuse("Unpivot", err)
	}
	if values != nil {
		expressions, err := expressionsOf(values)
		if err != nil {
			return d.refuse("Unpivot", err)
		}
		unpivot.Values = &connect.Unpivot_Values{Values: expressions}
	}
	return d.derive(&connect.Relation{RelType: &connect.Relation_Unpivot{Unpivot: unpivot}})
}

// Transpose makes columns of rows, named by the values of an index column: the first where none is named.
func (d *DataFrame) Transpose(index ...any) *DataFrame {
	if d.err == nil && len(index) > 1 {
		return d.refuse("Transpose", clientError("%d index columns were given: give one or none", len(index)))
	}
	return d.overColumns("Transpose", index, func(expressions []*connect.Expression) *connect.Relation {
		return &connect.Relation{RelType: &connect.Relation_Transpose{
			Transpose: &connect.Transpose{Input: d.relation, IndexColumns: expressions},
		}}
	})
}

// Cov is the sample covariance of two columns.
func (d *DataFrame) Cov(ctx context.Context, first, second string) (float64, error) {
	if d.err != nil {
		return 0, d.err
	}
	return d.derive(&connect.Relation{RelType: &connect.Relation_Cov{
		Cov: &connect.StatCov{Input: d.relation, Col1: first, Col2: second},
	}}).number(ctx)
}

// Corr is Pearson's correlation of two columns.
func (d *DataFrame) Corr(ctx context.Context, first, second string) (float64, error) {
	if d.err != nil {
		return 0, d.err
	}
	method := "pearson"
	return d.derive(&connect.Relation{RelType: &connect.Relation_Corr{
		Corr: &connect.StatCorr{Input: d.relation, Col1: first, Col2: second, Method: &method},
	}}).number(ctx)
}

// ApproxQuantile are the quantiles of columns at these probabilities, a list for each column, as exact as the relative
// error says; 0 is exact.
func (d *DataFrame) ApproxQuantile(
	ctx context.Context, names []string, probabilities []float64, relativeError float64,
) ([][]float64, error) {
	if d.err != nil {
		return nil, d.err
	}
	value, err := d.derive(&connect.Relation{RelType: &connect.Relation_ApproxQuantile{
		ApproxQuantile: &connect.StatApproxQuantile{
			Input: d.relation, Cols: names, Probabilities: probabilities, RelativeError: relativeError,
		},
	}}).single(ctx)
	if err != nil {
		return nil, err
	}
	lists, ok := value.([]any)
	if !ok {
		return nil, protocolError("quantiles came as %T", value)
	}
	quantiles := make([][]float64, len(lists))
	for position, list := range lists {
		values, _ := list.([]any)
		quantiles[position] = make([]float64, len(values))
		for index, value := range values {
			quantiles[position][index], _ = value.(float64)
		}
	}
	return quantiles, nil
}

// number is the one value of a result that is one DOUBLE.
func (d *DataFrame) number(ctx context.Context) (float64, error) {
	value, err := d.single(ctx)
	if err != nil {
		return 0, err
	}
	number, ok := value.(float64)
	if !ok {
		return 0, protocolError("a number came as %T", value)
	}
	return number, nil
}
