// The trees of cases as JSON writes them: objects keep the order of their keys, numbers their digits.

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// object is a JSON object in the order of its keys.
type object struct {
	keys   []string
	values map[string]any
}

// parse reads one JSON value: nil, bool, int64, float64, string, []any or *object.
func parse(text string) (any, error) {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	value, err := parseValue(decoder)
	if err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, fmt.Errorf("there is more after the JSON value")
	}
	return value, nil
}

func parseValue(decoder *json.Decoder) (any, error) {
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	switch token := token.(type) {
	case json.Number:
		if !strings.ContainsAny(token.String(), ".eE") {
			if number, err := token.Int64(); err == nil {
				return number, nil
			}
		}
		return token.Float64()
	case json.Delim:
		if token == '[' {
			return parseList(decoder)
		}
		return parseObject(decoder)
	default:
		return token, nil
	}
}

func parseList(decoder *json.Decoder) (any, error) {
	list := []any{}
	for decoder.More() {
		value, err := parseValue(decoder)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	}
	_, err := decoder.Token()
	return list, err
}

func parseObject(decoder *json.Decoder) (any, error) {
	result := &object{values: map[string]any{}}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		value, err := parseValue(decoder)
		if err != nil {
			return nil, err
		}
		name := fmt.Sprint(key)
		result.keys = append(result.keys, name)
		result.values[name] = value
	}
	_, err := decoder.Token()
	return result, err
}

// malformed is a request that does not follow the protocol. It is thrown, and caught where requests are answered.
type malformed struct{ reason string }

func refuse(format string, arguments ...any) malformed {
	return malformed{fmt.Sprintf(format, arguments...)}
}

// has is whether the key is there and not null.
func (o *object) has(key string) bool { return o != nil && o.values[key] != nil }

// only refuses keys that are none of these.
func (o *object) only(known ...string) *object {
	for _, key := range o.keys {
		if !slices.Contains(known, key) {
			panic(refuse("the key %q is none of %s", key, strings.Join(known, ", ")))
		}
	}
	return o
}

func (o *object) text(key string) string { return as[string](o.values[key], key) }

func (o *object) number(key string) int { return int(as[int64](o.values[key], key)) }

func (o *object) flag(key string) bool { return o.has(key) && as[bool](o.values[key], key) }

func (o *object) list(key string) []any { return as[[]any](o.values[key], key) }

func (o *object) texts(key string) []string {
	if !o.has(key) {
		return nil
	}
	return texts(o.values[key])
}

func (o *object) object(key string) *object { return as[*object](o.values[key], key) }

// as is the value as that type.
func as[T any](value any, what string) T {
	result, ok := value.(T)
	if !ok {
		panic(refuse("%s is a %T, which is no %T", what, value, result))
	}
	return result
}

func texts(value any) []string {
	list := as[[]any](value, "a list of texts")
	result := make([]string, len(list))
	for position, text := range list {
		result[position] = as[string](text, "a text in a list")
	}
	return result
}

func float(value any) float64 {
	if number, ok := value.(int64); ok {
		return float64(number)
	}
	return as[float64](value, "a number")
}

// single is the only key of an object, with its value.
func single(value any, what string) (string, any) {
	tree := as[*object](value, what)
	if len(tree.keys) != 1 {
		panic(refuse("%s has the keys %v, where one is due", what, tree.keys))
	}
	return tree.keys[0], tree.values[tree.keys[0]]
}
