// Batches in chunks, schemas, and errors that columns carry.

package sparrow

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

func chunk(data string, rows, index, chunks int64) *connect.ExecutePlanResponse_ArrowBatch {
	return &connect.ExecutePlanResponse_ArrowBatch{Data: []byte(data), RowCount: rows, ChunkIndex: &index, NumChunksInBatch: &chunks}
}

func TestChunksArePutTogether(t *testing.T) {
	whole := &connect.ExecutePlanResponse_ArrowBatch{Data: []byte("abc"), RowCount: 1}
	for name, test := range map[string]struct {
		chunks []*connect.ExecutePlanResponse_ArrowBatch
		result string
		fails  bool
	}{
		"whole":      {[]*connect.ExecutePlanResponse_ArrowBatch{whole}, "abc", false},
		"three":      {[]*connect.ExecutePlanResponse_ArrowBatch{chunk("a", 1, 0, 3), chunk("b", 1, 1, 3), chunk("c", 1, 2, 3)}, "abc", false},
		"one":        {[]*connect.ExecutePlanResponse_ArrowBatch{chunk("abc", 1, 0, 1)}, "abc", false},
		"skipped":    {[]*connect.ExecutePlanResponse_ArrowBatch{chunk("a", 1, 0, 3), chunk("c", 1, 2, 3)}, "", true},
		"repeated":   {[]*connect.ExecutePlanResponse_ArrowBatch{chunk("a", 1, 0, 3), chunk("a", 1, 0, 3)}, "", true},
		"late":       {[]*connect.ExecutePlanResponse_ArrowBatch{chunk("b", 1, 1, 3)}, "", true},
		"none":       {[]*connect.ExecutePlanResponse_ArrowBatch{chunk("b", 1, 0, 0)}, "", true},
		"other rows": {[]*connect.ExecutePlanResponse_ArrowBatch{chunk("a", 1, 0, 2), chunk("b", 2, 1, 2)}, "", true},
		"cut short":  {[]*connect.ExecutePlanResponse_ArrowBatch{chunk("a", 1, 0, 2)}, "", true},
		"mixed":      {[]*connect.ExecutePlanResponse_ArrowBatch{chunk("a", 1, 0, 2), whole}, "", true},
	} {
		var chunks assembly
		var result []byte
		var failed error
		for _, piece := range test.chunks {
			if result, failed = chunks.add(piece); failed != nil {
				break
			}
		}
		if failed == nil {
			failed = chunks.complete()
		}
		if (failed != nil) != test.fails || !test.fails && string(result) != test.result {
			t.Errorf("%s: the result is %q, the error %v", name, result, failed)
		}
	}
}

func TestResultsInOneByteChunks(t *testing.T) {
	service := serve(t)
	data := stream(1, 2)
	var responses []*connect.ExecutePlanResponse
	for index := range data {
		r := response(string(rune('a' + index%26)))
		r.ResponseType = &connect.ExecutePlanResponse_ArrowBatch_{ArrowBatch: chunk(string(data[index:index+1]), 2, int64(index), int64(len(data)))}
		responses = append(responses, r)
	}
	service.plays(t, sends(append(responses, complete("end"))...))
	session, _ := service.connect(t)
	rows, err := session.Range(0, 2).Collect(context.Background())
	if err != nil || len(rows) != 2 || rows[1].At(0) != int64(2) {
		t.Fatalf("the rows are %v, the error %v", rows, err)
	}
}

func TestSchemasAreSpelledAsSparkDoes(t *testing.T) {
	schema := StructType{Fields: []StructField{
		{Name: "a<b>", DataType: ArrayType{ElementType: IntegerType{}, ContainsNull: true}, Nullable: true},
		{Name: "m", DataType: MapType{KeyType: StringType{}, ValueType: DecimalType{Precision: 10, Scale: 2}}, Metadata: `{"k":1}`},
		{Name: "i", DataType: DayTimeIntervalType{StartField: 0, EndField: 3}},
	}}
	if got := schema.SimpleString(); got != "struct<a<b>:array<int>,m:map<string,decimal(10,2)>,i:interval day to second>" {
		t.Errorf("the simple string is %s", got)
	}
	due := `{"type":"struct","fields":[` +
		`{"name":"a<b>","type":{"type":"array","elementType":"integer","containsNull":true},"nullable":true,"metadata":{}},` +
		`{"name":"m","type":{"type":"map","keyType":"string","valueType":"decimal(10,2)","valueContainsNull":false},"nullable":false,"metadata":{"k":1}},` +
		`{"name":"i","type":"interval day to second","nullable":false,"metadata":{}}]}`
	if got := schema.JSON(); got != due {
		t.Errorf("the JSON is %s", got)
	}
}

func TestCollationsAreToldInTheMetadata(t *testing.T) {
	schema := StructType{Fields: []StructField{
		{Name: "a", DataType: ArrayType{ElementType: StringType{Collation: "UTF8_LCASE"}}, Metadata: `{"k":1}`},
		{Name: "s", DataType: StringType{Collation: "UNICODE"}},
	}}
	due := `{"type":"struct","fields":[` +
		`{"name":"a","type":{"type":"array","elementType":"string","containsNull":false},"nullable":false,"metadata":{"__COLLATIONS":{"a.element":"spark.UTF8_LCASE"},"k":1}},` +
		`{"name":"s","type":"string","nullable":false,"metadata":{"__COLLATIONS":{"s":"icu.UNICODE"}}}]}`
	if got := schema.JSON(); got != due {
		t.Errorf("the JSON is %s", got)
	}
}

func TestWhatIsWrongWithAPlanIsToldByTheAction(t *testing.T) {
	session, err := Connect(context.Background(), "sc://127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	other, err := Connect(context.Background(), "sc://127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	frame := session.Range(0, 1)
	for due, wrong := range map[string]*DataFrame{
		"complex128":     frame.Filter(Col("a").Gt(complex(1, 2))).Limit(1),
		"stands for":     frame.Select(Column{}).Distinct(),
		"12x":            frame.Select(Lit(Decimal{Text: "12x"})),
		"-1":             frame.Limit(-1).Sort("a"),
		"sideways":       frame.Join(session.Range(0, 1), Lit(true), "sideways"),
		"belongs to":     frame.Union(other.Range(0, 1)),
		"has no name":    frame.WithColumns(Col("a")),
		"the step is 0":  session.RangeBy(0, 1, 0, 0),
		"no aggregate":   frame.GroupBy("a").Agg(),
		"body of the la": frame.Select(Call("transform", "a", func(Column) Column { return Column{} })),
		"cannot begin":   frame.Select(Call("sum", "a").Over(Window().RowsBetween(UnboundedFollowing, 0))),
	} {
		_, err := wrong.Collect(context.Background())
		var failed *Error
		if !errors.As(err, &failed) || failed.Kind != KindClient || !strings.Contains(err.Error(), due) {
			t.Errorf("the error is %v, due one with %q", err, due)
		}
	}
}

func TestLiteralsKeepTheTypeOfTheValue(t *testing.T) {
	text := "x"
	for _, test := range []struct {
		value any
		kind  string
	}{
		{nil, "void"}, {true, "boolean"}, {int8(1), "tinyint"}, {uint8(1), "smallint"}, {int32(1), "int"}, {1, "int"},
		{1 << 40, "bigint"}, {int64(1), "bigint"}, {float32(1), "float"}, {1.5, "double"}, {"a", "string"}, {&text, "string"},
		{[]byte{1}, "binary"}, {Decimal{Text: "-12.50"}, "decimal(4,2)"}, {Decimal{Text: "0.001", Precision: 9}, "decimal(9,3)"},
		{Date(0), "date"}, {time.Unix(0, 0), "timestamp"}, {TimestampNTZ(time.Unix(0, 0)), "timestamp_ntz"},
		{time.Second, "interval day to second"}, {YearMonthInterval(3), "interval year to month"},
		{[]any{nil, 1}, "array<int>"}, {map[string]float64{"a": 1}, "map<string,double>"},
	} {
		literal, err := literalOf(test.value)
		if err != nil {
			t.Errorf("%v: %v", test.value, err)
			continue
		}
		if got := typeOfLiteral(literal).SimpleString(); got != test.kind {
			t.Errorf("%v is %s, due %s", test.value, got, test.kind)
		}
	}
}
