// How Spark's types are written into messages.

package sparrow

import "github.com/sparrow-connect/sparrow-go/internal/proto/connect"

// typeMessage is the message of a type.
func typeMessage(dataType DataType) *connect.DataType {
	switch t := dataType.(type) {
	case BooleanType:
		return &connect.DataType{Kind: &connect.DataType_Boolean_{Boolean: &connect.DataType_Boolean{}}}
	case ByteType:
		return &connect.DataType{Kind: &connect.DataType_Byte_{Byte: &connect.DataType_Byte{}}}
	case ShortType:
		return &connect.DataType{Kind: &connect.DataType_Short_{Short: &connect.DataType_Short{}}}
	case IntegerType:
		return &connect.DataType{Kind: &connect.DataType_Integer_{Integer: &connect.DataType_Integer{}}}
	case LongType:
		return &connect.DataType{Kind: &connect.DataType_Long_{Long: &connect.DataType_Long{}}}
	case FloatType:
		return &connect.DataType{Kind: &connect.DataType_Float_{Float: &connect.DataType_Float{}}}
	case DoubleType:
		return &connect.DataType{Kind: &connect.DataType_Double_{Double: &connect.DataType_Double{}}}
	case DecimalType:
		return &connect.DataType{Kind: &connect.DataType_Decimal_{
			Decimal: &connect.DataType_Decimal{Precision: &t.Precision, Scale: &t.Scale},
		}}
	case StringType:
		return &connect.DataType{Kind: &connect.DataType_String_{String_: &connect.DataType_String{Collation: t.Collation}}}
	case BinaryType:
		return &connect.DataType{Kind: &connect.DataType_Binary_{Binary: &connect.DataType_Binary{}}}
	case DateType:
		return &connect.DataType{Kind: &connect.DataType_Date_{Date: &connect.DataType_Date{}}}
	case TimestampType:
		return &connect.DataType{Kind: &connect.DataType_Timestamp_{Timestamp: &connect.DataType_Timestamp{}}}
	case TimestampNTZType:
		return &connect.DataType{Kind: &connect.DataType_TimestampNtz{TimestampNtz: &connect.DataType_TimestampNTZ{}}}
	case YearMonthIntervalType:
		return &connect.DataType{Kind: &connect.DataType_YearMonthInterval_{
			YearMonthInterval: &connect.DataType_YearMonthInterval{StartField: &t.StartField, EndField: &t.EndField},
		}}
	case DayTimeIntervalType:
		return &connect.DataType{Kind: &connect.DataType_DayTimeInterval_{
			DayTimeInterval: &connect.DataType_DayTimeInterval{StartField: &t.StartField, EndField: &t.EndField},
		}}
	case ArrayType:
		return &connect.DataType{Kind: &connect.DataType_Array_{Array: &connect.DataType_Array{
			ElementType: typeMessage(t.ElementType), ContainsNull: t.ContainsNull,
		}}}
	case MapType:
		return &connect.DataType{Kind: &connect.DataType_Map_{Map: &connect.DataType_Map{
			KeyType: typeMessage(t.KeyType), ValueType: typeMessage(t.ValueType), ValueContainsNull: t.ValueContainsNull,
		}}}
	default:
		return rareTypeMessage(dataType)
	}
}

// rareTypeMessage is the message of the types that no literal has.
func rareTypeMessage(dataType DataType) *connect.DataType {
	switch t := dataType.(type) {
	case StructType:
		message := &connect.DataType_Struct{Fields: make([]*connect.DataType_StructField, len(t.Fields))}
		for position, field := range t.Fields {
			message.Fields[position] = &connect.DataType_StructField{
				Name: field.Name, DataType: typeMessage(field.DataType), Nullable: field.Nullable,
			}
			if field.Metadata != "" {
				message.Fields[position].Metadata = &field.Metadata
			}
		}
		return &connect.DataType{Kind: &connect.DataType_Struct_{Struct: message}}
	case CharType:
		return &connect.DataType{Kind: &connect.DataType_Char_{Char: &connect.DataType_Char{Length: t.Length}}}
	case VarCharType:
		return &connect.DataType{Kind: &connect.DataType_VarChar_{VarChar: &connect.DataType_VarChar{Length: t.Length}}}
	case TimeType:
		return &connect.DataType{Kind: &connect.DataType_Time_{Time: &connect.DataType_Time{Precision: &t.Precision}}}
	case CalendarIntervalType:
		return &connect.DataType{Kind: &connect.DataType_CalendarInterval_{CalendarInterval: &connect.DataType_CalendarInterval{}}}
	case VariantType:
		return &connect.DataType{Kind: &connect.DataType_Variant_{Variant: &connect.DataType_Variant{}}}
	case GeometryType:
		return &connect.DataType{Kind: &connect.DataType_Geometry_{Geometry: &connect.DataType_Geometry{Srid: t.SRID}}}
	case GeographyType:
		return &connect.DataType{Kind: &connect.DataType_Geography_{Geography: &connect.DataType_Geography{Srid: t.SRID}}}
	case UserDefinedType:
		return &connect.DataType{Kind: &connect.DataType_Udt{Udt: &connect.DataType_UDT{
			Type: "udt", JvmClass: &t.JVMClass, PythonClass: &t.PythonClass,
			SerializedPythonClass: &t.SerializedPythonClass, SqlType: typeMessage(t.SQLType),
		}}}
	default:
		return &connect.DataType{Kind: &connect.DataType_Null{Null: &connect.DataType_NULL{}}}
	}
}
