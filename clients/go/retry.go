// Which calls are repeated, how often and after how long. It decides by codes and details of a status, never by a text.

package sparrow

import (
	"context"
	"errors"
	"time"

	"google.golang.org/grpc/codes"
)

const (
	conditionDisconnected = "INVALID_CURSOR.DISCONNECTED"
	// retryInfoDelayMax is the longest delay that a server may ask for.
	retryInfoDelayMax = 10 * time.Minute
)

// RetryPolicy says how calls are repeated that may succeed later.
type RetryPolicy struct {
	// RetriesMax is how often one call is repeated; 0 means never.
	RetriesMax int
	// FirstDelay is the time before the first repetition.
	FirstDelay time.Duration
	// Multiplier makes each delay longer than the last.
	Multiplier float64
	// DelayMax is the longest delay.
	DelayMax time.Duration
	// Jitter is the part of a delay that is added at random, from 0 to 1.
	Jitter float64
}

// DefaultRetryPolicy repeats 15 times, after 50 ms, then four times longer each time, 60 s at most.
func DefaultRetryPolicy() RetryPolicy {
	return RetryPolicy{RetriesMax: 15, FirstDelay: 50 * time.Millisecond, Multiplier: 4, DelayMax: time.Minute, Jitter: 0.5}
}

func (p RetryPolicy) check() error {
	if p.RetriesMax < 0 || p.FirstDelay < 0 || p.DelayMax < 0 || p.Multiplier < 1 || p.Jitter < 0 || p.Jitter > 1 {
		return clientError("the retry policy is %+v: no number may be below 0, the multiplier is at least 1, the jitter at most 1; "+
			"begin with DefaultRetryPolicy()", p)
	}
	return nil
}

// retrier counts the repetitions of one call.
type retrier struct {
	policy RetryPolicy
	clock  clock
	used   int
}

// progressed forgets the repetitions so far.
func (r *retrier) progressed() { r.used = 0 }

// wait waits before the call is repeated. It returns false when the error is not one to repeat after, or all
// repetitions are used up, and the error of the context when that ends.
func (r *retrier) wait(ctx context.Context, failure *failure) (bool, error) {
	if !failure.retryable() || r.used >= r.policy.RetriesMax {
		return false, nil
	}
	if err := r.clock.sleep(ctx, r.delay(failure.retryAfter)); err != nil {
		return false, contextError(err)
	}
	return true, nil
}

// delay is the time before the next repetition, which it counts: not before what the server asks for.
func (r *retrier) delay(asked time.Duration) time.Duration {
	delay := float64(r.policy.FirstDelay)
	for range r.used {
		delay = min(delay*r.policy.Multiplier, float64(r.policy.DelayMax))
	}
	r.used++
	delay += delay * r.policy.Jitter * r.clock.random()
	return max(time.Duration(delay), min(asked, retryInfoDelayMax))
}

// retryable is whether a later call may succeed.
func (f *failure) retryable() bool {
	return f.code == codes.Unavailable || f.hasRetryInfo || f.condition() == conditionDisconnected
}

// isContext is whether an error is the end of a context.
func isContext(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
