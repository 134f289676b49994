// DataFrames that read: tables, files, ranges.

package sparrow

import (
	"context"
	"maps"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

// Table has the rows of a table or a view.
func (s *Session) Table(name string) *DataFrame { return s.Read().Table(name) }

// Range has the numbers from start up to end, without it, by steps of one, as the column id.
func (s *Session) Range(start, end int64) *DataFrame { return s.RangeBy(start, end, 1, 0) }

// RangeBy has the numbers from start up to end, without it, by steps, in so many partitions; 0 leaves their number to the
// server.
func (s *Session) RangeBy(start, end, step int64, partitions int) *DataFrame {
	message := &connect.Range{Start: &start, End: end, Step: step}
	number, err := count32("number of partitions", partitions, 0)
	if err == nil && step == 0 {
		err = clientError("the step is 0: give another number")
	}
	if err != nil {
		return (&DataFrame{session: s}).refuse("Range", err)
	}
	if number > 0 {
		message.NumPartitions = &number
	}
	return s.frame(&connect.Relation{RelType: &connect.Relation_Range{Range: message}})
}

// Reader says how rows are read. It never changes; its methods return new ones.
type Reader struct {
	session *Session
	format  *string
	schema  *string
	options map[string]string
}

// Read begins to say how rows are read.
func (s *Session) Read() *Reader { return &Reader{session: s} }

// Format is such as parquet, csv or json; without one it is the session's default.
func (r *Reader) Format(format string) *Reader {
	changed := *r
	changed.format = &format
	return &changed
}

// Schema is the schema of the rows in SQL, such as "a INT, b STRING"; without one it is found out.
func (r *Reader) Schema(schema string) *Reader {
	changed := *r
	changed.schema = &schema
	return &changed
}

// Option sets an option of the format.
func (r *Reader) Option(key, value string) *Reader { return r.Options(map[string]string{key: value}) }

// Options sets options of the format.
func (r *Reader) Options(options map[string]string) *Reader {
	changed := *r
	changed.options = maps.Clone(r.options)
	if changed.options == nil {
		changed.options = map[string]string{}
	}
	maps.Copy(changed.options, options)
	return &changed
}

// Load has the rows of files.
func (r *Reader) Load(paths ...string) *DataFrame {
	return r.session.frame(&connect.Relation{RelType: &connect.Relation_Read{Read: &connect.Read{
		ReadType: &connect.Read_DataSource_{DataSource: &connect.Read_DataSource{
			Format: r.format, Schema: r.schema, Options: r.options, Paths: paths,
		}},
	}}})
}

// Table has the rows of a table or a view.
func (r *Reader) Table(name string) *DataFrame {
	return r.session.frame(&connect.Relation{RelType: &connect.Relation_Read{Read: &connect.Read{
		ReadType: &connect.Read_NamedTable_{NamedTable: &connect.Read_NamedTable{
			UnparsedIdentifier: name, Options: r.options,
		}},
	}}})
}

// Version is the version of Spark that the server answers as.
func (s *Session) Version(ctx context.Context) (string, error) {
	answer, err := s.analyze(ctx, &connect.AnalyzePlanRequest{Analyze: &connect.AnalyzePlanRequest_SparkVersion_{
		SparkVersion: &connect.AnalyzePlanRequest_SparkVersion{},
	}})
	return answer.GetSparkVersion().GetVersion(), err
}

// ParseSchema is the schema that a text of SQL spells, such as "a INT NOT NULL, b STRING".
func (s *Session) ParseSchema(ctx context.Context, text string) (StructType, error) {
	answer, err := s.analyze(ctx, &connect.AnalyzePlanRequest{Analyze: &connect.AnalyzePlanRequest_DdlParse{
		DdlParse: &connect.AnalyzePlanRequest_DDLParse{DdlString: text},
	}})
	if err != nil {
		return StructType{}, err
	}
	schema := answer.GetDdlParse().GetParsed().GetStruct()
	if schema == nil {
		return StructType{}, clientError("the text %q spells a type and no schema: name the columns, as in \"a INT\"", shortened(text))
	}
	return structOf(schema), nil
}
