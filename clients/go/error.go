// What a failed call is told as: one type of error for what Spark, the connection, a deadline, a cancellation or this
// client refuses.

package sparrow

import (
	"context"
	"errors"
	"fmt"
)

// Kind says who refused.
type Kind string

// The kinds of errors.
const (
	// KindSpark is an error of Spark: it has a condition.
	KindSpark Kind = "spark"
	// KindTransport is an error of the connection, or of something between client and server.
	KindTransport Kind = "transport"
	// KindDeadline is a deadline that passed; errors.Is(err, context.DeadlineExceeded) holds.
	KindDeadline Kind = "deadline"
	// KindCancelled is a call that was cancelled here; errors.Is(err, context.Canceled) holds.
	KindCancelled Kind = "cancelled"
	// KindClient is an argument, an address or a use of this client that is wrong.
	KindClient Kind = "client"
)

// Error is the error of every call and action. Find it with errors.As.
type Error struct {
	// Kind says who refused.
	Kind Kind
	// Condition is Spark's name of the error, such as TABLE_OR_VIEW_NOT_FOUND; empty for other kinds.
	Condition string
	// SQLState is the SQLSTATE of five characters, or empty.
	SQLState string
	// Parameters are the values in the message, by name.
	Parameters map[string]string
	// Contexts are the places in the query that the error is about.
	Contexts []QueryContext
	// Classes are the names of the error's classes, the most specific first.
	Classes []string
	// Message is the text for people. Decide nothing by it.
	Message string

	cause error
	code  string
}

// QueryContext is a place in a query that an error is about.
type QueryContext struct {
	// ObjectType and ObjectName name the view or function that contains the place, or are empty.
	ObjectType, ObjectName string
	// Start and Stop are the first and the last position in the text of SQL, from 0; -1 where there is no text.
	Start, Stop int32
	// Fragment is the part of the text.
	Fragment string
	// CallSite is the line of a program that made the column, for columns not made by SQL.
	CallSite string
	// Summary is Spark's text about the place.
	Summary string
	// SQL is whether the place is in a text of SQL.
	SQL bool
}

// Error is the message, with its kind where Spark did not say it.
func (e *Error) Error() string {
	if e.Kind == KindSpark {
		return e.Message
	}
	return fmt.Sprintf("sparrow: %s: %s", e.Kind, e.Message)
}

// Unwrap is the cause: context.Canceled, context.DeadlineExceeded, or what the user's own function returned.
func (e *Error) Unwrap() error { return e.cause }

// clientError is an error of this client's use: it says what was received and what to do.
func clientError(format string, arguments ...any) *Error {
	return &Error{Kind: KindClient, Message: fmt.Sprintf(format, arguments...)}
}

// causedError is an error of this client that another one caused.
func causedError(kind Kind, cause error, format string, arguments ...any) *Error {
	return &Error{Kind: kind, Message: fmt.Sprintf(format, arguments...) + ": " + cause.Error(), cause: cause}
}

// contextError is the error of a call whose context ended.
func contextError(cause error) *Error {
	if errors.Is(cause, context.DeadlineExceeded) {
		return &Error{
			Kind: KindDeadline, Message: "the deadline passed before the call ended: allow more time", cause: context.DeadlineExceeded,
		}
	}
	return &Error{Kind: KindCancelled, Message: "the call was cancelled", cause: context.Canceled}
}

const (
	conditionSessionClosed  = "INVALID_HANDLE.SESSION_CLOSED"
	conditionSessionChanged = "INVALID_HANDLE.SESSION_CHANGED"
	sqlStateInvalidHandle   = "HY000"
)

// closedError is the error of a call after Close.
func closedError(sessionID string) *Error {
	return &Error{
		Kind: KindSpark, Condition: conditionSessionClosed, SQLState: sqlStateInvalidHandle,
		Parameters: map[string]string{"handle": sessionID},
		Message: fmt.Sprintf("[%s] The session %s was closed by this client: connect again. SQLSTATE: %s",
			conditionSessionClosed, sessionID, sqlStateInvalidHandle),
	}
}

// changedError is the error of an answer that another session gave.
func changedError(sessionID, received string) *Error {
	return &Error{
		Kind: KindSpark, Condition: conditionSessionChanged, SQLState: sqlStateInvalidHandle,
		Parameters: map[string]string{"handle": sessionID},
		Message: fmt.Sprintf("[%s] The session %s is no longer the one that it was on the server, %s answered: what it held "+
			"is lost, connect again. SQLSTATE: %s", conditionSessionChanged, sessionID, received, sqlStateInvalidHandle),
	}
}
