// Makes columns of the trees of cases: each kind of tree is one function of the client.

package main

import (
	"encoding/hex"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/sparrow-connect/sparrow-go"

	"github.com/sparrow-connect/sparrow-go-adapter/generated"
)

// columns makes columns; frames are those that let has named, variables those of the lambdas around.
type columns struct {
	frames    map[string]*sparrow.DataFrame
	variables map[string]sparrow.Column
}

func (c columns) all(trees []any) []any {
	result := make([]any, len(trees))
	for position, tree := range trees {
		result[position] = c.build(tree)
	}
	return result
}

func (c columns) columns(trees []any) []sparrow.Column {
	result := make([]sparrow.Column, len(trees))
	for position, tree := range trees {
		result[position] = c.build(tree)
	}
	return result
}

// build makes a column: a text is a name, a value that is no tree a literal.
func (c columns) build(tree any) sparrow.Column {
	switch tree := tree.(type) {
	case string:
		return sparrow.Col(tree)
	case *object:
		for _, kind := range kinds {
			if _, there := tree.values[kind.key]; there {
				return kind.build(c, tree)
			}
		}
		panic(refuse("no kind of column has the keys %v", tree.keys))
	default:
		return sparrow.Lit(plain(tree))
	}
}

// plain is a value as the client takes it: a list's numbers too.
func plain(value any) any {
	number, ok := value.(int64)
	if ok && number >= math.MinInt32 && number <= math.MaxInt32 {
		return int32(number)
	}
	return value
}

// kinds are in this order: the first key that a tree has says what it is.
var kinds []struct {
	key   string
	build func(columns, *object) sparrow.Column
}

func init() {
	add := func(key string, build func(columns, *object) sparrow.Column) {
		kinds = append(kinds, struct {
			key   string
			build func(columns, *object) sparrow.Column
		}{key, build})
	}
	add("over", columns.window)
	add("lit", func(_ columns, tree *object) sparrow.Column { return literal(tree.only("lit", "type")) })
	add("col", columns.name)
	add("var", columns.variable)
	add("expr", func(_ columns, tree *object) sparrow.Column { return sparrow.Expr(tree.only("expr").text("expr")) })
	add("fn", columns.call)
	add("op", columns.operator)
	add("when", columns.choice)
	for key, build := range unary {
		add(key, func(c columns, tree *object) sparrow.Column { return build(c.build(tree.only(key).values[key])) })
	}
	for key, build := range several {
		add(key, func(c columns, tree *object) sparrow.Column { return build(c, tree.only(key).list(key)) })
	}
}

// unary are the kinds of one column.
var unary = map[string]func(sparrow.Column) sparrow.Column{
	"is_null": sparrow.Column.IsNull, "is_not_null": sparrow.Column.IsNotNull,
	"asc": sparrow.Column.Asc, "desc": sparrow.Column.Desc,
	"asc_nulls_first": sparrow.Column.AscNullsFirst, "asc_nulls_last": sparrow.Column.AscNullsLast,
	"desc_nulls_first": sparrow.Column.DescNullsFirst, "desc_nulls_last": sparrow.Column.DescNullsLast,
}

// several are the kinds of a column and more.
var several = map[string]func(columns, []any) sparrow.Column{
	"like":        two(sparrow.Column.Like),
	"ilike":       two(sparrow.Column.ILike),
	"rlike":       two(sparrow.Column.RLike),
	"starts_with": two(sparrow.Column.StartsWith),
	"ends_with":   two(sparrow.Column.EndsWith),
	"contains":    two(sparrow.Column.Contains),
	"in": func(c columns, parts []any) sparrow.Column {
		values := make([]any, len(parts)-1)
		for position, part := range parts[1:] {
			values[position] = c.value(part)
		}
		return c.build(parts[0]).In(values...)
	},
	"between": func(c columns, parts []any) sparrow.Column {
		exactly(parts, 3)
		return c.build(parts[0]).Between(c.build(parts[1]), c.build(parts[2]))
	},
	"substr": func(c columns, parts []any) sparrow.Column {
		exactly(parts, 3)
		return c.build(parts[0]).Substr(c.build(parts[1]), c.build(parts[2]))
	},
	"get_item": func(c columns, parts []any) sparrow.Column {
		exactly(parts, 2)
		return c.build(parts[0]).GetItem(c.value(parts[1]))
	},
	"get_field": func(c columns, parts []any) sparrow.Column {
		exactly(parts, 2)
		return c.build(parts[0]).GetField(as[string](parts[1], "a field"))
	},
	"with_field": func(c columns, parts []any) sparrow.Column {
		exactly(parts, 3)
		return c.build(parts[0]).WithField(as[string](parts[1], "a field"), c.build(parts[2]))
	},
	"drop_fields": func(c columns, parts []any) sparrow.Column {
		return c.build(parts[0]).DropFields(texts(parts[1:])...)
	},
	"cast": func(c columns, parts []any) sparrow.Column {
		exactly(parts, 2)
		return c.build(parts[0]).Cast(as[string](parts[1], "a type"))
	},
	"try_cast": func(c columns, parts []any) sparrow.Column {
		exactly(parts, 2)
		return c.build(parts[0]).TryCast(as[string](parts[1], "a type"))
	},
	"alias": func(c columns, parts []any) sparrow.Column { return c.build(parts[0]).As(texts(parts[1:])...) },
}

func two(build func(sparrow.Column, any) sparrow.Column) func(columns, []any) sparrow.Column {
	return func(c columns, parts []any) sparrow.Column {
		exactly(parts, 2)
		return build(c.build(parts[0]), c.build(parts[1]))
	}
}

func exactly(parts []any, count int) {
	if len(parts) != count {
		panic(refuse("%d parts were given, where %d are due", len(parts), count))
	}
}

// value is a plain value as it is, a column otherwise.
func (c columns) value(tree any) any {
	if tree, ok := tree.(*object); ok {
		return c.build(tree)
	}
	return plain(tree)
}

func (c columns) name(tree *object) sparrow.Column {
	if !tree.only("col", "of").has("of") {
		return sparrow.Col(tree.text("col"))
	}
	frame := c.frames[tree.text("of")]
	if frame == nil {
		panic(refuse("no frame was named %q by let", tree.text("of")))
	}
	return frame.Col(tree.text("col"))
}

func (c columns) variable(tree *object) sparrow.Column {
	column, ok := c.variables[tree.only("var").text("var")]
	if !ok {
		panic(refuse("no lambda around has the parameter %q", tree.text("var")))
	}
	return column
}

func (c columns) call(tree *object) sparrow.Column {
	name := tree.only("fn", "args", "distinct").text("fn")
	var arguments []any
	if tree.has("args") {
		for _, argument := range tree.list("args") {
			if nested, ok := argument.(*object); ok && nested.has("lambda") {
				arguments = append(arguments, c.lambda(nested))
				continue
			}
			arguments = append(arguments, c.build(argument))
		}
	}
	if tree.flag("distinct") {
		return sparrow.CallDistinct(name, arguments...)
	}
	if function, ok := generated.ByName[name]; ok {
		return function(arguments...)
	}
	return sparrow.Call(name, arguments...)
}

func (c columns) lambda(tree *object) any {
	names := texts(tree.only("lambda", "body").values["lambda"])
	body := func(values ...sparrow.Column) sparrow.Column {
		inner := columns{frames: c.frames, variables: map[string]sparrow.Column{}}
		for name, column := range c.variables {
			inner.variables[name] = column
		}
		for position, name := range names {
			inner.variables[name] = values[position]
		}
		return inner.build(tree.values["body"])
	}
	switch len(names) {
	case 1:
		return func(x sparrow.Column) sparrow.Column { return body(x) }
	case 2:
		return func(x, y sparrow.Column) sparrow.Column { return body(x, y) }
	case 3:
		return func(x, y, z sparrow.Column) sparrow.Column { return body(x, y, z) }
	default:
		panic(unsupported(fmt.Sprintf("a lambda has one to three parameters, not %d", len(names))))
	}
}

var operators = map[string]func(sparrow.Column, any) sparrow.Column{
	"+": sparrow.Column.Plus, "-": sparrow.Column.Minus, "*": sparrow.Column.Times, "/": sparrow.Column.Divide,
	"%": sparrow.Column.Modulo, "==": sparrow.Column.Eq, "!=": sparrow.Column.NotEq, "<": sparrow.Column.Lt,
	"<=": sparrow.Column.LtEq, ">": sparrow.Column.Gt, ">=": sparrow.Column.GtEq, "and": sparrow.Column.And,
	"or": sparrow.Column.Or, "<=>": sparrow.Column.EqNullSafe, "&": sparrow.Column.BitwiseAnd,
	"|": sparrow.Column.BitwiseOr, "^": sparrow.Column.BitwiseXor,
}

func (c columns) operator(tree *object) sparrow.Column {
	name, arguments := tree.only("op", "args").text("op"), c.columns(tree.list("args"))
	if len(arguments) == 1 && name == "not" {
		return arguments[0].Not()
	}
	if len(arguments) == 1 && name == "neg" {
		return arguments[0].Negate()
	}
	operate, ok := operators[name]
	if !ok || len(arguments) < 2 {
		panic(refuse("there is no operator %q of %d arguments", name, len(arguments)))
	}
	result := arguments[0]
	for _, argument := range arguments[1:] {
		result = operate(result, argument)
	}
	return result
}

func (c columns) choice(tree *object) sparrow.Column {
	var result sparrow.Case
	for position, branch := range tree.only("when", "otherwise").list("when") {
		parts := as[[]any](branch, "a branch of when")
		exactly(parts, 2)
		if position == 0 {
			result = sparrow.When(c.build(parts[0]), c.build(parts[1]))
		} else {
			result = result.When(c.build(parts[0]), c.build(parts[1]))
		}
	}
	if _, there := tree.values["otherwise"]; there {
		return result.Otherwise(c.build(tree.values["otherwise"]))
	}
	return result.Column
}

func (c columns) window(tree *object) sparrow.Column {
	window := sparrow.Window()
	tree.only("over", "partition_by", "order_by", "rows", "range")
	if tree.has("partition_by") {
		window = window.PartitionBy(c.all(tree.list("partition_by"))...)
	}
	if tree.has("order_by") {
		window = window.OrderBy(c.all(tree.list("order_by"))...)
	}
	if tree.has("rows") {
		window = window.RowsBetween(bounds(tree.list("rows")))
	}
	if tree.has("range") {
		window = window.RangeBetween(bounds(tree.list("range")))
	}
	return c.build(tree.values["over"]).Over(window)
}

func bounds(pair []any) (int64, int64) {
	exactly(pair, 2)
	bound := func(value any, unbounded int64) int64 {
		if value == "unbounded" {
			return unbounded
		}
		return as[int64](value, "a bound of a frame")
	}
	return bound(pair[0], sparrow.UnboundedPreceding), bound(pair[1], sparrow.UnboundedFollowing)
}

// literal is a literal, of a type where JSON does not say it.
func literal(tree *object) sparrow.Column {
	value := tree.values["lit"]
	if !tree.has("type") {
		return sparrow.Lit(plain(value))
	}
	kind := tree.text("type")
	if value == nil {
		return sparrow.Lit(nil).Cast(kind)
	}
	if strings.HasPrefix(kind, "decimal(") {
		var precision, scale int32
		if _, err := fmt.Sscanf(strings.ReplaceAll(kind, " ", ""), "decimal(%d,%d)", &precision, &scale); err != nil {
			panic(refuse("the type %q cannot be read: %s", kind, err))
		}
		return sparrow.Lit(sparrow.Decimal{Text: as[string](value, "a decimal"), Precision: precision})
	}
	convert, ok := literals[kind]
	if !ok {
		panic(unsupported(fmt.Sprintf("there are no literals of the type %q", kind)))
	}
	return sparrow.Lit(convert(value))
}

var literals = map[string]func(any) any{
	"boolean":  func(value any) any { return as[bool](value, "a literal") },
	"byte":     func(value any) any { return int8(as[int64](value, "a literal")) },
	"tinyint":  func(value any) any { return int8(as[int64](value, "a literal")) },
	"short":    func(value any) any { return int16(as[int64](value, "a literal")) },
	"smallint": func(value any) any { return int16(as[int64](value, "a literal")) },
	"int":      func(value any) any { return int32(as[int64](value, "a literal")) },
	"integer":  func(value any) any { return int32(as[int64](value, "a literal")) },
	"long":     func(value any) any { return as[int64](value, "a literal") },
	"bigint":   func(value any) any { return as[int64](value, "a literal") },
	"float":    func(value any) any { return float32(special(value)) },
	"double":   func(value any) any { return special(value) },
	"string":   func(value any) any { return as[string](value, "a literal") },
	"binary": func(value any) any {
		decoded, err := hex.DecodeString(as[string](value, "a literal"))
		if err != nil {
			panic(refuse("the binary literal is no hexadecimal text: %s", err))
		}
		return decoded
	},
	"date":          func(value any) any { return sparrow.DateOf(instant(value, time.DateOnly)) },
	"timestamp":     func(value any) any { return instant(value, time.RFC3339Nano) },
	"timestamp_ntz": func(value any) any { return sparrow.TimestampNTZ(instant(value, "2006-01-02T15:04:05.999999999")) },
	"day_time_interval": func(value any) any {
		return sparrow.DayTimeInterval(as[int64](value, "a literal"))
	},
	"year_month_interval": func(value any) any {
		return sparrow.YearMonthInterval(as[int64](value, "a literal"))
	},
}

func special(value any) float64 {
	switch value {
	case "NaN":
		return math.NaN()
	case "Infinity":
		return math.Inf(1)
	case "-Infinity":
		return math.Inf(-1)
	}
	return float(value)
}

func instant(value any, layout string) time.Time {
	parsed, err := time.Parse(layout, as[string](value, "a literal"))
	if err != nil {
		panic(refuse("the literal cannot be read as a time: %s", err))
	}
	return parsed
}
