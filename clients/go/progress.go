// How an operation's progress is told to the program.

package sparrow

import (
	"context"
	"log/slog"
	"runtime/debug"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

// Progress is how far an operation is.
type Progress struct {
	// OperationID is which operation.
	OperationID string
	// Stages are the parts of the operation so far.
	Stages []Stage
	// TasksRunning is how many tasks run now.
	TasksRunning int64
	// Last is whether the operation has ended.
	Last bool
}

// Stage is a part of an operation, done by tasks.
type Stage struct {
	ID        int64
	Tasks     int64
	TasksDone int64
	BytesRead int64
	Done      bool
}

type progressKey struct{}

// ProgressContext makes a context whose operations call the function as they go on, beside the session's own.
func ProgressContext(ctx context.Context, callback func(Progress)) context.Context {
	return context.WithValue(ctx, progressKey{}, callback)
}

// progressTeller tells one operation's progress.
type progressTeller struct {
	callbacks []func(Progress)
	last      Progress
	ended     bool
}

func newProgressTeller(ctx context.Context, session func(Progress), operationID string) *progressTeller {
	teller := &progressTeller{last: Progress{OperationID: operationID}}
	own, _ := ctx.Value(progressKey{}).(func(Progress))
	for _, callback := range []func(Progress){session, own} {
		if callback != nil {
			teller.callbacks = append(teller.callbacks, callback)
		}
	}
	return teller
}

func (t *progressTeller) tell(message *connect.ExecutePlanResponse_ExecutionProgress) {
	t.last.TasksRunning, t.last.Stages = message.GetNumInflightTasks(), make([]Stage, len(message.GetStages()))
	for position, stage := range message.GetStages() {
		t.last.Stages[position] = Stage{
			ID: stage.GetStageId(), Tasks: stage.GetNumTasks(), TasksDone: stage.GetNumCompletedTasks(),
			BytesRead: stage.GetInputBytesRead(), Done: stage.GetDone(),
		}
	}
	t.call()
}

// end tells that the operation has ended, once.
func (t *progressTeller) end() {
	if t.ended {
		return
	}
	t.ended, t.last.Last, t.last.TasksRunning = true, true, 0
	t.call()
}

func (t *progressTeller) call() {
	for _, callback := range t.callbacks {
		guarded(callback, t.last)
	}
}

// guarded logs a panic of the program's function: the query goes on without it.
func guarded(callback func(Progress), progress Progress) {
	defer func() {
		if thrown := recover(); thrown != nil {
			slog.Error("sparrow: the progress callback panicked", "panic", thrown, "stack", string(debug.Stack()))
		}
	}()
	callback(progress)
}
