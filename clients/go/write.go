// Commands that write the rows of a DataFrame, or name it as a view.

package sparrow

import (
	"context"
	"maps"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

// SaveMode says what happens where there is something already. Without one that is an error.
type SaveMode string

// The modes of writing.
const (
	Append        SaveMode = "append"
	Overwrite     SaveMode = "overwrite"
	ErrorIfExists SaveMode = "error"
	Ignore        SaveMode = "ignore"
)

var saveModes = map[SaveMode]connect.WriteOperation_SaveMode{
	Append: connect.WriteOperation_SAVE_MODE_APPEND, Overwrite: connect.WriteOperation_SAVE_MODE_OVERWRITE,
	ErrorIfExists: connect.WriteOperation_SAVE_MODE_ERROR_IF_EXISTS, "errorifexists": connect.WriteOperation_SAVE_MODE_ERROR_IF_EXISTS,
	Ignore: connect.WriteOperation_SAVE_MODE_IGNORE,
}

// Writer says how a DataFrame is written. It never changes; its methods return new ones.
type Writer struct {
	frame *DataFrame
	write *connect.WriteOperation
	err   error
}

// Write begins to say how the rows are written.
func (d *DataFrame) Write() *Writer {
	return &Writer{frame: d, write: &connect.WriteOperation{Input: d.relation}, err: d.err}
}

// changed is a copy of the writer with a change.
func (w *Writer) changed(change func(*connect.WriteOperation)) *Writer {
	old := w.write
	write := &connect.WriteOperation{
		Input: old.Input, Source: old.Source, Mode: old.Mode, SortColumnNames: old.SortColumnNames,
		PartitioningColumns: old.PartitioningColumns, BucketBy: old.BucketBy, Options: maps.Clone(old.Options),
		ClusteringColumns: old.ClusteringColumns,
	}
	change(write)
	return &Writer{frame: w.frame, write: write, err: w.err}
}

// Format is such as parquet, csv or json; without one it is the session's default.
func (w *Writer) Format(format string) *Writer {
	return w.changed(func(write *connect.WriteOperation) { write.Source = &format })
}

// Mode says what happens where there is something already.
func (w *Writer) Mode(mode SaveMode) *Writer {
	message, ok := saveModes[mode]
	changed := w.changed(func(write *connect.WriteOperation) { write.Mode = message })
	if !ok && changed.err == nil {
		changed.err = clientError("the mode of writing %q is not known: use append, overwrite, error or ignore", shortened(string(mode)))
	}
	return changed
}

// Option sets an option of the format.
func (w *Writer) Option(key, value string) *Writer { return w.Options(map[string]string{key: value}) }

// Options sets options of the format.
func (w *Writer) Options(options map[string]string) *Writer {
	return w.changed(func(write *connect.WriteOperation) {
		if write.Options == nil {
			write.Options = map[string]string{}
		}
		maps.Copy(write.Options, options)
	})
}

// PartitionBy writes a folder for each value of these columns.
func (w *Writer) PartitionBy(names ...string) *Writer {
	return w.changed(func(write *connect.WriteOperation) { write.PartitioningColumns = names })
}

// ClusterBy keeps rows with near values of these columns together, where the format can.
func (w *Writer) ClusterBy(names ...string) *Writer {
	return w.changed(func(write *connect.WriteOperation) { write.ClusteringColumns = names })
}

// BucketBy spreads the rows over files by a hash of these columns.
func (w *Writer) BucketBy(buckets int, names ...string) *Writer {
	number, err := count32("number of buckets", buckets, 1)
	changed := w.changed(func(write *connect.WriteOperation) {
		write.BucketBy = &connect.WriteOperation_BucketBy{BucketColumnNames: names, NumBuckets: number}
	})
	if changed.err == nil && err != nil {
		changed.err = err
	}
	return changed
}

// SortBy orders the rows in each bucket.
func (w *Writer) SortBy(names ...string) *Writer {
	return w.changed(func(write *connect.WriteOperation) { write.SortColumnNames = names })
}

// Save writes files below a path; an empty path is one that the options name.
func (w *Writer) Save(ctx context.Context, path string) error {
	return w.run(ctx, func(write *connect.WriteOperation) {
		if path != "" {
			write.SaveType = &connect.WriteOperation_Path{Path: path}
		}
	})
}

// SaveAsTable writes a table, its columns by name.
func (w *Writer) SaveAsTable(ctx context.Context, name string) error {
	return w.saveTable(ctx, name, connect.WriteOperation_SaveTable_TABLE_SAVE_METHOD_SAVE_AS_TABLE)
}

// InsertInto writes into a table that is there, its columns by position.
func (w *Writer) InsertInto(ctx context.Context, name string) error {
	return w.saveTable(ctx, name, connect.WriteOperation_SaveTable_TABLE_SAVE_METHOD_INSERT_INTO)
}

func (w *Writer) saveTable(ctx context.Context, name string, method connect.WriteOperation_SaveTable_TableSaveMethod) error {
	if name == "" {
		return clientError("the table has no name: give one")
	}
	return w.run(ctx, func(write *connect.WriteOperation) {
		write.SaveType = &connect.WriteOperation_Table{
			Table: &connect.WriteOperation_SaveTable{TableName: name, SaveMethod: method},
		}
	})
}

func (w *Writer) run(ctx context.Context, target func(*connect.WriteOperation)) error {
	if w.err != nil {
		return w.err
	}
	write := w.changed(target).write
	command := &connect.Command{CommandType: &connect.Command_WriteOperation{WriteOperation: write}}
	_, err := w.frame.session.runCommand(ctx, command, w.frame.observations)
	return err
}

// CreateTempView names the DataFrame for this session; a view of that name is an error.
func (d *DataFrame) CreateTempView(ctx context.Context, name string) error {
	return d.createView(ctx, name, false, false)
}

// CreateOrReplaceTempView names the DataFrame for this session.
func (d *DataFrame) CreateOrReplaceTempView(ctx context.Context, name string) error {
	return d.createView(ctx, name, true, false)
}

// CreateGlobalTempView names the DataFrame for all sessions, as global_temp.name; a view of that name is an error.
func (d *DataFrame) CreateGlobalTempView(ctx context.Context, name string) error {
	return d.createView(ctx, name, false, true)
}

// CreateOrReplaceGlobalTempView names the DataFrame for all sessions, as global_temp.name.
func (d *DataFrame) CreateOrReplaceGlobalTempView(ctx context.Context, name string) error {
	return d.createView(ctx, name, true, true)
}

func (d *DataFrame) createView(ctx context.Context, name string, replace, global bool) error {
	if d.err != nil {
		return d.err
	}
	_, err := d.session.runCommand(ctx, &connect.Command{CommandType: &connect.Command_CreateDataframeView{
		CreateDataframeView: &connect.CreateDataFrameViewCommand{
			Input: d.relation, Name: name, Replace: replace, IsGlobal: global,
		},
	}}, nil)
	return err
}
