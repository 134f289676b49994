// The Go types of Spark's values that Go has none for: decimals, dates, timestamps without zone, intervals, rows.

package sparrow

import (
	"fmt"
	"strings"
	"time"
)

// Decimal is an exact number by its text, such as "-12.50": the scale is the number of digits after the point.
type Decimal struct {
	// Text is an optional sign, digits, and optionally a point and digits.
	Text string
	// Precision is the number of digits of a literal's type; 0 is as many as the text has.
	Precision int32
}

// decimalDigitsMax is the precision of Spark's widest decimal.
const decimalDigitsMax = 38

// size is the smallest precision and scale that hold the number; it refuses what is not one.
func (d Decimal) size() (precision, scale int32, err error) {
	digits := strings.TrimPrefix(strings.TrimPrefix(d.Text, "-"), "+")
	whole, fraction, _ := strings.Cut(digits, ".")
	if whole+fraction == "" || strings.Trim(whole+fraction, "0123456789") != "" {
		return 0, 0, clientError("the text %q is not a decimal: give digits such as \"12.50\", without an exponent", d.Text)
	}
	length := len(strings.TrimLeft(whole, "0")) + len(fraction)
	if length > decimalDigitsMax {
		return 0, 0, clientError("the decimal %q has %d digits, the most are %d: round it", d.Text, length, decimalDigitsMax)
	}
	if d.Precision != 0 && (int(d.Precision) < length || d.Precision > decimalDigitsMax) {
		return 0, 0, clientError("the decimal %q has %d digits and does not fit a precision of %d", d.Text, length, d.Precision)
	}
	return max(int32(length), d.Precision, 1), int32(len(fraction)), nil
}

// String is the text.
func (d Decimal) String() string { return d.Text }

// Date is a day, counted from 1970-01-01.
type Date int32

const secondsPerDay = 24 * 60 * 60

// DateOf is the day of a time in the time's own zone.
func DateOf(t time.Time) Date {
	year, month, day := t.Date()
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay)
}

// Time is the midnight in UTC that the day begins with.
func (d Date) Time() time.Time { return time.Unix(int64(d)*secondsPerDay, 0).UTC() }

// String spells the day as 2024-02-29.
func (d Date) String() string { return d.Time().Format(time.DateOnly) }

// TimestampNTZ is a date and a time of day without a zone, held as if it were in UTC.
type TimestampNTZ time.Time

// String spells it as 2024-02-29 12:00:00, with a fraction where there is one.
func (t TimestampNTZ) String() string { return time.Time(t).UTC().Format("2006-01-02 15:04:05.999999") }

// TimeOfDay is a time of day in nanoseconds since midnight.
type TimeOfDay int64

// String spells it as 12:34:56, with a fraction where there is one.
func (t TimeOfDay) String() string { return time.Unix(0, int64(t)).UTC().Format("15:04:05.999999999") }

// DayTimeInterval is a span of microseconds. A time.Duration cannot hold the longest.
type DayTimeInterval int64

// Duration is the span as a time.Duration, and whether that holds it.
func (d DayTimeInterval) Duration() (time.Duration, bool) {
	span := time.Duration(d) * time.Microsecond
	return span, span/time.Microsecond == time.Duration(d)
}

// YearMonthInterval is a number of months.
type YearMonthInterval int32

// CalendarInterval is a span of months, days and microseconds, each with its own sign.
type CalendarInterval struct {
	Months       int32
	Days         int32
	Microseconds int64
}

// Entry is one pair of a map.
type Entry struct {
	Key   any
	Value any
}

// Map is a value of Spark's type MAP, in the order of the server.
type Map []Entry

// Get is the value of the first entry with that key, and whether there is one. Keys that Go cannot compare are not found.
func (m Map) Get(key any) (any, bool) {
	for _, entry := range m {
		if comparableEqual(entry.Key, key) {
			return entry.Value, true
		}
	}
	return nil, false
}

func comparableEqual(a, b any) (equal bool) {
	defer func() {
		if recover() != nil {
			equal = false
		}
	}()
	return a == b
}

// Row is one row of a result, or a struct in it. Values are nil, bool, int8 to int64, float32, float64, string, []byte,
// [Decimal], [Date], time.Time (in UTC), [TimestampNTZ], [TimeOfDay], [DayTimeInterval], [YearMonthInterval],
// [CalendarInterval], []any (arrays), [Map] and Row (structs).
type Row struct {
	names  []string
	values []any
}

// Len is the number of values.
func (r Row) Len() int { return len(r.values) }

// Values are the values in the order of the columns. The slice is the row's own: copy it before changing it.
func (r Row) Values() []any { return r.values }

// Names are the columns' names. All rows of a result share the slice.
func (r Row) Names() []string { return r.names }

// At is the value at that position, from 0. It panics where there is none, as a slice does.
func (r Row) At(position int) any { return r.values[position] }

// Get is the value of the first column with that name, and whether there is one.
func (r Row) Get(name string) (any, bool) {
	for position, candidate := range r.names {
		if candidate == name {
			return r.values[position], true
		}
	}
	return nil, false
}

// String spells the row as [id=1, name=ann].
func (r Row) String() string {
	parts := make([]string, len(r.values))
	for position, value := range r.values {
		parts[position] = fmt.Sprintf("%s=%v", r.names[position], value)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}
