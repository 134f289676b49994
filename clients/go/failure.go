// How a gRPC status is read: its code, what Spark's details in it say, and whether to come back later.

package sparrow

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

// failure is what one attempt of a call ended with.
type failure struct {
	code         codes.Code
	message      string
	hasRetryInfo bool
	retryAfter   time.Duration
	// info are the texts that Spark sends with a status: classes, errorClass, sqlState, messageParameters, errorId.
	info map[string]string
}

func failureOf(err error) *failure {
	received := status.Convert(err)
	result := &failure{code: received.Code(), message: received.Message()}
	for _, detail := range received.Details() {
		switch detail := detail.(type) {
		case *errdetails.RetryInfo:
			result.hasRetryInfo, result.retryAfter = true, detail.GetRetryDelay().AsDuration()
		case *errdetails.ErrorInfo:
			result.info = detail.GetMetadata()
		}
	}
	return result
}

// condition is Spark's name of the error: as the details say it, or else in the brackets that the message begins with.
func (f *failure) condition() string {
	if named := f.info["errorClass"]; named != "" {
		return named
	}
	inner, _, found := strings.Cut(strings.TrimPrefix(f.message, "["), "]")
	if !found || !strings.HasPrefix(f.message, "[") || strings.Trim(inner, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.") != "" {
		return ""
	}
	return inner
}

// statusError is the error that the status alone tells.
func (f *failure) statusError() *Error {
	result := &Error{
		Kind: KindTransport, Condition: f.condition(), SQLState: f.info["sqlState"], Message: f.message, code: f.code.String(),
	}
	// What does not read as JSON is left out: the message still stands.
	_ = json.Unmarshal([]byte(f.info["messageParameters"]), &result.Parameters)
	_ = json.Unmarshal([]byte(f.info["classes"]), &result.Classes)
	switch {
	case result.Condition != "" || len(result.Classes) > 0:
		result.Kind = KindSpark
	case f.code == codes.DeadlineExceeded:
		result.Kind, result.cause = KindDeadline, context.DeadlineExceeded
	default:
		result.Message = f.code.String() + ": " + f.message
	}
	return result
}

// detailedError is the error that FetchErrorDetails tells; nil where it tells none.
func (f *failure) detailedError(details *connect.FetchErrorDetailsResponse) *Error {
	if details.RootErrorIdx == nil || int(details.GetRootErrorIdx()) >= len(details.GetErrors()) || details.GetRootErrorIdx() < 0 {
		return nil
	}
	root := details.GetErrors()[details.GetRootErrorIdx()]
	throwable := root.GetSparkThrowable()
	result := f.statusError()
	result.Kind, result.Message, result.Classes = KindSpark, root.GetMessage(), root.GetErrorTypeHierarchy()
	if throwable == nil {
		return result
	}
	if throwable.GetErrorClass() != "" {
		result.Condition = throwable.GetErrorClass()
	}
	if throwable.GetSqlState() != "" {
		result.SQLState = throwable.GetSqlState()
	}
	result.Parameters = throwable.GetMessageParameters()
	for _, context := range throwable.GetQueryContexts() {
		result.Contexts = append(result.Contexts, QueryContext{
			ObjectType: context.GetObjectType(), ObjectName: context.GetObjectName(),
			Start: context.GetStartIndex(), Stop: context.GetStopIndex(), Fragment: context.GetFragment(),
			CallSite: context.GetCallSite(), Summary: context.GetSummary(),
			SQL: context.GetContextType() == connect.FetchErrorDetailsResponse_QueryContext_SQL,
		})
	}
	return result
}
