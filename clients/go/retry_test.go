// Delays and tokens, by a clock that does not wait.

package sparrow

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

func TestDelaysGrowToALimit(t *testing.T) {
	for name, test := range map[string]struct {
		chance float64
		asked  time.Duration
		delays []time.Duration
	}{
		"least":       {0, 0, []time.Duration{50 * time.Millisecond, 200 * time.Millisecond, 800 * time.Millisecond, 3200 * time.Millisecond, 12800 * time.Millisecond, 51200 * time.Millisecond, time.Minute, time.Minute}},
		"by chance":   {1, 0, []time.Duration{75 * time.Millisecond, 300 * time.Millisecond}},
		"as asked":    {0, time.Second, []time.Duration{time.Second, time.Second, time.Second, 3200 * time.Millisecond}},
		"asked a day": {0, 24 * time.Hour, []time.Duration{10 * time.Minute}},
	} {
		retries := retrier{policy: DefaultRetryPolicy(), clock: &testClock{chance: test.chance}}
		var delays []time.Duration
		for range test.delays {
			delays = append(delays, retries.delay(test.asked))
		}
		if !slices.Equal(delays, test.delays) {
			t.Errorf("%s: the delays are %v, due %v", name, delays, test.delays)
		}
	}
}

func TestTokensAreReplacedBeforeTheyEnd(t *testing.T) {
	clock := &testClock{time: time.Unix(1000, 0)}
	asked := 0
	source := newTokenSource(func(context.Context) (Token, error) {
		asked++
		return Token{Value: strings.Repeat("x", asked), ExpiresAt: clock.now().Add(time.Minute)}, nil
	}, clock)
	for _, step := range []struct {
		after   time.Duration
		refused string
		token   string
	}{
		{0, "", "x"}, {29 * time.Second, "", "x"}, {2 * time.Second, "", "xx"}, {0, "xx", "xxx"}, {0, "xx", "xxx"},
	} {
		clock.time = clock.time.Add(step.after)
		if token, err := source.token(context.Background(), step.refused); err != nil || token != step.token {
			t.Errorf("after %v the token has %d letters (%v), due %d", step.after, len(token), err, len(step.token))
		}
	}
}

func TestARefusedTokenIsAskedForOnceMore(t *testing.T) {
	for name, test := range map[string]struct {
		accepted string
		works    bool
		sent     []string
	}{
		"the second works": {"Bearer new", true, []string{"Bearer old", "Bearer new"}},
		"none works":       {"Bearer other", false, []string{"Bearer old", "Bearer new"}},
	} {
		t.Run(name, func(t *testing.T) {
			service := serve(t)
			service.answers[methodAnalyzePlan] = answering(func(*connect.AnalyzePlanRequest) (proto.Message, error) {
				service.mutex.Lock()
				defer service.mutex.Unlock()
				if service.headers[len(service.headers)-1].Get("authorization")[0] != test.accepted {
					return nil, status.Error(codes.Unauthenticated, "who?")
				}
				return version(), nil
			})
			tokens := []string{"old", "new", "newer"}
			session, _ := service.connect(t, WithTokenProvider(func(context.Context) (Token, error) {
				token := tokens[0]
				tokens = tokens[1:]
				return Token{Value: token}, nil
			}), WithHeader("X-Place", "here"))
			_, err := session.Version(context.Background())
			if (err == nil) != test.works {
				t.Fatalf("the error is %v", err)
			}
			var sent []string
			for _, headers := range service.headers {
				sent = append(sent, headers.Get("authorization")...)
				if got := headers.Get("x-place"); !slices.Equal(got, []string{"here"}) {
					t.Errorf("the header is %q", got)
				}
			}
			if !slices.Equal(sent, test.sent) {
				t.Errorf("sent %q, due %q", sent, test.sent)
			}
		})
	}
}

func TestTokensAreNotTold(t *testing.T) {
	const secret = "s3cr3t-token"
	for _, address := range []string{
		"sc://example.org/;use_ssl=false;token=" + secret, "sc://h/;token=" + secret + ";token=" + secret,
		"sc://h/;token=" + secret + "%0a", "sc://h/;x=1;token=" + secret + "#", "sc://" + "h/;token=" + secret + "%zz",
	} {
		_, err := Connect(context.Background(), address)
		var failed *Error
		if !errors.As(err, &failed) || failed.Kind != KindClient {
			t.Errorf("the error is %v", err)
		}
		if err != nil && strings.Contains(err.Error(), secret) {
			t.Errorf("the token is in the error %q", err)
		}
	}
	session, err := Connect(context.Background(), "sc://127.0.0.1/;token="+secret)
	if err != nil {
		t.Fatal(err)
	}
	shown := session.String() + session.GoString() + Token{Value: secret}.String() + Token{Value: secret}.GoString()
	if strings.Contains(shown, secret) {
		t.Errorf("the token is in %q", shown)
	}
}
