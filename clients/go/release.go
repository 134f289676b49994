// How the server is told which responses it may forget: in the background, many at a time.

package sparrow

import (
	"context"
	"sync"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

const (
	// releaseResponses is how many responses are taken before they are released.
	releaseResponses = 16
	// releaseBytes is how many bytes of them are.
	releaseBytes = 4 << 20
)

// releaser releases the responses of one operation. At most one of its calls is under way.
type releaser struct {
	session     *Session
	operationID string
	responses   int
	bytes       int

	mutex   sync.Mutex
	pending string
	sending bool
}

// taken counts a response, and releases it and those before it when there are enough.
func (r *releaser) taken(responseID string, bytes int) {
	r.responses++
	r.bytes += bytes
	if r.responses < releaseResponses && r.bytes < releaseBytes {
		return
	}
	r.responses, r.bytes = 0, 0
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.pending = responseID
	if !r.sending {
		r.sending = true
		r.session.inBackground(r.send)
	}
}

// send releases up to the newest response that is pending, until there is none. A release that fails is no error: the
// next one covers it.
func (r *releaser) send(ctx context.Context) {
	for {
		r.mutex.Lock()
		until := r.pending
		r.pending = ""
		r.sending = until != ""
		r.mutex.Unlock()
		if until == "" {
			return
		}
		request := r.request()
		request.Release = &connect.ReleaseExecuteRequest_ReleaseUntil_{
			ReleaseUntil: &connect.ReleaseExecuteRequest_ReleaseUntil{ResponseId: until},
		}
		_ = r.session.tell(ctx, methodReleaseExecute, request, &connect.ReleaseExecuteResponse{})
	}
}

// all releases the operation itself, after its interruption where it did not end.
func (r *releaser) all(interrupt bool) {
	r.session.inBackground(func(ctx context.Context) {
		if interrupt {
			_ = r.session.tell(ctx, methodInterrupt, r.session.operationRequest(r.operationID), &connect.InterruptResponse{})
		}
		request := r.request()
		request.Release = &connect.ReleaseExecuteRequest_ReleaseAll_{ReleaseAll: &connect.ReleaseExecuteRequest_ReleaseAll{}}
		_ = r.session.tell(ctx, methodReleaseExecute, request, &connect.ReleaseExecuteResponse{})
	})
}

func (r *releaser) request() *connect.ReleaseExecuteRequest {
	return &connect.ReleaseExecuteRequest{
		SessionId: r.session.id, UserContext: r.session.user(), ClientType: &r.session.clientType,
		OperationId: r.operationID, ClientObservedServerSideSessionId: r.session.observed(),
	}
}
