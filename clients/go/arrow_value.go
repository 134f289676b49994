// How values in Arrow arrays become Go values.

package sparrow

import (
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// rowsOf are the rows of a batch. Texts and binaries are copied: the rows outlive the batch.
func rowsOf(batch arrow.RecordBatch, names []string) ([]Row, error) {
	rows := make([]Row, batch.NumRows())
	width := int(batch.NumCols())
	values := make([]any, len(rows)*width)
	for position := range rows {
		rows[position] = Row{names: names, values: values[position*width : (position+1)*width : (position+1)*width]}
	}
	for column := range width {
		data := batch.Column(column)
		for position := range rows {
			value, err := valueAt(data, position)
			if err != nil {
				return nil, err
			}
			rows[position].values[column] = value
		}
	}
	return rows, nil
}

// valueAt is the value at that position; [Row] says which types there are.
func valueAt(data arrow.Array, position int) (any, error) {
	if data.IsNull(position) {
		return nil, nil
	}
	switch a := data.(type) {
	case *array.Boolean:
		return a.Value(position), nil
	case *array.Int8:
		return a.Value(position), nil
	case *array.Int16:
		return a.Value(position), nil
	case *array.Int32:
		return a.Value(position), nil
	case *array.Int64:
		return a.Value(position), nil
	case *array.Float32:
		return a.Value(position), nil
	case *array.Float64:
		return a.Value(position), nil
	case *array.Decimal128:
		return Decimal{Text: a.Value(position).ToString(a.DataType().(arrow.DecimalType).GetScale())}, nil
	case *array.Date32:
		return Date(a.Value(position)), nil
	case *array.Timestamp:
		return timestampAt(a, position), nil
	case *array.Time64:
		return TimeOfDay(a.Value(position)) * TimeOfDay(a.DataType().(*arrow.Time64Type).Unit.Multiplier()), nil
	case *array.Duration:
		unit := a.DataType().(*arrow.DurationType).Unit
		return DayTimeInterval(inMicroseconds(int64(a.Value(position)), unit)), nil
	case *array.MonthInterval:
		return YearMonthInterval(a.Value(position)), nil
	case *array.MonthDayNanoInterval:
		v := a.Value(position)
		return CalendarInterval{Months: v.Months, Days: v.Days, Microseconds: v.Nanoseconds / 1000}, nil
	default:
		return largeValueAt(data, position)
	}
}

// binaries are the arrays of bytes.
type binaries interface{ Value(position int) []byte }

// largeValueAt is the value of the types that are made of bytes or of other values.
func largeValueAt(data arrow.Array, position int) (any, error) {
	switch a := data.(type) {
	case array.StringLike:
		return string([]byte(a.Value(position))), nil
	case binaries:
		return append([]byte{}, a.Value(position)...), nil
	case *array.Map:
		return mapAt(a, position)
	case array.ListLike:
		start, end := a.ValueOffsets(position)
		values := make([]any, 0, end-start)
		for index := start; index < end; index++ {
			value, err := valueAt(a.ListValues(), int(index))
			if err != nil {
				return nil, err
			}
			values = append(values, value)
		}
		return values, nil
	case *array.Struct:
		return structAt(a, position)
	case *array.Dictionary:
		return valueAt(a.Dictionary(), a.GetValueIndex(position))
	case array.ExtensionArray:
		return valueAt(a.Storage(), position)
	default:
		return nil, clientError("the Arrow type %s has no Go value here: read the batches with Stream or Arrow", data.DataType())
	}
}

func mapAt(data *array.Map, position int) (Map, error) {
	start, end := data.ValueOffsets(position)
	entries := make(Map, 0, end-start)
	for index := start; index < end; index++ {
		key, err := valueAt(data.Keys(), int(index))
		if err != nil {
			return nil, err
		}
		value, err := valueAt(data.Items(), int(index))
		if err != nil {
			return nil, err
		}
		entries = append(entries, Entry{Key: key, Value: value})
	}
	return entries, nil
}

func structAt(data *array.Struct, position int) (Row, error) {
	fields := data.DataType().(*arrow.StructType).Fields()
	row := Row{names: make([]string, len(fields)), values: make([]any, len(fields))}
	for index, field := range fields {
		value, err := valueAt(data.Field(index), position)
		if err != nil {
			return Row{}, err
		}
		row.names[index], row.values[index] = field.Name, value
	}
	return row, nil
}

// timestampAt is a time.Time of an instant, or a TimestampNTZ.
func timestampAt(data *array.Timestamp, position int) any {
	unit := data.DataType().(*arrow.TimestampType)
	value := time.UnixMicro(inMicroseconds(int64(data.Value(position)), unit.Unit)).UTC()
	if unit.TimeZone == "" {
		return TimestampNTZ(value)
	}
	return value
}

func inMicroseconds(value int64, unit arrow.TimeUnit) int64 {
	switch unit {
	case arrow.Second:
		return value * 1_000_000
	case arrow.Millisecond:
		return value * 1000
	case arrow.Nanosecond:
		return value / 1000
	default:
		return value
	}
}
