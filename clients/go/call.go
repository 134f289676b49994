// One call of the service: its headers, its token, its repetitions, and the check that the right session answered.

package sparrow

import (
	"context"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

const service = "/spark.connect.SparkConnectService/"

// The methods of the service that this client calls.
const (
	methodExecutePlan       = service + "ExecutePlan"
	methodAnalyzePlan       = service + "AnalyzePlan"
	methodConfig            = service + "Config"
	methodAddArtifacts      = service + "AddArtifacts"
	methodArtifactStatus    = service + "ArtifactStatus"
	methodInterrupt         = service + "Interrupt"
	methodReattachExecute   = service + "ReattachExecute"
	methodReleaseExecute    = service + "ReleaseExecute"
	methodReleaseSession    = service + "ReleaseSession"
	methodFetchErrorDetails = service + "FetchErrorDetails"
)

// errorDetailsTime is how long the details of an error are waited for.
const errorDetailsTime = 5 * time.Second

var (
	resultStream = &grpc.StreamDesc{ServerStreams: true}
	uploadStream = &grpc.StreamDesc{ClientStreams: true}
)

// answer is every response: it says which session gave it.
type answer interface {
	proto.Message
	GetSessionId() string
	GetServerSideSessionId() string
}

// attempt is one try of a call with a context that has its headers.
type attempt func(ctx context.Context) error

// unary asks once for an answer, repeating as the policy says. The context bounds all of it.
func (s *Session) unary(ctx context.Context, method string, request proto.Message, answer answer) error {
	if err := s.usable(); err != nil {
		return err
	}
	ctx, cancel := s.bounded(ctx)
	defer cancel()
	return s.tell(ctx, method, request, answer)
}

// tell is unary for what is told in the background: what began before Close is told still.
func (s *Session) tell(ctx context.Context, method string, request proto.Message, answer answer) error {
	return s.repeated(ctx, func(ctx context.Context) error {
		if err := s.connection.Invoke(ctx, method, request, answer); err != nil {
			return err
		}
		return s.observe(answer)
	})
}

// repeated makes attempts until one succeeds or fails for good; then its error has the details that the server has.
func (s *Session) repeated(ctx context.Context, try attempt) error {
	failure, err := s.attempts(ctx, try)
	if failure != nil {
		return s.errorOf(ctx, failure)
	}
	return err
}

// attempts makes attempts until one succeeds. It returns the last failure, or an error of this side.
func (s *Session) attempts(ctx context.Context, try attempt) (*failure, error) {
	retries := retrier{policy: s.settings.retry, clock: s.settings.clock}
	authorization := authorization{source: s.tokens}
	for {
		err := authorization.run(ctx, s.settings.headers, try)
		if err == nil {
			return nil, nil
		}
		failure, err := s.failed(ctx, err)
		if err != nil {
			return nil, err
		}
		if authorization.refused(failure) {
			continue
		}
		again, err := retries.wait(ctx, failure)
		if err != nil {
			return nil, err
		}
		if !again {
			return failure, nil
		}
	}
}

// failed takes an attempt's error apart: a failure that may be repeated after, or an error that ends the call.
func (s *Session) failed(ctx context.Context, err error) (*failure, error) {
	if own, ok := err.(*Error); ok {
		return nil, own
	}
	if ctx.Err() != nil {
		return nil, contextError(ctx.Err())
	}
	failure := failureOf(err)
	if failure.code == codes.Canceled {
		if closed := s.usable(); closed != nil {
			return nil, closed
		}
	}
	if failure.condition() == conditionSessionChanged {
		s.lost()
	}
	return failure, nil
}

// errorOf is the error of a call that failed for good, with the details that the server still has.
func (s *Session) errorOf(ctx context.Context, failure *failure) error {
	id := failure.info["errorId"]
	if id == "" {
		return failure.statusError()
	}
	ctx, cancel := context.WithTimeout(ctx, errorDetailsTime)
	defer cancel()
	request := &connect.FetchErrorDetailsRequest{
		SessionId: s.id, UserContext: s.user(), ClientType: &s.clientType, ErrorId: id,
		ClientObservedServerSideSessionId: s.observed(),
	}
	details := &connect.FetchErrorDetailsResponse{}
	failed, err := s.attempts(ctx, func(ctx context.Context) error {
		return s.connection.Invoke(ctx, methodFetchErrorDetails, request, details)
	})
	if err == nil && failed == nil {
		if detailed := failure.detailedError(details); detailed != nil {
			return detailed
		}
	}
	return failure.statusError()
}

// bounded ends the context at the session's deadline.
func (s *Session) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if s.settings.deadline > 0 {
		return context.WithTimeout(ctx, s.settings.deadline)
	}
	return context.WithCancel(ctx)
}

// authorization gives the attempts of one call their headers, and a new token once when the server refuses one.
type authorization struct {
	source   *tokenSource
	sent     string
	replaced bool
	refusal  string
}

func (a *authorization) run(ctx context.Context, headers []header, try attempt) error {
	pairs := make([]string, 0, 2*len(headers)+2)
	for _, header := range headers {
		pairs = append(pairs, header.key, header.value)
	}
	if a.source != nil {
		token, err := a.source.token(ctx, a.refusal)
		if err != nil {
			return err
		}
		a.sent, a.refusal = token, ""
		pairs = append(pairs, "authorization", "Bearer "+token)
	}
	return try(metadata.AppendToOutgoingContext(ctx, pairs...))
}

// refused is whether to repeat at once with a new token.
func (a *authorization) refused(failure *failure) bool {
	if failure.code != codes.Unauthenticated || a.source == nil || a.replaced {
		return false
	}
	a.replaced, a.refusal = true, a.sent
	return true
}
