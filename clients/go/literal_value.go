// How literals that the server sends become Go values.

package sparrow

import (
	"time"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

// valueOfLiteral is the Go value of a literal; [Row] says which types there are.
func valueOfLiteral(literal *connect.Expression_Literal) any {
	switch v := literal.GetLiteralType().(type) {
	case *connect.Expression_Literal_Binary:
		return v.Binary
	case *connect.Expression_Literal_Boolean:
		return v.Boolean
	case *connect.Expression_Literal_Byte:
		return int8(v.Byte)
	case *connect.Expression_Literal_Short:
		return int16(v.Short)
	case *connect.Expression_Literal_Integer:
		return v.Integer
	case *connect.Expression_Literal_Long:
		return v.Long
	case *connect.Expression_Literal_Float:
		return v.Float
	case *connect.Expression_Literal_Double:
		return v.Double
	case *connect.Expression_Literal_Decimal_:
		return Decimal{Text: v.Decimal.GetValue()}
	case *connect.Expression_Literal_String_:
		return v.String_
	case *connect.Expression_Literal_Date:
		return Date(v.Date)
	case *connect.Expression_Literal_Timestamp:
		return time.UnixMicro(v.Timestamp).UTC()
	case *connect.Expression_Literal_TimestampNtz:
		return TimestampNTZ(time.UnixMicro(v.TimestampNtz).UTC())
	case *connect.Expression_Literal_CalendarInterval_:
		return CalendarInterval{
			Months: v.CalendarInterval.GetMonths(), Days: v.CalendarInterval.GetDays(),
			Microseconds: v.CalendarInterval.GetMicroseconds(),
		}
	case *connect.Expression_Literal_YearMonthInterval:
		return YearMonthInterval(v.YearMonthInterval)
	case *connect.Expression_Literal_DayTimeInterval:
		return DayTimeInterval(v.DayTimeInterval)
	case *connect.Expression_Literal_Time_:
		return TimeOfDay(v.Time.GetNano())
	default:
		return nestedValue(literal)
	}
}

func nestedValue(literal *connect.Expression_Literal) any {
	switch v := literal.GetLiteralType().(type) {
	case *connect.Expression_Literal_Array_:
		return valuesOf(v.Array.GetElements())
	case *connect.Expression_Literal_SpecializedArray_:
		return specializedValues(v.SpecializedArray)
	case *connect.Expression_Literal_Map_:
		keys, values := valuesOf(v.Map.GetKeys()), valuesOf(v.Map.GetValues())
		entries := make(Map, min(len(keys), len(values)))
		for position := range entries {
			entries[position] = Entry{Key: keys[position], Value: values[position]}
		}
		return entries
	case *connect.Expression_Literal_Struct_:
		row := Row{values: valuesOf(v.Struct.GetElements())}
		fields := v.Struct.GetStructType().GetStruct()
		if fields == nil {
			fields = literal.GetDataType().GetStruct()
		}
		row.names = make([]string, len(row.values))
		for position, field := range fields.GetFields() {
			if position < len(row.names) {
				row.names[position] = field.GetName()
			}
		}
		return row
	default:
		return nil
	}
}

func valuesOf(literals []*connect.Expression_Literal) []any {
	values := make([]any, len(literals))
	for position, literal := range literals {
		values[position] = valueOfLiteral(literal)
	}
	return values
}

func specializedValues(array *connect.Expression_Literal_SpecializedArray) []any {
	switch v := array.GetValueType().(type) {
	case *connect.Expression_Literal_SpecializedArray_Bools:
		return boxed(v.Bools.GetValues())
	case *connect.Expression_Literal_SpecializedArray_Ints:
		return boxed(v.Ints.GetValues())
	case *connect.Expression_Literal_SpecializedArray_Longs:
		return boxed(v.Longs.GetValues())
	case *connect.Expression_Literal_SpecializedArray_Floats:
		return boxed(v.Floats.GetValues())
	case *connect.Expression_Literal_SpecializedArray_Doubles:
		return boxed(v.Doubles.GetValues())
	case *connect.Expression_Literal_SpecializedArray_Strings:
		return boxed(v.Strings.GetValues())
	default:
		return nil
	}
}

func boxed[T any](values []T) []any {
	result := make([]any, len(values))
	for position, value := range values {
		result[position] = value
	}
	return result
}
