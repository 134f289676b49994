// Tags of operations, and their interruption.

package sparrow

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

// tagsMax is how many tags an operation may have.
const tagsMax = 1000

type tagsKey struct{}

// WithTags makes a context whose operations have these tags, beside the session's and those of the given context.
func WithTags(ctx context.Context, tags ...string) context.Context {
	outer, _ := ctx.Value(tagsKey{}).([]string)
	return context.WithValue(ctx, tagsKey{}, slices.Concat(outer, tags))
}

type operationKey struct{}

// OperationContext makes a context whose operations are told to a function by their ids before they are sent: an action
// may be more than one. InterruptOperation takes such an id.
func OperationContext(ctx context.Context, started func(operationID string)) context.Context {
	return context.WithValue(ctx, operationKey{}, started)
}

func checkTag(tag string) error {
	if tag == "" || strings.Contains(tag, ",") {
		return clientError("the tag %q cannot be used: a tag is not empty and has no comma", shortened(tag))
	}
	return nil
}

// AddTag gives the session's later operations a tag.
func (s *Session) AddTag(tag string) error {
	if err := checkTag(tag); err != nil {
		return err
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if len(s.tags) >= tagsMax && !s.tags[tag] {
		return clientError("the session has %d tags, which is the most: remove one", tagsMax)
	}
	s.tags[tag] = true
	return nil
}

// RemoveTag takes a tag from the session's later operations; one that is not there is no error.
func (s *Session) RemoveTag(tag string) error {
	if err := checkTag(tag); err != nil {
		return err
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	delete(s.tags, tag)
	return nil
}

// Tags are the session's tags, sorted.
func (s *Session) Tags() []string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return slices.Sorted(maps.Keys(s.tags))
}

// ClearTags takes all tags from the session's later operations.
func (s *Session) ClearTags() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	clear(s.tags)
}

// tagsOf are the tags of an operation that is begun with that context.
func (s *Session) tagsOf(ctx context.Context) ([]string, error) {
	tags := s.Tags()
	own, _ := ctx.Value(tagsKey{}).([]string)
	for _, tag := range own {
		if err := checkTag(tag); err != nil {
			return nil, err
		}
		if !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	if len(tags) > tagsMax {
		return nil, clientError("the operation has %d tags, the most are %d: use fewer", len(tags), tagsMax)
	}
	return tags, nil
}

// InterruptAll stops the session's operations and returns the ids of those that it told to stop.
func (s *Session) InterruptAll(ctx context.Context) ([]string, error) {
	return s.interrupt(ctx, s.interruptRequest(connect.InterruptRequest_INTERRUPT_TYPE_ALL))
}

// InterruptTag stops the session's operations that have a tag.
func (s *Session) InterruptTag(ctx context.Context, tag string) ([]string, error) {
	if err := checkTag(tag); err != nil {
		return nil, err
	}
	request := s.interruptRequest(connect.InterruptRequest_INTERRUPT_TYPE_TAG)
	request.Interrupt = &connect.InterruptRequest_OperationTag{OperationTag: tag}
	return s.interrupt(ctx, request)
}

// InterruptOperation stops one operation; [OperationContext] and [Progress] tell its id.
func (s *Session) InterruptOperation(ctx context.Context, operationID string) ([]string, error) {
	return s.interrupt(ctx, s.operationRequest(operationID))
}

func (s *Session) operationRequest(operationID string) *connect.InterruptRequest {
	request := s.interruptRequest(connect.InterruptRequest_INTERRUPT_TYPE_OPERATION_ID)
	request.Interrupt = &connect.InterruptRequest_OperationId{OperationId: operationID}
	return request
}

func (s *Session) interruptRequest(kind connect.InterruptRequest_InterruptType) *connect.InterruptRequest {
	return &connect.InterruptRequest{
		SessionId: s.id, UserContext: s.user(), ClientType: &s.clientType, InterruptType: kind,
		ClientObservedServerSideSessionId: s.observed(),
	}
}

func (s *Session) interrupt(ctx context.Context, request *connect.InterruptRequest) ([]string, error) {
	answer := &connect.InterruptResponse{}
	if err := s.unary(ctx, methodInterrupt, request, answer); err != nil {
		return nil, err
	}
	return answer.GetInterruptedIds(), nil
}
