package sparrow

import (
	"fmt"
	"testing"
)

// Spark refuses other numbers than BIGINT and DOUBLE to fill with.
func TestNumbersToFillWithAreWide(t *testing.T) {
	for _, one := range []struct {
		value    any
		expected string
	}{
		{7, "long:7"}, {int8(7), "long:7"}, {int16(7), "long:7"}, {int32(-7), "long:-7"}, {int64(7), "long:7"},
		{float32(0.5), "double:0.5"}, {0.5, "double:0.5"}, {"x", `string:"x"`}, {true, "boolean:true"},
	} {
		literal, err := fillLiteral(one.value)
		if err != nil {
			t.Fatalf("%v: %v", one.value, err)
		}
		if found := fmt.Sprint(literal); found != one.expected {
			t.Errorf("%v (%T): expected %s, received %s", one.value, one.value, one.expected, found)
		}
	}
	if _, err := fillLiteral(nil); err == nil {
		t.Error("nil was taken")
	}
}
