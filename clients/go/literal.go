// How Go values become literals. It knows the types of Spark that Go values have; it never reads a text to guess one.

package sparrow

import (
	"math"
	"reflect"
	"sort"
	"time"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

// literalDepthMax is how deep slices and maps may be nested in one literal.
const literalDepthMax = 100

func literalColumn(literal *connect.Expression_Literal) Column {
	return Column{expression: &connect.Expression{ExprType: &connect.Expression_Literal_{Literal: literal}}}
}

// literalOf is the literal of a Go value; [Lit] says which values have one.
func literalOf(value any) (*connect.Expression_Literal, error) {
	return nestedLiteral(value, 0)
}

func nestedLiteral(value any, depth int) (*connect.Expression_Literal, error) {
	if depth > literalDepthMax {
		return nil, clientError("a literal is nested more than %d levels deep: flatten it", literalDepthMax)
	}
	if literal := numberLiteral(value); literal != nil {
		return literal, nil
	}
	literal := &connect.Expression_Literal{}
	switch v := value.(type) {
	case nil:
		literal.LiteralType = &connect.Expression_Literal_Null{Null: typeMessage(NullType{})}
	case bool:
		literal.LiteralType = &connect.Expression_Literal_Boolean{Boolean: v}
	case string:
		literal.LiteralType = &connect.Expression_Literal_String_{String_: v}
	case []byte:
		literal.LiteralType = &connect.Expression_Literal_Binary{Binary: v}
	case Decimal:
		return decimalLiteral(v)
	case Date:
		literal.LiteralType = &connect.Expression_Literal_Date{Date: int32(v)}
	case time.Time:
		literal.LiteralType = &connect.Expression_Literal_Timestamp{Timestamp: v.UnixMicro()}
	case TimestampNTZ:
		literal.LiteralType = &connect.Expression_Literal_TimestampNtz{TimestampNtz: time.Time(v).UnixMicro()}
	case time.Duration:
		literal.LiteralType = &connect.Expression_Literal_DayTimeInterval{DayTimeInterval: v.Microseconds()}
	case DayTimeInterval:
		literal.LiteralType = &connect.Expression_Literal_DayTimeInterval{DayTimeInterval: int64(v)}
	case TimeOfDay:
		literal.LiteralType = &connect.Expression_Literal_Time_{Time: &connect.Expression_Literal_Time{Nano: int64(v)}}
	case YearMonthInterval:
		literal.LiteralType = &connect.Expression_Literal_YearMonthInterval{YearMonthInterval: int32(v)}
	default:
		return reflectedLiteral(value, depth)
	}
	return literal, nil
}

// numberLiteral is the literal of a number, or nil for what is none. An uint64 that BIGINT cannot hold is none.
func numberLiteral(value any) *connect.Expression_Literal {
	switch v := value.(type) {
	case int8:
		return &connect.Expression_Literal{LiteralType: &connect.Expression_Literal_Byte{Byte: int32(v)}}
	case int16:
		return &connect.Expression_Literal{LiteralType: &connect.Expression_Literal_Short{Short: int32(v)}}
	case uint8:
		return &connect.Expression_Literal{LiteralType: &connect.Expression_Literal_Short{Short: int32(v)}}
	case int32:
		return &connect.Expression_Literal{LiteralType: &connect.Expression_Literal_Integer{Integer: v}}
	case uint16:
		return &connect.Expression_Literal{LiteralType: &connect.Expression_Literal_Integer{Integer: int32(v)}}
	case int64:
		return longLiteral(v)
	case uint32:
		return longLiteral(int64(v))
	case int:
		if v >= math.MinInt32 && v <= math.MaxInt32 {
			return &connect.Expression_Literal{LiteralType: &connect.Expression_Literal_Integer{Integer: int32(v)}}
		}
		return longLiteral(int64(v))
	case uint:
		return numberLiteral(uint64(v))
	case uint64:
		if v <= math.MaxInt64 {
			return longLiteral(int64(v))
		}
	case float32:
		return &connect.Expression_Literal{LiteralType: &connect.Expression_Literal_Float{Float: v}}
	case float64:
		return &connect.Expression_Literal{LiteralType: &connect.Expression_Literal_Double{Double: v}}
	}
	return nil
}

func longLiteral(value int64) *connect.Expression_Literal {
	return &connect.Expression_Literal{LiteralType: &connect.Expression_Literal_Long{Long: value}}
}

func decimalLiteral(value Decimal) (*connect.Expression_Literal, error) {
	precision, scale, err := value.size()
	if err != nil {
		return nil, err
	}
	return &connect.Expression_Literal{LiteralType: &connect.Expression_Literal_Decimal_{
		Decimal: &connect.Expression_Literal_Decimal{Value: value.Text, Precision: &precision, Scale: &scale},
	}}, nil
}

// reflectedLiteral is the literal of pointers, slices, maps, and of types that users derive from the basic ones.
func reflectedLiteral(value any, depth int) (*connect.Expression_Literal, error) {
	reflected := reflect.ValueOf(value)
	switch reflected.Kind() {
	case reflect.Pointer:
		if reflected.IsNil() {
			return nestedLiteral(nil, depth+1)
		}
		return nestedLiteral(reflected.Elem().Interface(), depth+1)
	case reflect.Slice, reflect.Array:
		return arrayLiteral(reflected, depth)
	case reflect.Map:
		return mapLiteral(reflected, depth)
	}
	for _, basic := range basicTypes {
		if reflected.Kind() == basic.Kind() && reflected.Type() != basic {
			return nestedLiteral(reflected.Convert(basic).Interface(), depth+1)
		}
	}
	return nil, clientError("a value of the Go type %T has no literal: give a bool, number, string, []byte, "+
		"time.Time, sparrow.Date, sparrow.Decimal, slice, map or Column", value)
}

var basicTypes = []reflect.Type{
	reflect.TypeFor[bool](), reflect.TypeFor[string](), reflect.TypeFor[int](), reflect.TypeFor[int8](),
	reflect.TypeFor[int16](), reflect.TypeFor[int32](), reflect.TypeFor[int64](), reflect.TypeFor[uint](),
	reflect.TypeFor[uint8](), reflect.TypeFor[uint16](), reflect.TypeFor[uint32](),
	reflect.TypeFor[float32](), reflect.TypeFor[float64](),
}

func arrayLiteral(values reflect.Value, depth int) (*connect.Expression_Literal, error) {
	elements := make([]*connect.Expression_Literal, values.Len())
	for position := range elements {
		element, err := nestedLiteral(values.Index(position).Interface(), depth+1)
		if err != nil {
			return nil, err
		}
		elements[position] = element
	}
	array := &connect.Expression_Literal_Array{Elements: elements, ElementType: typeMessage(commonType(elements))}
	return &connect.Expression_Literal{LiteralType: &connect.Expression_Literal_Array_{Array: array}}, nil
}

func mapLiteral(values reflect.Value, depth int) (*connect.Expression_Literal, error) {
	keys := values.MapKeys()
	sort.Slice(keys, func(i, j int) bool { return lessKey(keys[i], keys[j]) })
	message := &connect.Expression_Literal_Map{}
	for _, key := range keys {
		keyLiteral, err := nestedLiteral(key.Interface(), depth+1)
		if err != nil {
			return nil, err
		}
		valueLiteral, err := nestedLiteral(values.MapIndex(key).Interface(), depth+1)
		if err != nil {
			return nil, err
		}
		message.Keys, message.Values = append(message.Keys, keyLiteral), append(message.Values, valueLiteral)
	}
	message.KeyType, message.ValueType = typeMessage(commonType(message.Keys)), typeMessage(commonType(message.Values))
	return &connect.Expression_Literal{LiteralType: &connect.Expression_Literal_Map_{Map: message}}, nil
}

// lessKey orders the keys of a map, so that equal maps make equal plans; keys of other kinds stay as they come.
func lessKey(a, b reflect.Value) bool {
	switch {
	case a.CanInt() && b.CanInt():
		return a.Int() < b.Int()
	case a.CanUint() && b.CanUint():
		return a.Uint() < b.Uint()
	case a.CanFloat() && b.CanFloat():
		return a.Float() < b.Float()
	case a.Kind() == reflect.String && b.Kind() == reflect.String:
		return a.String() < b.String()
	default:
		return false
	}
}

// commonType is the type of the first literal that is not NULL. The server widens the others to what they share.
func commonType(literals []*connect.Expression_Literal) DataType {
	for _, literal := range literals {
		if _, null := literal.LiteralType.(*connect.Expression_Literal_Null); !null {
			return typeOfLiteral(literal)
		}
	}
	return NullType{}
}

func typeOfLiteral(literal *connect.Expression_Literal) DataType {
	switch v := literal.LiteralType.(type) {
	case *connect.Expression_Literal_Boolean:
		return BooleanType{}
	case *connect.Expression_Literal_Byte:
		return ByteType{}
	case *connect.Expression_Literal_Short:
		return ShortType{}
	case *connect.Expression_Literal_Integer:
		return IntegerType{}
	case *connect.Expression_Literal_Long:
		return LongType{}
	case *connect.Expression_Literal_Float:
		return FloatType{}
	case *connect.Expression_Literal_Double:
		return DoubleType{}
	case *connect.Expression_Literal_Decimal_:
		return DecimalType{Precision: v.Decimal.GetPrecision(), Scale: v.Decimal.GetScale()}
	case *connect.Expression_Literal_String_:
		return StringType{}
	case *connect.Expression_Literal_Binary:
		return BinaryType{}
	case *connect.Expression_Literal_Date:
		return DateType{}
	case *connect.Expression_Literal_Timestamp:
		return TimestampType{}
	case *connect.Expression_Literal_TimestampNtz:
		return TimestampNTZType{}
	case *connect.Expression_Literal_DayTimeInterval:
		return DayTimeIntervalType{StartField: 0, EndField: 3}
	case *connect.Expression_Literal_YearMonthInterval:
		return YearMonthIntervalType{StartField: 0, EndField: 1}
	case *connect.Expression_Literal_Array_:
		return ArrayType{ElementType: dataTypeOf(v.Array.GetElementType()), ContainsNull: true}
	case *connect.Expression_Literal_Map_:
		return MapType{
			KeyType: dataTypeOf(v.Map.GetKeyType()), ValueType: dataTypeOf(v.Map.GetValueType()), ValueContainsNull: true,
		}
	default:
		return NullType{}
	}
}
