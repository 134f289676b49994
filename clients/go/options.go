// The options of a session, and how those of the address and those of the program become one.

package sparrow

import (
	"strings"
	"time"

	"github.com/google/uuid"
	"google.golang.org/grpc"
)

// Option sets one thing of a session; options win over the address.
type Option func(*settings) error

// userAgentBytesMax is how long the name of a program may be.
const userAgentBytesMax = 2048

// header is a header of every call.
type header struct{ key, value string }

// settings are what a session was asked to be. It is never printed: it holds tokens.
type settings struct {
	address     address
	useTLS      *bool
	caFile      string
	certificate clientCertificate
	provider    TokenProvider
	userID      string
	sessionID   string
	userAgent   string
	headers     []header
	retry       RetryPolicy
	deadline    time.Duration
	progress    func(Progress)
	dialOptions []grpc.DialOption
	clock       clock
}

// resolve makes settings of an address and options, and checks that they go together.
func resolve(addressText string, options []Option) (*settings, error) {
	parsed, err := parseAddress(addressText)
	if err != nil {
		return nil, err
	}
	result := &settings{address: parsed, retry: DefaultRetryPolicy(), clock: systemClock{}}
	for _, parameter := range parsed.parameters {
		if err := parameterOption(parameter)(result); err != nil {
			return nil, err
		}
	}
	for _, option := range options {
		if option == nil {
			return nil, clientError("an option is nil: leave it out")
		}
		if err := option(result); err != nil {
			return nil, err
		}
	}
	if result.sessionID == "" {
		result.sessionID = uuid.NewString()
	}
	return result, result.checkTransport()
}

// parameterOption is the option that a key of an address stands for; other keys are headers.
func parameterOption(p parameter) Option {
	switch p.key {
	case "token":
		return WithToken(p.value)
	case "token_file":
		return WithTokenFile(p.value)
	case "use_ssl":
		return useTLSOption(p.value)
	case "tls_ca_file":
		return WithTLSCAFile(p.value)
	case "user_id":
		return WithUserID(p.value)
	case "session_id":
		return WithSessionID(p.value)
	case "user_agent":
		return WithUserAgent(p.value)
	default:
		return WithHeader(p.key, p.value)
	}
}

func useTLSOption(text string) Option {
	switch strings.ToLower(text) {
	case "true":
		return WithTLS(true)
	case "false":
		return WithTLS(false)
	}
	return func(*settings) error {
		return clientError("the key use_ssl has the value %q: write true or false", shortened(text))
	}
}

// WithToken sends this token with every call. See [WithTokenProvider] for tokens that expire.
func WithToken(token string) Option {
	return func(s *settings) error {
		if err := checkToken(token); err != nil {
			return err
		}
		s.provider = staticToken(token)
		return nil
	}
}

// WithTokenProvider asks the function for tokens: for the first, for a new one 30 seconds before the last expires, and
// once more when the server refuses the last. It is never asked twice at a time.
func WithTokenProvider(provider TokenProvider) Option {
	return func(s *settings) error {
		if provider == nil {
			return clientError("the token provider is nil: give a function")
		}
		s.provider = provider
		return nil
	}
}

// WithTokenFile reads the token from a file, and again whenever a provider would be asked. Space around it is ignored.
func WithTokenFile(path string) Option {
	return WithTokenProvider(tokenFile(path))
}

// WithTLS says whether the connection is encrypted. Without it, it is where a CA, a certificate, or a token for another
// machine is given.
func WithTLS(use bool) Option {
	return func(s *settings) error { s.useTLS = &use; return nil }
}

// WithTLSCAFile trusts the authorities in a PEM file, and only those.
func WithTLSCAFile(path string) Option {
	return func(s *settings) error {
		if path == "" {
			return clientError("the file of TLS authorities has no name: give the path of a PEM file")
		}
		s.caFile = path
		return nil
	}
}

// WithClientCertificate shows the server a certificate, by PEM files of it and its key.
func WithClientCertificate(certificateFile, keyFile string) Option {
	return func(s *settings) error {
		if certificateFile == "" || keyFile == "" {
			return clientError("a client certificate needs two PEM files, of the certificate and of its key")
		}
		s.certificate = clientCertificate{certificateFile, keyFile}
		return nil
	}
}

// WithUserID names the user. A server that checks tokens believes those instead.
func WithUserID(user string) Option {
	return func(s *settings) error { s.userID = user; return nil }
}

// WithSessionID takes an existing session, or makes one of that UUID.
func WithSessionID(id string) Option {
	return func(s *settings) error {
		parsed, err := uuid.Parse(id)
		if err != nil || len(id) != len(parsed.String()) {
			return clientError("the session id %q is not a UUID: write one such as 6f1f2a3c-0c38-4f1b-9d3b-2f5a1f0f7d11", shortened(id))
		}
		s.sessionID = id
		return nil
	}
}

// WithHeader sends a header with every call.
func WithHeader(key, value string) Option {
	return func(s *settings) error {
		key := strings.ToLower(key)
		if err := checkHeader(key, value); err != nil {
			return err
		}
		kept := s.headers[:0:0]
		for _, other := range s.headers {
			if other.key != key {
				kept = append(kept, other)
			}
		}
		s.headers = append(kept, header{key, value})
		return nil
	}
}

func checkHeader(key, value string) error {
	if key == "" || strings.Trim(key, "abcdefghijklmnopqrstuvwxyz0123456789-_.") != "" {
		return clientError("the header %q cannot be sent: its name may have letters, digits, and - _ .", shortened(key))
	}
	if key == "authorization" {
		return clientError("the header authorization is made of the token: give the token as such")
	}
	if strings.HasPrefix(key, "grpc-") {
		return clientError("the header %q cannot be sent: names that begin with grpc- are the protocol's own", shortened(key))
	}
	for _, character := range []byte(value) {
		if character < ' ' || character > '~' {
			return clientError("the header %q has a value with a character that is not printable ASCII", shortened(key))
		}
	}
	return nil
}

// WithRetry replaces the policy of repeating calls.
func WithRetry(policy RetryPolicy) Option {
	return func(s *settings) error {
		if err := policy.check(); err != nil {
			return err
		}
		s.retry = policy
		return nil
	}
}

// WithDeadline ends every call after that time, repetitions and the reading of results included.
func WithDeadline(deadline time.Duration) Option {
	return func(s *settings) error {
		if deadline <= 0 {
			return clientError("the deadline is %s: give a time above 0, or leave the option out for none", deadline)
		}
		s.deadline = deadline
		return nil
	}
}

// WithProgress calls a function as operations go on, from the goroutine that reads the result. See [ProgressContext] for
// one operation. A panic in it is logged and does not end the query.
func WithProgress(callback func(Progress)) Option {
	return func(s *settings) error { s.progress = callback; return nil }
}

// WithUserAgent names the program that uses the client, with at most 2,048 bytes.
func WithUserAgent(name string) Option {
	return func(s *settings) error {
		if len(name) > userAgentBytesMax {
			return clientError("the user agent has %d bytes, the most are %d: shorten it", len(name), userAgentBytesMax)
		}
		s.userAgent = name
		return nil
	}
}

// WithDialOptions passes options to gRPC behind those of this client.
func WithDialOptions(options ...grpc.DialOption) Option {
	return func(s *settings) error { s.dialOptions = append(s.dialOptions, options...); return nil }
}
