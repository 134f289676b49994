// How Spark's types are spelled: the simple string, and the JSON of schemas.

package sparrow

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// SimpleString is void.
func (NullType) SimpleString() string { return "void" }

// SimpleString is boolean.
func (BooleanType) SimpleString() string { return "boolean" }

// SimpleString is tinyint.
func (ByteType) SimpleString() string { return "tinyint" }

// SimpleString is smallint.
func (ShortType) SimpleString() string { return "smallint" }

// SimpleString is int.
func (IntegerType) SimpleString() string { return "int" }

// SimpleString is bigint.
func (LongType) SimpleString() string { return "bigint" }

// SimpleString is float.
func (FloatType) SimpleString() string { return "float" }

// SimpleString is double.
func (DoubleType) SimpleString() string { return "double" }

// SimpleString is such as decimal(10,2).
func (t DecimalType) SimpleString() string {
	return fmt.Sprintf("decimal(%d,%d)", t.Precision, t.Scale)
}

// SimpleString is string, with its collation where it has one.
func (t StringType) SimpleString() string {
	if t.Collation == "" {
		return "string"
	}
	return "string collate " + t.Collation
}

// SimpleString is such as char(5).
func (t CharType) SimpleString() string { return fmt.Sprintf("char(%d)", t.Length) }

// SimpleString is such as varchar(5).
func (t VarCharType) SimpleString() string { return fmt.Sprintf("varchar(%d)", t.Length) }

// SimpleString is binary.
func (BinaryType) SimpleString() string { return "binary" }

// SimpleString is date.
func (DateType) SimpleString() string { return "date" }

// SimpleString is timestamp.
func (TimestampType) SimpleString() string { return "timestamp" }

// SimpleString is timestamp_ntz.
func (TimestampNTZType) SimpleString() string { return "timestamp_ntz" }

// SimpleString is such as time(6).
func (t TimeType) SimpleString() string { return fmt.Sprintf("time(%d)", t.Precision) }

// SimpleString is interval.
func (CalendarIntervalType) SimpleString() string { return "interval" }

// SimpleString is such as interval year to month.
func (t YearMonthIntervalType) SimpleString() string {
	return intervalString([]string{"year", "month"}, t.StartField, t.EndField)
}

// SimpleString is such as interval day to second.
func (t DayTimeIntervalType) SimpleString() string {
	return intervalString([]string{"day", "hour", "minute", "second"}, t.StartField, t.EndField)
}

func intervalString(fields []string, start, end int32) string {
	last := int32(len(fields)) - 1
	start, end = min(max(start, 0), last), min(max(end, 0), last)
	if start == end {
		return "interval " + fields[start]
	}
	return "interval " + fields[start] + " to " + fields[end]
}

// SimpleString is such as array<int>.
func (t ArrayType) SimpleString() string { return "array<" + t.ElementType.SimpleString() + ">" }

// SimpleString is such as map<string,int>.
func (t MapType) SimpleString() string {
	return "map<" + t.KeyType.SimpleString() + "," + t.ValueType.SimpleString() + ">"
}

// SimpleString is such as struct<a:int,b:string>.
func (t StructType) SimpleString() string {
	fields := make([]string, len(t.Fields))
	for position, field := range t.Fields {
		fields[position] = field.Name + ":" + field.DataType.SimpleString()
	}
	return "struct<" + strings.Join(fields, ",") + ">"
}

// SimpleString is variant.
func (VariantType) SimpleString() string { return "variant" }

// SimpleString is such as geometry(4326).
func (t GeometryType) SimpleString() string { return "geometry(" + referenceSystem(t.SRID) + ")" }

// SimpleString is such as geography(4326).
func (t GeographyType) SimpleString() string { return "geography(" + referenceSystem(t.SRID) + ")" }

// SimpleString is udt.
func (UserDefinedType) SimpleString() string { return "udt" }

func referenceSystem(srid int32) string {
	if srid < 0 {
		return "any"
	}
	return fmt.Sprint(srid)
}

func (NullType) jsonValue() any                { return "void" }
func (BooleanType) jsonValue() any             { return "boolean" }
func (ByteType) jsonValue() any                { return "byte" }
func (ShortType) jsonValue() any               { return "short" }
func (IntegerType) jsonValue() any             { return "integer" }
func (LongType) jsonValue() any                { return "long" }
func (FloatType) jsonValue() any               { return "float" }
func (DoubleType) jsonValue() any              { return "double" }
func (t DecimalType) jsonValue() any           { return t.SimpleString() }
func (StringType) jsonValue() any              { return "string" }
func (t CharType) jsonValue() any              { return t.SimpleString() }
func (t VarCharType) jsonValue() any           { return t.SimpleString() }
func (BinaryType) jsonValue() any              { return "binary" }
func (DateType) jsonValue() any                { return "date" }
func (TimestampType) jsonValue() any           { return "timestamp" }
func (TimestampNTZType) jsonValue() any        { return "timestamp_ntz" }
func (t TimeType) jsonValue() any              { return t.SimpleString() }
func (CalendarIntervalType) jsonValue() any    { return "interval" }
func (t YearMonthIntervalType) jsonValue() any { return t.SimpleString() }
func (t DayTimeIntervalType) jsonValue() any   { return t.SimpleString() }
func (VariantType) jsonValue() any             { return "variant" }
func (t GeometryType) jsonValue() any          { return t.SimpleString() }
func (t GeographyType) jsonValue() any         { return t.SimpleString() }

// The JSON of nested types has its keys in Spark's order, which is the order of these fields.
type (
	arrayJSON struct {
		Type         string `json:"type"`
		ElementType  any    `json:"elementType"`
		ContainsNull bool   `json:"containsNull"`
	}
	mapJSON struct {
		Type              string `json:"type"`
		KeyType           any    `json:"keyType"`
		ValueType         any    `json:"valueType"`
		ValueContainsNull bool   `json:"valueContainsNull"`
	}
	structJSON struct {
		Type   string      `json:"type"`
		Fields []fieldJSON `json:"fields"`
	}
	fieldJSON struct {
		Name     string          `json:"name"`
		Type     any             `json:"type"`
		Nullable bool            `json:"nullable"`
		Metadata json.RawMessage `json:"metadata"`
	}
	userDefinedJSON struct {
		Type                  string `json:"type"`
		Class                 string `json:"class,omitempty"`
		PythonClass           string `json:"pyClass,omitempty"`
		SerializedPythonClass string `json:"serializedClass,omitempty"`
		SQLType               any    `json:"sqlType"`
	}
)

func (t ArrayType) jsonValue() any {
	return arrayJSON{Type: "array", ElementType: t.ElementType.jsonValue(), ContainsNull: t.ContainsNull}
}

func (t MapType) jsonValue() any {
	return mapJSON{
		Type: "map", KeyType: t.KeyType.jsonValue(), ValueType: t.ValueType.jsonValue(), ValueContainsNull: t.ValueContainsNull,
	}
}

func (t StructType) jsonValue() any {
	fields := make([]fieldJSON, len(t.Fields))
	for position, field := range t.Fields {
		fields[position] = fieldJSON{field.Name, field.DataType.jsonValue(), field.Nullable, field.metadataJSON()}
	}
	return structJSON{Type: "struct", Fields: fields}
}

// collationsKey is the key of a field's metadata by which Spark's JSON tells the collations of its texts.
const collationsKey = "__COLLATIONS"

// metadataJSON is the field's metadata, with the collations that its type has.
func (f StructField) metadataJSON() json.RawMessage {
	collations := map[string]string{}
	collectCollations(f.Name, f.DataType, collations)
	metadata := map[string]json.RawMessage{}
	if json.Unmarshal([]byte(f.Metadata), &metadata) != nil || metadata == nil {
		metadata = map[string]json.RawMessage{}
	}
	if len(collations) == 0 {
		if len(metadata) == 0 {
			return json.RawMessage("{}")
		}
		return json.RawMessage(f.Metadata)
	}
	// Maps of texts are always written.
	metadata[collationsKey], _ = json.Marshal(collations)
	written, _ := json.Marshal(metadata)
	return written
}

// collectCollations notes the collations in a type by their place: elements, keys and values below the field's name.
func collectCollations(place string, dataType DataType, found map[string]string) {
	switch t := dataType.(type) {
	case StringType:
		if strings.HasPrefix(t.Collation, "UTF8_") {
			found[place] = "spark." + t.Collation
		} else if t.Collation != "" {
			found[place] = "icu." + t.Collation
		}
	case ArrayType:
		collectCollations(place+".element", t.ElementType, found)
	case MapType:
		collectCollations(place+".key", t.KeyType, found)
		collectCollations(place+".value", t.ValueType, found)
	}
}

func (t UserDefinedType) jsonValue() any {
	return userDefinedJSON{"udt", t.JVMClass, t.PythonClass, t.SerializedPythonClass, t.SQLType.jsonValue()}
}

// JSON is Spark's JSON of the schema.
func (t StructType) JSON() string {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(t.jsonValue()); err != nil {
		panic("a schema is made of texts, flags and valid JSON: " + err.Error())
	}
	return strings.TrimSuffix(text.String(), "\n")
}
