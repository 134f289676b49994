// A session: who it is on the server, what it was asked to be, and how it ends.

package sparrow

import (
	"context"
	"fmt"
	"net"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

// ClientVersion is the version of this client.
const ClientVersion = "0.1.0"

const (
	// messageBytesMax is the largest message, as in Spark's own clients.
	messageBytesMax = 128 << 20
	// farewellTime is how long a session takes to say goodbye, and a cancelled operation to be told so.
	farewellTime = 5 * time.Second
)

// Session is a session on a server: its configuration, its views, its operations. It is safe for concurrent use. Close
// it when it is done with.
type Session struct {
	settings   *settings
	id         string
	clientType string
	connection *grpc.ClientConn
	tokens     *tokenSource
	// running counts the operations whose results are being read.
	running atomic.Int64

	mutex      sync.Mutex
	serverSide string
	closed     bool
	released   bool
	tags       map[string]bool
	background sync.WaitGroup
}

// Connect makes a session. The address is sc://host[:port][/;key=value…]; an empty one is that of the variable
// SPARK_REMOTE, or sc://127.0.0.1:15002. The server is not asked before the first call.
func Connect(ctx context.Context, address string, options ...Option) (*Session, error) {
	if ctx.Err() != nil {
		return nil, contextError(ctx.Err())
	}
	settings, err := resolve(address, options)
	if err != nil {
		return nil, err
	}
	session := &Session{
		settings: settings, id: settings.sessionID, clientType: clientType(settings.userAgent),
		tokens: newTokenSource(settings.provider, settings.clock), tags: map[string]bool{},
	}
	if err := session.dial(); err != nil {
		return nil, err
	}
	return session, nil
}

func (s *Session) dial() error {
	credentials, err := s.settings.transportCredentials()
	if err != nil {
		return err
	}
	options := []grpc.DialOption{
		grpc.WithTransportCredentials(credentials),
		grpc.WithDisableServiceConfig(),
		grpc.WithDefaultCallOptions(
			grpc.MaxCallRecvMsgSize(messageBytesMax), grpc.MaxCallSendMsgSize(messageBytesMax),
		),
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff:           backoff.Config{BaseDelay: 50 * time.Millisecond, Multiplier: 2, Jitter: 0.2, MaxDelay: time.Second},
			MinConnectTimeout: 20 * time.Second,
		}),
	}
	target := net.JoinHostPort(s.settings.address.host, s.settings.address.port)
	s.connection, err = grpc.NewClient(target, append(options, s.settings.dialOptions...)...)
	if err != nil {
		return causedError(KindClient, err, "the connection to %s cannot be made", target)
	}
	return nil
}

// clientType is how the client names itself to the server.
func clientType(userAgent string) string {
	name := fmt.Sprintf("sparrow-go/%s (%s; go %s)", ClientVersion, runtime.GOOS, strings.TrimPrefix(runtime.Version(), "go"))
	if userAgent == "" {
		return name
	}
	return userAgent + " " + name
}

// ID is the session's UUID.
func (s *Session) ID() string { return s.id }

// String names the session and its server, and no token.
func (s *Session) String() string {
	return fmt.Sprintf("sparrow.Session(%s at %s)", s.id, net.JoinHostPort(s.settings.address.host, s.settings.address.port))
}

// GoString is String: a session is printed without what it holds.
func (s *Session) GoString() string { return s.String() }

// Close interrupts what runs, ends the session on the server and gives the connection up. It takes at most some seconds,
// also where the server does not answer. A second Close does nothing.
func (s *Session) Close(ctx context.Context) error {
	s.mutex.Lock()
	if s.released {
		s.mutex.Unlock()
		return nil
	}
	lost := s.closed
	s.closed, s.released = true, true
	s.mutex.Unlock()
	ctx, cancel := context.WithTimeout(ctx, 2*farewellTime)
	defer cancel()
	s.waitForBackground(ctx)
	var err error
	if !lost {
		err = s.release(ctx)
	}
	if closing := s.connection.Close(); err == nil && closing != nil {
		err = causedError(KindTransport, closing, "the connection did not close")
	}
	return err
}

// release interrupts what runs and ends the session on the server.
func (s *Session) release(ctx context.Context) error {
	if s.running.Load() > 0 {
		// The release ends the operations too: that this fails changes nothing.
		_ = s.repeated(ctx, func(ctx context.Context) error {
			request := s.interruptRequest(connect.InterruptRequest_INTERRUPT_TYPE_ALL)
			return s.connection.Invoke(ctx, methodInterrupt, request, &connect.InterruptResponse{})
		})
	}
	return s.repeated(ctx, func(ctx context.Context) error {
		request := &connect.ReleaseSessionRequest{SessionId: s.id, UserContext: s.user(), ClientType: &s.clientType}
		return s.connection.Invoke(ctx, methodReleaseSession, request, &connect.ReleaseSessionResponse{})
	})
}

// waitForBackground waits for what still tells the server something, which takes some seconds at most.
func (s *Session) waitForBackground(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, farewellTime)
	defer cancel()
	done := make(chan struct{})
	go func() { s.background.Wait(); close(done) }()
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// inBackground runs what tells the server something that no one waits for, in at most some seconds. After Close nothing
// is run: the session's end on the server is the end of all that it had.
func (s *Session) inBackground(tell func(ctx context.Context)) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.closed {
		return
	}
	s.background.Add(1)
	go func() {
		defer s.background.Done()
		ctx, cancel := context.WithTimeout(context.Background(), farewellTime)
		defer cancel()
		tell(ctx)
	}()
}

// usable is the error of a session that was closed, or nil.
func (s *Session) usable() error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.closed {
		return closedError(s.id)
	}
	return nil
}

// lost closes the session without telling the server, which no longer has it.
func (s *Session) lost() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.closed = true
}

// observe checks that this session answered, and remembers the server's id of it.
func (s *Session) observe(answer answer) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if id := answer.GetSessionId(); id != s.id {
		s.closed = true
		return changedError(s.id, id)
	}
	serverSide := answer.GetServerSideSessionId()
	switch {
	case serverSide == "" || serverSide == s.serverSide:
	case s.serverSide == "":
		s.serverSide = serverSide
	default:
		s.closed = true
		return changedError(s.id, serverSide)
	}
	return nil
}

// observed is the server's id of the session, nil before the first answer.
func (s *Session) observed() *string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.serverSide == "" {
		return nil
	}
	id := s.serverSide
	return &id
}

func (s *Session) user() *connect.UserContext {
	return &connect.UserContext{UserId: s.settings.userID, UserName: s.settings.userID}
}

// plans counts the relations of this program: df.Col refers to a relation by its number.
var plans atomic.Int64

func nextPlanID() *int64 {
	id := plans.Add(1)
	return &id
}
