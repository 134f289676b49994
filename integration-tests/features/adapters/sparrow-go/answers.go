// The canonical spelling of values and errors.

package main

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"sort"
	"time"

	"github.com/sparrow-connect/sparrow-go"
)

// canonical is a value as answers spell it.
func canonical(value any) any {
	switch v := value.(type) {
	case float32:
		return number(float64(v))
	case float64:
		return number(v)
	case []byte:
		return hex.EncodeToString(v)
	case time.Time:
		return v.UTC().Format("2006-01-02T15:04:05.000000Z")
	case sparrow.TimestampNTZ:
		return time.Time(v).UTC().Format("2006-01-02T15:04:05.000000")
	case sparrow.Decimal, sparrow.Date, sparrow.TimeOfDay:
		return fmt.Sprint(v)
	case []any:
		return list(v)
	case sparrow.Row:
		return list(v.Values())
	case sparrow.Map:
		pairs := make([][]any, len(v))
		for position, entry := range v {
			pairs[position] = []any{canonical(entry.Key), canonical(entry.Value)}
		}
		sort.Slice(pairs, func(i, j int) bool { return spelled(pairs[i][0]) < spelled(pairs[j][0]) })
		return pairs
	default:
		return v
	}
}

func list(values []any) []any {
	result := make([]any, len(values))
	for position, value := range values {
		result[position] = canonical(value)
	}
	return result
}

func number(value float64) any {
	switch {
	case math.IsNaN(value):
		return "NaN"
	case math.IsInf(value, 1):
		return "Infinity"
	case math.IsInf(value, -1):
		return "-Infinity"
	default:
		return value
	}
}

func spelled(key any) string {
	if text, ok := key.(string); ok {
		return text
	}
	text, _ := json.Marshal(key)
	return string(text)
}

var expressionID = regexp.MustCompile(`#\d+`)

// describeError is an error as answers spell it.
func describeError(err error) answer {
	var known *sparrow.Error
	if !errors.As(err, &known) {
		return answer{"kind": "client", "message": err.Error()}
	}
	described := answer{"kind": known.Kind, "message": expressionID.ReplaceAllString(known.Message, "#N")}
	if known.Condition != "" {
		described["condition"] = known.Condition
	}
	if known.SQLState != "" {
		described["sqlstate"] = known.SQLState
	}
	if len(known.Parameters) > 0 {
		parameters := map[string]string{}
		for name, value := range known.Parameters {
			parameters[name] = expressionID.ReplaceAllString(value, "#N")
		}
		described["parameters"] = parameters
	}
	var contexts []answer
	for _, context := range known.Contexts {
		if context.SQL {
			contexts = append(contexts, answer{
				"object_type": context.ObjectType, "fragment": context.Fragment, "start": context.Start, "stop": context.Stop,
			})
		}
	}
	if len(contexts) > 0 {
		described["context"] = contexts
	}
	return described
}
