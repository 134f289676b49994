// Time, as retries and tokens see it: a test gives its own.

package sparrow

import (
	"context"
	"math/rand/v2"
	"time"
)

type clock interface {
	// now is the time.
	now() time.Time
	// sleep waits, or returns the context's error when that ends before.
	sleep(ctx context.Context, delay time.Duration) error
	// random is a number from 0 up to 1.
	random() float64
}

type systemClock struct{}

func (systemClock) now() time.Time { return time.Now() }

func (systemClock) sleep(ctx context.Context, delay time.Duration) error {
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (systemClock) random() float64 { return rand.Float64() }
