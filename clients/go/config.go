// The session's configuration on the server.

package sparrow

import (
	"context"
	"maps"
	"slices"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

// Config reads and changes the session's configuration.
type Config struct{ session *Session }

// Config is the session's configuration.
func (s *Session) Config() Config { return Config{session: s} }

// Set changes a key.
func (c Config) Set(ctx context.Context, key, value string) error {
	return c.SetAll(ctx, map[string]string{key: value})
}

// SetAll changes keys.
func (c Config) SetAll(ctx context.Context, values map[string]string) error {
	var pairs []*connect.KeyValue
	for _, key := range slices.Sorted(maps.Keys(values)) {
		value := values[key]
		pairs = append(pairs, &connect.KeyValue{Key: key, Value: &value})
	}
	_, err := c.ask(ctx, &connect.ConfigRequest_Operation{OpType: &connect.ConfigRequest_Operation_Set{
		Set: &connect.ConfigRequest_Set{Pairs: pairs},
	}})
	return err
}

// Get is the value of a key; one without value and default is the error SQL_CONF_NOT_FOUND.
func (c Config) Get(ctx context.Context, key string) (string, error) {
	pairs, err := c.ask(ctx, &connect.ConfigRequest_Operation{OpType: &connect.ConfigRequest_Operation_Get{
		Get: &connect.ConfigRequest_Get{Keys: []string{key}},
	}})
	if err != nil {
		return "", err
	}
	return first(pairs).GetValue(), nil
}

// GetDefault is the value of a key, or another one where it has none.
func (c Config) GetDefault(ctx context.Context, key, other string) (string, error) {
	pairs, err := c.ask(ctx, &connect.ConfigRequest_Operation{OpType: &connect.ConfigRequest_Operation_GetWithDefault{
		GetWithDefault: &connect.ConfigRequest_GetWithDefault{Pairs: []*connect.KeyValue{{Key: key, Value: &other}}},
	}})
	if err != nil {
		return "", err
	}
	return first(pairs).GetValue(), nil
}

// Lookup is the value of a key, and whether it has one.
func (c Config) Lookup(ctx context.Context, key string) (string, bool, error) {
	pairs, err := c.ask(ctx, &connect.ConfigRequest_Operation{OpType: &connect.ConfigRequest_Operation_GetOption{
		GetOption: &connect.ConfigRequest_GetOption{Keys: []string{key}},
	}})
	if err != nil {
		return "", false, err
	}
	pair := first(pairs)
	return pair.GetValue(), pair != nil && pair.Value != nil, nil
}

// GetAll are the values of all keys that begin with a prefix, which is cut off; an empty prefix is all.
func (c Config) GetAll(ctx context.Context, prefix string) (map[string]string, error) {
	request := &connect.ConfigRequest_GetAll{}
	if prefix != "" {
		request.Prefix = &prefix
	}
	pairs, err := c.ask(ctx, &connect.ConfigRequest_Operation{OpType: &connect.ConfigRequest_Operation_GetAll{GetAll: request}})
	if err != nil {
		return nil, err
	}
	values := make(map[string]string, len(pairs))
	for _, pair := range pairs {
		values[pair.GetKey()] = pair.GetValue()
	}
	return values, nil
}

// Unset gives keys their defaults back.
func (c Config) Unset(ctx context.Context, keys ...string) error {
	_, err := c.ask(ctx, &connect.ConfigRequest_Operation{OpType: &connect.ConfigRequest_Operation_Unset{
		Unset: &connect.ConfigRequest_Unset{Keys: keys},
	}})
	return err
}

// IsModifiable is whether a key can be changed in a session.
func (c Config) IsModifiable(ctx context.Context, key string) (bool, error) {
	pairs, err := c.ask(ctx, &connect.ConfigRequest_Operation{OpType: &connect.ConfigRequest_Operation_IsModifiable{
		IsModifiable: &connect.ConfigRequest_IsModifiable{Keys: []string{key}},
	}})
	if err != nil {
		return false, err
	}
	return first(pairs).GetValue() == "true", nil
}

func (c Config) ask(ctx context.Context, operation *connect.ConfigRequest_Operation) ([]*connect.KeyValue, error) {
	s := c.session
	request := &connect.ConfigRequest{
		SessionId: s.id, UserContext: s.user(), ClientType: &s.clientType, Operation: operation,
		ClientObservedServerSideSessionId: s.observed(),
	}
	answer := &connect.ConfigResponse{}
	if err := s.unary(ctx, methodConfig, request, answer); err != nil {
		return nil, err
	}
	return answer.GetPairs(), nil
}

func first(pairs []*connect.KeyValue) *connect.KeyValue {
	if len(pairs) == 0 {
		return nil
	}
	return pairs[0]
}
