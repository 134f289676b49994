// A service of Spark Connect in this process, which does what a test says, and keeps what it was asked.

package sparrow

import (
	"bytes"
	"context"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

const (
	testSession    = "6f1f2a3c-0c38-4f1b-9d3b-2f5a1f0f7d11"
	testServerSide = "server-side"
)

// testService answers each method by a function; what has none is UNIMPLEMENTED.
type testService struct {
	listener *bufconn.Listener
	answers  map[string]func(grpc.ServerStream) error
	// asked has a name for each release and interruption, in their order.
	asked chan string

	mutex   sync.Mutex
	headers []metadata.MD
}

func serve(t *testing.T) *testService {
	t.Helper()
	s := &testService{listener: bufconn.Listen(1 << 20), asked: make(chan string, 1000)}
	s.answers = map[string]func(grpc.ServerStream) error{
		methodReleaseExecute: s.releaseExecute, methodInterrupt: s.interrupt, methodReleaseSession: s.releaseSession,
		methodAnalyzePlan: answering(func(*connect.AnalyzePlanRequest) (proto.Message, error) { return version(), nil }),
	}
	server := grpc.NewServer(grpc.UnknownServiceHandler(func(_ any, stream grpc.ServerStream) error {
		headers, _ := metadata.FromIncomingContext(stream.Context())
		s.mutex.Lock()
		s.headers = append(s.headers, headers)
		s.mutex.Unlock()
		method, _ := grpc.MethodFromServerStream(stream)
		if answer := s.answers[method]; answer != nil {
			return answer(stream)
		}
		return status.Error(codes.Unimplemented, method)
	}))
	go server.Serve(s.listener)
	t.Cleanup(server.Stop)
	return s
}

// connect is a session on the service, with a clock that does not wait.
func (s *testService) connect(t *testing.T, options ...Option) (*Session, *testClock) {
	t.Helper()
	clock := &testClock{time: time.Unix(1_000_000, 0)}
	dial := grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return s.listener.DialContext(ctx) })
	standard := []Option{WithSessionID(testSession), WithDialOptions(dial), func(s *settings) error { s.clock = clock; return nil }}
	session, err := Connect(context.Background(), "sc://127.0.0.1", append(standard, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = session.Close(context.Background()) })
	return session, clock
}

// next is the next thing that the service was asked in the background.
func (s *testService) next(t *testing.T) string {
	t.Helper()
	select {
	case asked := <-s.asked:
		return asked
	case <-time.After(10 * time.Second):
		t.Fatal("nothing more was asked")
		return ""
	}
}

func (s *testService) releaseExecute(stream grpc.ServerStream) error {
	request := &connect.ReleaseExecuteRequest{}
	if err := stream.RecvMsg(request); err != nil {
		return err
	}
	if until := request.GetReleaseUntil(); until != nil {
		s.asked <- "release until " + until.GetResponseId()
	} else {
		s.asked <- "release all"
	}
	return stream.SendMsg(&connect.ReleaseExecuteResponse{SessionId: testSession, ServerSideSessionId: testServerSide})
}

func (s *testService) interrupt(stream grpc.ServerStream) error {
	request := &connect.InterruptRequest{}
	if err := stream.RecvMsg(request); err != nil {
		return err
	}
	s.asked <- "interrupt " + request.GetInterruptType().String()
	return stream.SendMsg(&connect.InterruptResponse{SessionId: testSession, ServerSideSessionId: testServerSide})
}

func (s *testService) releaseSession(stream grpc.ServerStream) error {
	if err := stream.RecvMsg(&connect.ReleaseSessionRequest{}); err != nil {
		return err
	}
	s.asked <- "release session"
	return stream.SendMsg(&connect.ReleaseSessionResponse{SessionId: testSession, ServerSideSessionId: testServerSide})
}

func version() *connect.AnalyzePlanResponse {
	return &connect.AnalyzePlanResponse{
		SessionId: testSession, ServerSideSessionId: testServerSide,
		Result: &connect.AnalyzePlanResponse_SparkVersion_{
			SparkVersion: &connect.AnalyzePlanResponse_SparkVersion{Version: "4.2.1"},
		},
	}
}

// answering is a unary method by a function of its request.
func answering[Request any, Pointer interface {
	*Request
	proto.Message
}](answer func(Pointer) (proto.Message, error)) func(grpc.ServerStream) error {
	return func(stream grpc.ServerStream) error {
		request := Pointer(new(Request))
		if err := stream.RecvMsg(request); err != nil {
			return err
		}
		response, err := answer(request)
		if err != nil {
			return err
		}
		return stream.SendMsg(response)
	}
}

// attempts are what ExecutePlan and ReattachExecute do, one after the other. Each gets what was asked: "execute", or
// "reattach after" a response.
type attempts struct {
	t          *testing.T
	play       []func(stream grpc.ServerStream) error
	mutex      sync.Mutex
	asked      []string
	operations map[string]bool
}

func (s *testService) plays(t *testing.T, play ...func(grpc.ServerStream) error) *attempts {
	a := &attempts{t: t, play: play, operations: map[string]bool{}}
	s.answers[methodExecutePlan] = func(stream grpc.ServerStream) error {
		request := &connect.ExecutePlanRequest{}
		if err := stream.RecvMsg(request); err != nil {
			return err
		}
		return a.next("execute", request.GetOperationId())(stream)
	}
	s.answers[methodReattachExecute] = func(stream grpc.ServerStream) error {
		request := &connect.ReattachExecuteRequest{}
		if err := stream.RecvMsg(request); err != nil {
			return err
		}
		return a.next("reattach after "+request.GetLastResponseId(), request.GetOperationId())(stream)
	}
	return a
}

func (a *attempts) next(asked, operation string) func(grpc.ServerStream) error {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	a.asked = append(a.asked, asked)
	a.operations[operation] = true
	if len(a.asked) > len(a.play) {
		return fails(status.Error(codes.Internal, "[TOO_MANY] no more is played"))
	}
	return a.play[len(a.asked)-1]
}

// sends is an attempt that sends responses and ends without an error.
func sends(responses ...*connect.ExecutePlanResponse) func(grpc.ServerStream) error {
	return func(stream grpc.ServerStream) error {
		for _, response := range responses {
			if err := stream.SendMsg(response); err != nil {
				return err
			}
		}
		return nil
	}
}

func fails(err error) func(grpc.ServerStream) error {
	return func(grpc.ServerStream) error { return err }
}

// breaks is an attempt that sends responses and then fails.
func breaks(err error, responses ...*connect.ExecutePlanResponse) func(grpc.ServerStream) error {
	return func(stream grpc.ServerStream) error {
		if sent := sends(responses...)(stream); sent != nil {
			return sent
		}
		return err
	}
}

func response(id string) *connect.ExecutePlanResponse {
	return &connect.ExecutePlanResponse{SessionId: testSession, ServerSideSessionId: testServerSide, ResponseId: id}
}

func complete(id string) *connect.ExecutePlanResponse {
	r := response(id)
	r.ResponseType = &connect.ExecutePlanResponse_ResultComplete_{ResultComplete: &connect.ExecutePlanResponse_ResultComplete{}}
	return r
}

// batch is a response with these numbers, after so many rows.
func batch(id string, before int64, values ...int64) *connect.ExecutePlanResponse {
	r := response(id)
	r.ResponseType = &connect.ExecutePlanResponse_ArrowBatch_{ArrowBatch: &connect.ExecutePlanResponse_ArrowBatch{
		RowCount: int64(len(values)), StartOffset: &before, Data: stream(values...),
	}}
	return r
}

// stream is a stream of Arrow IPC with one batch of numbers.
func stream(values ...int64) []byte {
	record := numbers(values...)
	defer record.Release()
	var data bytes.Buffer
	writer := ipc.NewWriter(&data, ipc.WithSchema(record.Schema()))
	if err := writer.Write(record); err != nil {
		panic(err)
	}
	if err := writer.Close(); err != nil {
		panic(err)
	}
	return data.Bytes()
}

func numbers(values ...int64) arrow.RecordBatch {
	schema := arrow.NewSchema([]arrow.Field{{Name: "id", Type: arrow.PrimitiveTypes.Int64}}, nil)
	builder := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer builder.Release()
	builder.Field(0).(*array.Int64Builder).AppendValues(values, nil)
	return builder.NewRecordBatch()
}

// shedding is an error that asks to come back after a time.
func shedding(after time.Duration) error {
	shed, err := status.New(codes.ResourceExhausted, "too much").WithDetails(&errdetails.RetryInfo{RetryDelay: durationpb.New(after)})
	if err != nil {
		panic(err)
	}
	return shed.Err()
}

// sparkError is an error as Spark sends it.
func sparkError(info map[string]string, message string) error {
	failed, err := status.New(codes.Internal, message).WithDetails(&errdetails.ErrorInfo{Domain: "org.apache.spark", Metadata: info})
	if err != nil {
		panic(err)
	}
	return failed.Err()
}

// testClock does not wait: it notes how long it was asked to.
type testClock struct {
	mutex  sync.Mutex
	time   time.Time
	slept  []time.Duration
	chance float64
}

func (c *testClock) now() time.Time {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.time
}

func (c *testClock) sleep(ctx context.Context, delay time.Duration) error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.slept = append(c.slept, delay)
	c.time = c.time.Add(delay)
	return ctx.Err()
}

func (c *testClock) random() float64 { return c.chance }
