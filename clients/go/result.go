// The result of an execution: its schema, its batches of rows as they come, and what else it answers.

package sparrow

import (
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/ipc"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

// Result is a plan that runs: its schema, and its batches one by one. It is not safe for concurrent use. [DataFrame.Stream]
// is the same as a sequence.
type Result struct{ inner *result }

// Execute begins to run the plan. Close the result, also after an error of it; the deadline and the cancellation of the
// context hold until then.
func (d *DataFrame) Execute(ctx context.Context) (*Result, error) {
	inner, err := d.open(ctx)
	if err != nil {
		return nil, err
	}
	return &Result{inner: inner}, nil
}

// Schema is the type of the rows. It waits for the server's first words.
func (r *Result) Schema() (StructType, error) {
	for r.inner.schema == nil {
		if err := r.inner.advance(); err != nil {
			if errors.Is(err, io.EOF) {
				err = protocolError("the result has no schema")
			}
			return StructType{}, err
		}
	}
	return *r.inner.schema, nil
}

// Next is the next batch, which the caller releases, or io.EOF after the last.
func (r *Result) Next() (arrow.RecordBatch, error) { return r.inner.next() }

// Close ends the result. One that has not come to its end is interrupted on the server, in the background.
func (r *Result) Close() { r.inner.close() }

// result reads an execution. It holds one response at a time. Whoever makes one closes it.
type result struct {
	execution    *execution
	observations []*Observation
	chunks       assembly
	// batches are those of the last response that were not handed out.
	batches []arrow.RecordBatch
	rows    int64
	// schema is nil before the first batch was asked for, and after it for a command.
	schema *StructType
	// relation is what a command of SQL answers, or a checkpoint.
	relation *connect.Relation
}

// newResult begins the execution of a plan.
func (s *Session) newResult(ctx context.Context, plan *connect.Plan, observations []*Observation) (*result, error) {
	execution, err := s.execute(ctx, plan)
	if err != nil {
		return nil, err
	}
	return &result{execution: execution, observations: observations}, nil
}

// runCommand runs a command to its end.
func (s *Session) runCommand(ctx context.Context, command *connect.Command, observations []*Observation) (*result, error) {
	plan := &connect.Plan{OpType: &connect.Plan_Command{Command: command}}
	result, err := s.newResult(ctx, plan, observations)
	if err != nil {
		return nil, err
	}
	defer result.close()
	for {
		batch, err := result.next()
		if errors.Is(err, io.EOF) {
			return result, nil
		}
		if err != nil {
			return nil, err
		}
		batch.Release()
	}
}

// next is the next batch, which the caller releases, or io.EOF after the last.
func (r *result) next() (arrow.RecordBatch, error) {
	for len(r.batches) == 0 {
		if err := r.advance(); err != nil {
			return nil, err
		}
	}
	batch := r.batches[0]
	r.batches = r.batches[1:]
	return batch, nil
}

// advance takes one response. It returns io.EOF after the last.
func (r *result) advance() error {
	response, err := r.execution.next()
	if err == nil {
		return r.take(response)
	}
	if errors.Is(err, io.EOF) {
		if incomplete := r.chunks.complete(); incomplete != nil {
			return incomplete
		}
	}
	return err
}

func (r *result) take(response *connect.ExecutePlanResponse) error {
	if schema := response.GetSchema().GetStruct(); schema != nil {
		read := structOf(schema)
		r.schema = &read
	}
	for _, metrics := range response.GetObservedMetrics() {
		r.observed(metrics)
	}
	switch kind := response.GetResponseType().(type) {
	case *connect.ExecutePlanResponse_ArrowBatch_:
		return r.takeBatch(kind.ArrowBatch)
	case *connect.ExecutePlanResponse_SqlCommandResult_:
		r.relation = kind.SqlCommandResult.GetRelation()
	case *connect.ExecutePlanResponse_CheckpointCommandResult:
		r.relation = &connect.Relation{RelType: &connect.Relation_CachedRemoteRelation{
			CachedRemoteRelation: kind.CheckpointCommandResult.GetRelation(),
		}}
	}
	return nil
}

func (r *result) takeBatch(batch *connect.ExecutePlanResponse_ArrowBatch) error {
	data, err := r.chunks.add(batch)
	if err != nil || data == nil {
		return err
	}
	if batch.StartOffset != nil && batch.GetStartOffset() != r.rows {
		return protocolError("a batch begins at row %d, but %d rows came before it", batch.GetStartOffset(), r.rows)
	}
	rows, err := r.decode(data)
	if err != nil {
		return err
	}
	if rows != batch.GetRowCount() {
		return protocolError("a batch was announced with %d rows and has %d", batch.GetRowCount(), rows)
	}
	r.rows += rows
	return nil
}

// decode reads the record batches of an Arrow IPC stream and returns their rows.
func (r *result) decode(data []byte) (rows int64, err error) {
	reader, err := ipc.NewReader(bytes.NewReader(data))
	if err != nil {
		return 0, protocolError("a batch is not a stream of Arrow IPC: %s", err)
	}
	defer reader.Release()
	for reader.Next() {
		batch := reader.RecordBatch()
		batch.Retain()
		r.batches = append(r.batches, batch)
		rows += batch.NumRows()
	}
	if reader.Err() != nil {
		return 0, protocolError("a batch cannot be read: %s", reader.Err())
	}
	return rows, nil
}

func (r *result) observed(metrics *connect.ExecutePlanResponse_ObservedMetrics) {
	for _, observation := range r.observations {
		if observation.name == metrics.GetName() {
			observation.settle(metrics)
		}
	}
}

// close ends the execution and gives back what was not handed out.
func (r *result) close() {
	for _, batch := range r.batches {
		batch.Release()
	}
	r.batches = nil
	r.execution.close()
}
