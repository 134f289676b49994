// Tokens: who gives them, and when a new one is asked for. No token stands in an error or is printed.

package sparrow

import (
	"context"
	"os"
	"strings"
	"time"
)

// Token is what a session proves its user by.
type Token struct {
	// Value is the token itself.
	Value string
	// ExpiresAt is when it ends to be valid; the zero time where that is not known.
	ExpiresAt time.Time
}

// String hides the value.
func (Token) String() string { return "Token(…)" }

// GoString hides the value.
func (Token) GoString() string { return "sparrow.Token{…}" }

// TokenProvider gives a token. It is asked with the context of the call that needs one.
type TokenProvider func(ctx context.Context) (Token, error)

const (
	// tokenMargin is how long before its end a token is replaced.
	tokenMargin = 30 * time.Second
	// tokenBytesMax is how long a token may be: headers of gRPC are small.
	tokenBytesMax = 64 << 10
)

func checkToken(token string) error {
	if token == "" {
		return clientError("the token is empty: give one, or leave it out")
	}
	if len(token) > tokenBytesMax {
		return clientError("the token has %d bytes, the most are %d", len(token), tokenBytesMax)
	}
	for _, character := range []byte(token) {
		if character <= ' ' || character > '~' {
			return clientError("the token has a character that is not printable ASCII (a space or a new line, perhaps)")
		}
	}
	return nil
}

func staticToken(token string) TokenProvider {
	return func(context.Context) (Token, error) { return Token{Value: token}, nil }
}

func tokenFile(path string) TokenProvider {
	return func(context.Context) (Token, error) {
		contents, err := os.ReadFile(path)
		if err != nil {
			return Token{}, err
		}
		return Token{Value: strings.TrimSpace(string(contents))}, nil
	}
}

// tokenSource holds the last token of a provider. It is safe for concurrent use.
type tokenSource struct {
	provider TokenProvider
	clock    clock
	// turn holds one place: who has it may ask the provider and change what follows.
	turn  chan struct{}
	last  Token
	valid bool
}

func newTokenSource(provider TokenProvider, clock clock) *tokenSource {
	if provider == nil {
		return nil
	}
	return &tokenSource{provider: provider, clock: clock, turn: make(chan struct{}, 1)}
}

// token is the token to send, a new one where the last is refused, unknown or about to expire. Refused is the value that
// the server did not take, or empty.
func (t *tokenSource) token(ctx context.Context, refused string) (string, error) {
	select {
	case t.turn <- struct{}{}:
		defer func() { <-t.turn }()
	case <-ctx.Done():
		return "", contextError(ctx.Err())
	}
	expires := !t.last.ExpiresAt.IsZero() && t.last.ExpiresAt.Sub(t.clock.now()) < tokenMargin
	if t.valid && !expires && t.last.Value != refused {
		return t.last.Value, nil
	}
	token, err := t.provider(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return "", contextError(ctx.Err())
		}
		return "", causedError(KindClient, err, "the token provider failed")
	}
	if err := checkToken(token.Value); err != nil {
		return "", err
	}
	t.last, t.valid = token, true
	return token.Value, nil
}
