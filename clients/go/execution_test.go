// Executions over connections that break.

package sparrow

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

var unavailable = status.Error(codes.Unavailable, "gone")

type playing = func(grpc.ServerStream) error

func TestResultsGoOnWhereTheyBroke(t *testing.T) {
	disconnected := status.Error(codes.Internal, "[INVALID_CURSOR.DISCONNECTED] another stream has it")
	unknown := status.Error(codes.Internal, "[INVALID_HANDLE.OPERATION_NOT_FOUND] never heard of it")
	whole := sends(batch("a", 0, 1, 2), batch("b", 2, 3), complete("c"))
	for name, test := range map[string]struct {
		play  []playing
		asked []string
		slept int
	}{
		"whole":                  {[]playing{whole}, []string{"execute"}, 0},
		"broken between batches": {[]playing{breaks(unavailable, batch("a", 0, 1, 2)), sends(batch("b", 2, 3), complete("c"))}, []string{"execute", "reattach after a"}, 1},
		"disconnected":           {[]playing{breaks(disconnected, batch("a", 0, 1, 2)), sends(batch("b", 2, 3), complete("c"))}, []string{"execute", "reattach after a"}, 1},
		"ended without complete": {[]playing{sends(batch("a", 0, 1, 2)), sends(batch("b", 2, 3)), sends(complete("c"))}, []string{"execute", "reattach after a", "reattach after b"}, 0},
		"ended with nothing":     {[]playing{sends(), whole}, []string{"execute", "reattach after "}, 1},
		"never arrived":          {[]playing{fails(unavailable), fails(unknown), whole}, []string{"execute", "reattach after ", "execute"}, 1},
		"shed":                   {[]playing{fails(shedding(time.Second)), fails(unknown), whole}, []string{"execute", "reattach after ", "execute"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			service := serve(t)
			attempts := service.plays(t, test.play...)
			session, clock := service.connect(t)
			rows, err := session.Range(0, 3).Collect(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprint(rows); got != "[[id=1] [id=2] [id=3]]" {
				t.Errorf("rows are %s", got)
			}
			if !slices.Equal(attempts.asked, test.asked) {
				t.Errorf("asked %q, due %q", attempts.asked, test.asked)
			}
			if len(attempts.operations) != 1 {
				t.Errorf("%d operations, where one is due", len(attempts.operations))
			}
			if len(clock.slept) != test.slept {
				t.Errorf("waited %v, due %d times", clock.slept, test.slept)
			}
			if asked := service.next(t); asked != "release all" {
				t.Errorf("asked %q", asked)
			}
		})
	}
}

func TestWhatCannotGoOnFails(t *testing.T) {
	lost := status.Error(codes.Internal, "[INVALID_HANDLE.OPERATION_NOT_FOUND] forgotten")
	other := batch("a", 0, 1)
	other.ServerSideSessionId = "another"
	short := batch("a", 0, 1)
	short.GetArrowBatch().RowCount = 2
	for name, test := range map[string]struct {
		play      []playing
		kind      Kind
		condition string
	}{
		"forgotten after rows":  {[]playing{breaks(unavailable, batch("a", 0, 1)), fails(lost)}, KindSpark, "INVALID_HANDLE.OPERATION_NOT_FOUND"},
		"another server":        {[]playing{sends(batch("a", 0, 1)), sends(other)}, KindSpark, conditionSessionChanged},
		"rows that are missing": {[]playing{sends(short, complete("b"))}, KindTransport, ""},
		"rows that overlap":     {[]playing{sends(batch("a", 0, 1), batch("b", 0, 1), complete("c"))}, KindTransport, ""},
		"not repeated":          {[]playing{fails(status.Error(codes.PermissionDenied, "no"))}, KindTransport, ""},
		"an error of Spark": {[]playing{fails(sparkError(map[string]string{
			"errorClass": "DIVIDE_BY_ZERO", "sqlState": "22012", "messageParameters": `{"config":"x"}`, "classes": `["a.B"]`,
		}, "[DIVIDE_BY_ZERO] no"))}, KindSpark, "DIVIDE_BY_ZERO"},
	} {
		t.Run(name, func(t *testing.T) {
			service := serve(t)
			service.plays(t, test.play...)
			session, _ := service.connect(t)
			_, err := session.Range(0, 3).Collect(context.Background())
			var failed *Error
			if !errors.As(err, &failed) || failed.Kind != test.kind || failed.Condition != test.condition {
				t.Fatalf("the error is %#v", err)
			}
			if test.condition == conditionSessionChanged {
				if _, err := session.Version(context.Background()); !hasCondition(err, conditionSessionClosed) {
					t.Errorf("after it the error is %v", err)
				}
			}
		})
	}
}

func hasCondition(err error, condition string) bool {
	var failed *Error
	return errors.As(err, &failed) && failed.Condition == condition
}

func TestRetriesEnd(t *testing.T) {
	service := serve(t)
	play := slices.Repeat([]playing{fails(unavailable)}, 16)
	attempts := service.plays(t, play...)
	session, clock := service.connect(t)
	_, err := session.Range(0, 3).Collect(context.Background())
	var failed *Error
	if !errors.As(err, &failed) || failed.Kind != KindTransport {
		t.Fatalf("the error is %v", err)
	}
	if len(attempts.asked) != 16 || len(clock.slept) != 15 {
		t.Errorf("asked %d times, waited %d times", len(attempts.asked), len(clock.slept))
	}
}

func TestLeavingInterruptsAndReleases(t *testing.T) {
	service := serve(t)
	service.plays(t, func(stream grpc.ServerStream) error {
		if err := sends(batch("a", 0, 1))(stream); err != nil {
			return err
		}
		<-stream.Context().Done()
		return nil
	})
	session, _ := service.connect(t)
	for _, err := range session.Range(0, 3).Stream(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		break
	}
	if asked := service.next(t); asked != "interrupt INTERRUPT_TYPE_OPERATION_ID" {
		t.Errorf("asked %q", asked)
	}
	if asked := service.next(t); asked != "release all" {
		t.Errorf("asked %q", asked)
	}
}

func TestContextsThatEnd(t *testing.T) {
	for name, test := range map[string]struct {
		kind  Kind
		cause error
	}{
		"cancelled": {KindCancelled, context.Canceled},
		"deadline":  {KindDeadline, context.DeadlineExceeded},
	} {
		t.Run(name, func(t *testing.T) {
			service := serve(t)
			ctx, cancel := context.WithCancelCause(context.Background())
			var stop context.CancelFunc = func() { cancel(nil) }
			if test.kind == KindDeadline {
				var expire context.CancelFunc
				// The deadline has passed when the call is made.
				ctx, expire = context.WithDeadline(context.Background(), time.Unix(0, 0))
				defer expire()
			}
			service.plays(t, func(stream grpc.ServerStream) error {
				stop()
				<-stream.Context().Done()
				return nil
			})
			session, _ := service.connect(t)
			_, err := session.Range(0, 3).Collect(ctx)
			var failed *Error
			if !errors.As(err, &failed) || failed.Kind != test.kind || !errors.Is(err, test.cause) {
				t.Fatalf("the error is %v", err)
			}
		})
	}
}

func TestResponsesAreReleasedManyAtATime(t *testing.T) {
	service := serve(t)
	var responses []*connect.ExecutePlanResponse
	for index := range 40 {
		responses = append(responses, batch(fmt.Sprint(index), int64(index), 1))
	}
	released := make(chan struct{})
	service.plays(t, func(stream grpc.ServerStream) error {
		if err := sends(responses[:20]...)(stream); err != nil {
			return err
		}
		<-released
		return sends(append(responses[20:], complete("end"))...)(stream)
	})
	session, _ := service.connect(t)
	done := make(chan error)
	go func() {
		_, err := session.Range(0, 3).Collect(context.Background())
		done <- err
	}()
	if asked := service.next(t); asked != "release until 15" {
		t.Errorf("asked %q", asked)
	}
	close(released)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	asked := []string{service.next(t), service.next(t)}
	slices.Sort(asked)
	if !slices.Equal(asked, []string{"release all", "release until 31"}) {
		t.Errorf("asked %q", asked)
	}
}

func TestProgressIsToldAndMayPanic(t *testing.T) {
	service := serve(t)
	progress := response("a")
	progress.ResponseType = &connect.ExecutePlanResponse_ExecutionProgress_{
		ExecutionProgress: &connect.ExecutePlanResponse_ExecutionProgress{
			NumInflightTasks: 2,
			Stages:           []*connect.ExecutePlanResponse_ExecutionProgress_StageInfo{{StageId: 7, NumTasks: 3, NumCompletedTasks: 1, InputBytesRead: 5}},
		},
	}
	service.plays(t, sends(progress, batch("b", 0, 1), complete("c")))
	var told []Progress
	session, _ := service.connect(t, WithProgress(func(Progress) { panic("the program's own") }))
	ctx := ProgressContext(context.Background(), func(p Progress) { told = append(told, p) })
	if _, err := session.Range(0, 3).Collect(ctx); err != nil {
		t.Fatal(err)
	}
	if len(told) != 2 || told[0].Last || !told[1].Last || told[0].TasksRunning != 2 || told[0].Stages[0] != (Stage{ID: 7, Tasks: 3, TasksDone: 1, BytesRead: 5}) {
		t.Errorf("told %+v", told)
	}
}

func TestCloseReleasesOnceAndEndsCalls(t *testing.T) {
	service := serve(t)
	session, _ := service.connect(t)
	for range 2 {
		if err := session.Close(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	if asked := service.next(t); asked != "release session" || len(service.asked) != 0 {
		t.Errorf("asked %q and %d more", asked, len(service.asked))
	}
	for name, call := range map[string]func() error{
		"analyze": func() error { _, err := session.Version(context.Background()); return err },
		"execute": func() error { _, err := session.Range(0, 1).Collect(context.Background()); return err },
		"config":  func() error { return session.Config().Set(context.Background(), "a", "b") },
	} {
		if err := call(); !hasCondition(err, conditionSessionClosed) {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}
