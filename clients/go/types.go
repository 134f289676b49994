// Spark's data types, and how they are read from messages.

package sparrow

import "github.com/sparrow-connect/sparrow-go/internal/proto/connect"

// DataType is one of Spark's types: NullType, BooleanType, ByteType and so on below.
type DataType interface {
	// SimpleString is Spark's short spelling, such as array<int>.
	SimpleString() string
	// jsonValue is what the type is in Spark's JSON.
	jsonValue() any
}

type (
	// NullType is VOID, the type of NULL alone.
	NullType struct{}
	// BooleanType is BOOLEAN.
	BooleanType struct{}
	// ByteType is TINYINT, 8 bits.
	ByteType struct{}
	// ShortType is SMALLINT, 16 bits.
	ShortType struct{}
	// IntegerType is INT, 32 bits.
	IntegerType struct{}
	// LongType is BIGINT, 64 bits.
	LongType struct{}
	// FloatType is FLOAT, 32 bits.
	FloatType struct{}
	// DoubleType is DOUBLE, 64 bits.
	DoubleType struct{}
	// DecimalType is DECIMAL with up to 38 digits, Scale of them after the point.
	DecimalType struct{ Precision, Scale int32 }
	// StringType is STRING; Collation is empty for UTF8_BINARY.
	StringType struct{ Collation string }
	// CharType is CHAR, texts of a fixed length.
	CharType struct{ Length int32 }
	// VarCharType is VARCHAR, texts of at most a length.
	VarCharType struct{ Length int32 }
	// BinaryType is BINARY.
	BinaryType struct{}
	// DateType is DATE.
	DateType struct{}
	// TimestampType is TIMESTAMP, an instant.
	TimestampType struct{}
	// TimestampNTZType is TIMESTAMP_NTZ, a date and a time of day without zone.
	TimestampNTZType struct{}
	// TimeType is TIME, a time of day with that many digits of the second's fraction.
	TimeType struct{ Precision int32 }
	// CalendarIntervalType is INTERVAL of months, days and microseconds.
	CalendarIntervalType struct{}
	// YearMonthIntervalType is INTERVAL from year (0) to month (1).
	YearMonthIntervalType struct{ StartField, EndField int32 }
	// DayTimeIntervalType is INTERVAL from day (0), hour (1), minute (2) to second (3).
	DayTimeIntervalType struct{ StartField, EndField int32 }
	// ArrayType is ARRAY.
	ArrayType struct {
		ElementType  DataType
		ContainsNull bool
	}
	// MapType is MAP.
	MapType struct {
		KeyType, ValueType DataType
		ValueContainsNull  bool
	}
	// StructType is STRUCT, and the type of a whole row.
	StructType struct{ Fields []StructField }
	// VariantType is VARIANT.
	VariantType struct{}
	// GeometryType is GEOMETRY in a reference system; -1 is any.
	GeometryType struct{ SRID int32 }
	// GeographyType is GEOGRAPHY in a reference system; -1 is any.
	GeographyType struct{ SRID int32 }
	// UserDefinedType is a type of a program over one of Spark's.
	UserDefinedType struct {
		JVMClass, PythonClass, SerializedPythonClass string
		SQLType                                      DataType
	}
)

// StructField is a field of a struct, or a column of a schema.
type StructField struct {
	Name     string
	DataType DataType
	Nullable bool
	// Metadata is a JSON object, empty for none.
	Metadata string
}

// Names are the names of the fields in their order.
func (t StructType) Names() []string {
	names := make([]string, len(t.Fields))
	for position, field := range t.Fields {
		names[position] = field.Name
	}
	return names
}

// dataTypeOf reads a type from a message; a kind that this client does not know is read as NullType.
func dataTypeOf(message *connect.DataType) DataType {
	switch kind := message.GetKind().(type) {
	case *connect.DataType_Decimal_:
		precision, scale := int32(10), int32(0)
		if kind.Decimal.Precision != nil {
			precision = kind.Decimal.GetPrecision()
		}
		if kind.Decimal.Scale != nil {
			scale = kind.Decimal.GetScale()
		}
		return DecimalType{Precision: precision, Scale: scale}
	case *connect.DataType_String_:
		return StringType{Collation: plainCollation(kind.String_.GetCollation())}
	case *connect.DataType_Char_:
		return CharType{Length: kind.Char.GetLength()}
	case *connect.DataType_VarChar_:
		return VarCharType{Length: kind.VarChar.GetLength()}
	case *connect.DataType_Time_:
		if kind.Time.Precision == nil {
			return TimeType{Precision: 6}
		}
		return TimeType{Precision: kind.Time.GetPrecision()}
	case *connect.DataType_YearMonthInterval_:
		start := kind.YearMonthInterval.GetStartField()
		return YearMonthIntervalType{StartField: start, EndField: orDefault(kind.YearMonthInterval.EndField, max(start, 1))}
	case *connect.DataType_DayTimeInterval_:
		start := kind.DayTimeInterval.GetStartField()
		return DayTimeIntervalType{StartField: start, EndField: orDefault(kind.DayTimeInterval.EndField, 3)}
	case *connect.DataType_Array_:
		return ArrayType{ElementType: dataTypeOf(kind.Array.GetElementType()), ContainsNull: kind.Array.GetContainsNull()}
	case *connect.DataType_Map_:
		return MapType{
			KeyType: dataTypeOf(kind.Map.GetKeyType()), ValueType: dataTypeOf(kind.Map.GetValueType()),
			ValueContainsNull: kind.Map.GetValueContainsNull(),
		}
	case *connect.DataType_Struct_:
		return structOf(kind.Struct)
	case *connect.DataType_Geometry_:
		return GeometryType{SRID: kind.Geometry.GetSrid()}
	case *connect.DataType_Geography_:
		return GeographyType{SRID: kind.Geography.GetSrid()}
	case *connect.DataType_Udt:
		return UserDefinedType{
			JVMClass: kind.Udt.GetJvmClass(), PythonClass: kind.Udt.GetPythonClass(),
			SerializedPythonClass: kind.Udt.GetSerializedPythonClass(), SQLType: dataTypeOf(kind.Udt.GetSqlType()),
		}
	default:
		return plainTypeOf(message)
	}
}

// plainTypeOf reads the types that have no parameters.
func plainTypeOf(message *connect.DataType) DataType {
	switch message.GetKind().(type) {
	case *connect.DataType_Boolean_:
		return BooleanType{}
	case *connect.DataType_Byte_:
		return ByteType{}
	case *connect.DataType_Short_:
		return ShortType{}
	case *connect.DataType_Integer_:
		return IntegerType{}
	case *connect.DataType_Long_:
		return LongType{}
	case *connect.DataType_Float_:
		return FloatType{}
	case *connect.DataType_Double_:
		return DoubleType{}
	case *connect.DataType_Binary_:
		return BinaryType{}
	case *connect.DataType_Date_:
		return DateType{}
	case *connect.DataType_Timestamp_:
		return TimestampType{}
	case *connect.DataType_TimestampNtz:
		return TimestampNTZType{}
	case *connect.DataType_CalendarInterval_:
		return CalendarIntervalType{}
	case *connect.DataType_Variant_:
		return VariantType{}
	default:
		return NullType{}
	}
}

func structOf(message *connect.DataType_Struct) StructType {
	fields := make([]StructField, len(message.GetFields()))
	for position, field := range message.GetFields() {
		fields[position] = StructField{
			Name: field.GetName(), DataType: dataTypeOf(field.GetDataType()), Nullable: field.GetNullable(),
			Metadata: field.GetMetadata(),
		}
	}
	return StructType{Fields: fields}
}

func orDefault(value *int32, other int32) int32 {
	if value == nil {
		return other
	}
	return *value
}

// plainCollation is empty for the collation that Spark's spelling leaves out.
func plainCollation(collation string) string {
	if collation == "UTF8_BINARY" {
		return ""
	}
	return collation
}
