// One execution of a plan: a stream of responses that goes on over broken connections, and that tells the server when no
// one reads it any more.

package sparrow

import (
	"context"
	"errors"
	"io"

	"github.com/google/uuid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

const (
	conditionOperationNotFound = "INVALID_HANDLE.OPERATION_NOT_FOUND"
	conditionSessionNotFound   = "INVALID_HANDLE.SESSION_NOT_FOUND"
)

// errEnded is what a stream ends with that has no result_complete.
var errEnded = errors.New("the stream ended before its result was complete")

// preferredChunkBytes is the size of the pieces that large batches are asked for in.
const preferredChunkBytes = 8 << 20

// execution reads the responses of one operation. It is not safe for concurrent use. Whoever makes one closes it.
type execution struct {
	session       *Session
	ctx           context.Context
	cancel        context.CancelFunc
	request       *connect.ExecutePlanRequest
	releases      releaser
	retries       retrier
	authorization authorization
	progress      *progressTeller

	stream       grpc.ClientStream
	cancelStream context.CancelFunc
	reattach     bool
	lastResponse string
	// sent is whether the server was ever asked for the operation.
	sent bool
	// fresh is whether the stream has given a response since it was opened.
	fresh bool
	// ended is whether the server has nothing more: the result is complete, or an error of Spark came.
	ended  bool
	failed error
	closed bool
}

// execute makes an execution of the plan; nothing is sent before its first response is asked for.
func (s *Session) execute(ctx context.Context, plan *connect.Plan) (*execution, error) {
	if err := s.usable(); err != nil {
		return nil, err
	}
	tags, err := s.tagsOf(ctx)
	if err != nil {
		return nil, err
	}
	operationID, chunk := uuid.NewString(), int64(preferredChunkBytes)
	e := &execution{
		session:       s,
		releases:      releaser{session: s, operationID: operationID},
		retries:       retrier{policy: s.settings.retry, clock: s.settings.clock},
		authorization: authorization{source: s.tokens},
		progress:      newProgressTeller(ctx, s.settings.progress, operationID),
		request: &connect.ExecutePlanRequest{
			SessionId: s.id, UserContext: s.user(), ClientType: &s.clientType, Plan: plan, OperationId: &operationID,
			Tags: tags, ClientObservedServerSideSessionId: s.observed(),
			RequestOptions: []*connect.ExecutePlanRequest_RequestOption{
				{RequestOption: &connect.ExecutePlanRequest_RequestOption_ReattachOptions{
					ReattachOptions: &connect.ReattachOptions{Reattachable: true},
				}},
				{RequestOption: &connect.ExecutePlanRequest_RequestOption_ResultChunkingOptions{
					ResultChunkingOptions: &connect.ResultChunkingOptions{
						AllowArrowBatchChunking: true, PreferredArrowChunkSize: &chunk,
					},
				}},
			},
		},
	}
	e.ctx, e.cancel = s.bounded(ctx)
	s.running.Add(1)
	if started, ok := ctx.Value(operationKey{}).(func(string)); ok && started != nil {
		started(operationID)
	}
	return e, nil
}

// next is the next response, io.EOF after the last.
func (e *execution) next() (*connect.ExecutePlanResponse, error) {
	for {
		if e.failed != nil {
			return nil, e.failed
		}
		if e.ended {
			return nil, io.EOF
		}
		response, err := e.receive()
		if err == nil {
			e.take(response)
			return response, nil
		}
		e.closeStream()
		e.failed = e.recover(err)
	}
}

// receive opens a stream where there is none and takes a response from it.
func (e *execution) receive() (*connect.ExecutePlanResponse, error) {
	if e.stream == nil {
		if err := e.open(); err != nil {
			return nil, err
		}
	}
	response := &connect.ExecutePlanResponse{}
	err := e.stream.RecvMsg(response)
	if errors.Is(err, io.EOF) {
		return nil, errEnded
	}
	if err != nil {
		return nil, err
	}
	return response, e.session.observe(response)
}

func (e *execution) open() error {
	method, request := methodExecutePlan, proto.Message(e.request)
	if e.reattach {
		method, request = methodReattachExecute, e.reattachRequest()
	}
	e.fresh, e.sent = false, true
	streamContext, cancel := context.WithCancel(e.ctx)
	err := e.authorization.run(streamContext, e.session.settings.headers, func(ctx context.Context) error {
		stream, err := e.session.connection.NewStream(ctx, resultStream, method)
		if err != nil {
			return err
		}
		// A send that fails with io.EOF has its status at the receiving end.
		if err := stream.SendMsg(request); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if err := stream.CloseSend(); err != nil {
			return err
		}
		e.stream, e.cancelStream = stream, cancel
		return nil
	})
	if err != nil {
		cancel()
	}
	return err
}

func (e *execution) reattachRequest() *connect.ReattachExecuteRequest {
	request := &connect.ReattachExecuteRequest{
		SessionId: e.session.id, UserContext: e.session.user(), ClientType: &e.session.clientType,
		OperationId: e.releases.operationID, ClientObservedServerSideSessionId: e.session.observed(),
	}
	if e.lastResponse != "" {
		request.LastResponseId = &e.lastResponse
	}
	return request
}

// take remembers where the stream is.
func (e *execution) take(response *connect.ExecutePlanResponse) {
	e.retries.progressed()
	e.authorization.replaced = false
	e.fresh, e.lastResponse = true, response.GetResponseId()
	switch kind := response.GetResponseType().(type) {
	case *connect.ExecutePlanResponse_ResultComplete_:
		e.ended = true
		e.closeStream()
		return
	case *connect.ExecutePlanResponse_ExecutionProgress_:
		e.progress.tell(kind.ExecutionProgress)
	}
	e.releases.taken(e.lastResponse, len(response.GetArrowBatch().GetData()))
}

// recover decides how to go on after a stream broke: nil to go on, or the error that ends the execution.
func (e *execution) recover(err error) error {
	failure := &failure{code: codes.Unavailable, message: errEnded.Error()}
	if !errors.Is(err, errEnded) {
		var final error
		if failure, final = e.session.failed(e.ctx, err); final != nil {
			return final
		}
	} else if e.ctx.Err() != nil {
		return contextError(e.ctx.Err())
	} else if e.fresh {
		e.reattach = true
		return nil
	}
	if e.authorization.refused(failure) {
		return nil
	}
	if condition := failure.condition(); e.reattach && e.lastResponse == "" &&
		(condition == conditionOperationNotFound || condition == conditionSessionNotFound) {
		e.reattach = false
		return nil
	}
	again, waiting := e.retries.wait(e.ctx, failure)
	if waiting != nil {
		return waiting
	}
	if again {
		e.reattach = true
		return nil
	}
	final := e.session.errorOf(e.ctx, failure)
	var known *Error
	e.ended = errors.As(final, &known) && known.Kind == KindSpark
	return final
}

func (e *execution) closeStream() {
	if e.stream != nil {
		e.cancelStream()
		e.stream, e.cancelStream = nil, nil
	}
}

// close ends the execution. One that did not come to its end is interrupted and forgotten on the server, in the
// background.
func (e *execution) close() {
	if e.closed {
		return
	}
	e.closed = true
	e.closeStream()
	e.cancel()
	e.session.running.Add(-1)
	e.progress.end()
	if e.sent {
		e.releases.all(!e.ended)
	}
}
