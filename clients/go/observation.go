// Observations: values that are computed while the rows of a DataFrame pass.

package sparrow

import (
	"context"
	"sync"

	"github.com/google/uuid"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

// Observation gets the values of one DataFrame.Observe when an action runs that DataFrame. It is safe for concurrent use.
type Observation struct {
	name    string
	once    sync.Once
	settled chan struct{}
	metrics map[string]any
	err     error
}

// NewObservation makes an observation; an empty name is replaced by one that nothing else has.
func NewObservation(name string) *Observation {
	if name == "" {
		name = uuid.NewString()
	}
	return &Observation{name: name, settled: make(chan struct{})}
}

// Name is the name of the observation.
func (o *Observation) Name() string { return o.name }

// Get waits for the first action that runs the DataFrame and returns the values by their names.
func (o *Observation) Get(ctx context.Context) (map[string]any, error) {
	select {
	case <-o.settled:
		return o.metrics, o.err
	case <-ctx.Done():
		return nil, contextError(ctx.Err())
	}
}

// settle takes what the server observed; the first time counts.
func (o *Observation) settle(message *connect.ExecutePlanResponse_ObservedMetrics) {
	o.once.Do(func() {
		defer close(o.settled)
		if message.RootErrorIdx != nil {
			details := &connect.FetchErrorDetailsResponse{RootErrorIdx: message.RootErrorIdx, Errors: message.GetErrors()}
			if failed := (&failure{}).detailedError(details); failed != nil {
				o.err = failed
				return
			}
		}
		o.metrics = make(map[string]any, len(message.GetKeys()))
		for position, key := range message.GetKeys() {
			if position < len(message.GetValues()) {
				o.metrics[key] = valueOfLiteral(message.GetValues()[position])
			}
		}
	})
}
