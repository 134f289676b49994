// Actions that run a plan and give its rows.

package sparrow

import (
	"context"
	"errors"
	"io"
	"iter"
	"slices"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

// open begins to run the plan.
func (d *DataFrame) open(ctx context.Context) (*result, error) {
	if d.err != nil {
		return nil, d.err
	}
	return d.session.newResult(ctx, &connect.Plan{OpType: &connect.Plan_Root{Root: d.relation}}, d.observations)
}

// Stream runs the plan and gives its batches as they come, in the order of the server; the memory held is that of one
// response, however large the result. The plan runs each time the sequence is ranged over, and not before.
//
// A batch belongs to the sequence: it is released when the loop goes on, and Retain keeps it beyond that, until it is
// released as often as it was retained. After an error the sequence ends. Leaving the loop before its end interrupts the
// operation on the server.
func (d *DataFrame) Stream(ctx context.Context) iter.Seq2[arrow.RecordBatch, error] {
	return func(yield func(arrow.RecordBatch, error) bool) {
		result, err := d.open(ctx)
		if err != nil {
			yield(nil, err)
			return
		}
		defer result.close()
		for {
			batch, err := result.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if !handOut(batch, yield) {
				return
			}
		}
	}
}

// handOut gives a batch to a loop's body and releases it after, also where the body panics.
func handOut(batch arrow.RecordBatch, yield func(arrow.RecordBatch, error) bool) bool {
	defer batch.Release()
	return yield(batch, nil)
}

// Rows is Stream by rows: they are the caller's, and memory is held for one response.
func (d *DataFrame) Rows(ctx context.Context) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		result, err := d.open(ctx)
		if err != nil {
			yield(Row{}, err)
			return
		}
		defer result.close()
		for {
			rows, err := result.nextRows()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(Row{}, err)
				return
			}
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
		}
	}
}

// nextRows are the rows of the next batch.
func (r *result) nextRows() ([]Row, error) {
	batch, err := r.next()
	if err != nil {
		return nil, err
	}
	defer batch.Release()
	names := make([]string, batch.NumCols())
	for position := range names {
		names[position] = batch.ColumnName(position)
	}
	if r.schema != nil && len(r.schema.Fields) == len(names) {
		names = r.schema.Names()
	}
	return rowsOf(batch, names)
}

// Collect are all rows.
func (d *DataFrame) Collect(ctx context.Context) ([]Row, error) {
	var rows []Row
	for row, err := range d.Rows(ctx) {
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// Arrow are all rows as a table of Arrow, which the caller releases. A result without rows has its columns.
func (d *DataFrame) Arrow(ctx context.Context) (arrow.Table, error) {
	var batches []arrow.RecordBatch
	defer func() {
		for _, batch := range batches {
			batch.Release()
		}
	}()
	for batch, err := range d.Stream(ctx) {
		if err != nil {
			return nil, err
		}
		batch.Retain()
		batches = append(batches, batch)
	}
	if len(batches) == 0 {
		return nil, protocolError("the result has no batch, where at least an empty one is due")
	}
	return tableOf(batches)
}

// tableOf puts batches together that have one schema.
func tableOf(batches []arrow.RecordBatch) (arrow.Table, error) {
	schema := batches[0].Schema()
	for _, batch := range batches[1:] {
		if !slices.EqualFunc(batch.Schema().Fields(), schema.Fields(), func(a, b arrow.Field) bool {
			return a.Name == b.Name && arrow.TypeEqual(a.Type, b.Type)
		}) {
			return nil, protocolError("the batches of one result have different schemas")
		}
	}
	if len(schema.Fields()) > 0 {
		return array.NewTableFromRecords(schema, batches), nil
	}
	var rows int64
	for _, batch := range batches {
		rows += batch.NumRows()
	}
	return array.NewTable(schema, nil, rows), nil
}

// Count is the number of rows.
func (d *DataFrame) Count(ctx context.Context) (int64, error) {
	value, err := d.GroupBy().Count().single(ctx)
	if err != nil {
		return 0, err
	}
	count, ok := value.(int64)
	if !ok {
		return 0, protocolError("a count came as %T", value)
	}
	return count, nil
}

// single is the one value of a result with one row and one column.
func (d *DataFrame) single(ctx context.Context) (any, error) {
	rows, err := d.Collect(ctx)
	if err != nil {
		return nil, err
	}
	if len(rows) != 1 || rows[0].Len() != 1 {
		return nil, protocolError("one value was due, but %d rows came", len(rows))
	}
	return rows[0].At(0), nil
}

// Take are the first rows, at most so many.
func (d *DataFrame) Take(ctx context.Context, rows int) ([]Row, error) {
	return d.Limit(rows).Collect(ctx)
}

// First is the first row, and whether there is one.
func (d *DataFrame) First(ctx context.Context) (Row, bool, error) {
	rows, err := d.Take(ctx, 1)
	if err != nil || len(rows) == 0 {
		return Row{}, false, err
	}
	return rows[0], true, nil
}

// Tail are the last rows, at most so many.
func (d *DataFrame) Tail(ctx context.Context, rows int) ([]Row, error) {
	if d.err != nil {
		return nil, d.err
	}
	limit, err := count32("number of rows", rows, 0)
	if err != nil {
		return nil, d.refuse("Tail", err).err
	}
	return d.derive(&connect.Relation{RelType: &connect.Relation_Tail{
		Tail: &connect.Tail{Input: d.relation, Limit: limit},
	}}).Collect(ctx)
}

// IsEmpty is whether there is no row.
func (d *DataFrame) IsEmpty(ctx context.Context) (bool, error) {
	rows, err := d.Select().Limit(1).Collect(ctx)
	return len(rows) == 0, err
}
