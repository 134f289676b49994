// The actions on frames, by the names that cases have for them, and what each answers.

package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"sync/atomic"
	"time"

	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/sparrow-connect/sparrow-go"
)

type answer map[string]any

type action func(b *builder, frame *sparrow.DataFrame, parameters any) answer

// run builds the frame of a step and runs its action.
func run(ctx context.Context, session *session, request *object) answer {
	request.only("id", "do", "session", "frame", "action", "progress", "timeout_ms", "handle")
	if request.has("timeout_ms") {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(request.number("timeout_ms"))*time.Millisecond)
		defer cancel()
	}
	var calls atomic.Int64
	if request.flag("progress") {
		ctx = sparrow.ProgressContext(ctx, func(sparrow.Progress) { calls.Add(1) })
	}
	kind, parameters := "collect", any(&object{})
	switch named := request.values["action"].(type) {
	case string:
		kind = named
	case *object:
		kind, parameters = single(named, "an action")
	}
	apply, ok := actions[kind]
	if !ok {
		panic(refuse("there is no action %q", kind))
	}
	b := &builder{ctx: ctx, session: session}
	result := apply(b, b.build(request.values["frame"]), parameters)
	if request.flag("progress") {
		result["progress"] = calls.Load()
	}
	return result
}

var actions map[string]action

func init() {
	actions = map[string]action{
		"collect":      collect,
		"count":        asked((*sparrow.DataFrame).Count),
		"schema":       schema,
		"columns":      asked((*sparrow.DataFrame).Columns),
		"explain":      explain,
		"show":         show,
		"take":         take,
		"first":        first,
		"tail":         tail,
		"is_empty":     asked((*sparrow.DataFrame).IsEmpty),
		"tree_string":  asked((*sparrow.DataFrame).TreeString),
		"is_local":     asked((*sparrow.DataFrame).IsLocal),
		"is_streaming": asked((*sparrow.DataFrame).IsStreaming),
		"input_files": func(b *builder, f *sparrow.DataFrame, _ any) answer {
			return answer{"value": len(must(f.InputFiles(b.ctx)))}
		},
		"storage_level": storageLevel,
		"same_semantics": func(b *builder, f *sparrow.DataFrame, p any) answer {
			return answer{"value": must(f.SameSemantics(b.ctx, b.build(p)))}
		},
		"unpersist": func(b *builder, f *sparrow.DataFrame, _ any) answer {
			must(f.Unpersist(b.ctx, false))
			return answer{}
		},
		"create_view":     createView,
		"write":           write,
		"save_as_table":   saveAsTable,
		"insert_into":     insertInto,
		"observed":        observed,
		"cov":             pair((*sparrow.DataFrame).Cov),
		"corr":            pair((*sparrow.DataFrame).Corr),
		"approx_quantile": approxQuantile,
		"stream":          stream,
	}
}

func asked[T any](ask func(*sparrow.DataFrame, context.Context) (T, error)) action {
	return func(b *builder, f *sparrow.DataFrame, _ any) answer { return answer{"value": must(ask(f, b.ctx))} }
}

func pair(ask func(*sparrow.DataFrame, context.Context, string, string) (float64, error)) action {
	return func(b *builder, f *sparrow.DataFrame, p any) answer {
		names := texts(p)
		return answer{"value": canonical(must(ask(f, b.ctx, names[0], names[1])))}
	}
}

// collect writes the batches as they come into an Arrow IPC stream.
func collect(b *builder, f *sparrow.DataFrame, _ any) answer {
	result := must(f.Execute(b.ctx))
	defer result.Close()
	schema := must(result.Schema())
	var text strings.Builder
	encoder := base64.NewEncoder(base64.StdEncoding, &text)
	var writer *ipc.Writer
	for {
		batch, err := result.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			panic(err)
		}
		if writer == nil {
			writer = ipc.NewWriter(encoder, ipc.WithSchema(batch.Schema()))
		}
		err = writer.Write(batch)
		batch.Release()
		if err != nil {
			panic(err)
		}
	}
	if writer != nil {
		must(0, writer.Close())
	}
	must(0, encoder.Close())
	return answer{"schema": json.RawMessage(schema.JSON()), "arrow": text.String()}
}

func rows(b *builder, f *sparrow.DataFrame, rows []sparrow.Row) answer {
	schema := must(f.Schema(b.ctx))
	spelled := make([]any, len(rows))
	for position, row := range rows {
		spelled[position] = canonical(row)
	}
	return answer{"schema": json.RawMessage(schema.JSON()), "rows": spelled}
}

func schema(b *builder, f *sparrow.DataFrame, _ any) answer {
	return answer{"schema": json.RawMessage(must(f.Schema(b.ctx)).JSON())}
}

func take(b *builder, f *sparrow.DataFrame, p any) answer {
	return rows(b, f, must(f.Take(b.ctx, int(as[int64](p, "take")))))
}

func tail(b *builder, f *sparrow.DataFrame, p any) answer {
	return rows(b, f, must(f.Tail(b.ctx, int(as[int64](p, "tail")))))
}

func first(b *builder, f *sparrow.DataFrame, _ any) answer {
	row, there, err := f.First(b.ctx)
	must(0, err)
	if !there {
		return rows(b, f, nil)
	}
	return rows(b, f, []sparrow.Row{row})
}

var headings = map[string][]string{
	"simple":    {"== Physical Plan =="},
	"extended":  {"== Parsed Logical Plan ==", "== Analyzed Logical Plan ==", "== Optimized Logical Plan ==", "== Physical Plan =="},
	"codegen":   {"WholeStageCodegen"},
	"cost":      {"== Optimized Logical Plan ==", "== Physical Plan =="},
	"formatted": {"== Physical Plan =="},
}

func explain(b *builder, f *sparrow.DataFrame, p any) answer {
	mode, ok := p.(string)
	if !ok {
		mode = "simple"
	}
	text := must(f.Explain(b.ctx, sparrow.ExplainMode(mode)))
	for _, heading := range headings[mode] {
		if !strings.Contains(text, heading) {
			return answer{"value": false}
		}
	}
	return answer{"value": true}
}

func show(b *builder, f *sparrow.DataFrame, p any) answer {
	o := as[*object](p, "show").only("n", "truncate", "vertical")
	options := sparrow.ShowOptions{Vertical: o.flag("vertical")}
	if o.has("n") {
		options.Rows = o.number("n")
	}
	switch truncate := o.values["truncate"].(type) {
	case bool:
		if !truncate {
			options.Truncate = -1
		}
	case int64:
		options.Truncate = int(truncate)
		if truncate == 0 {
			options.Truncate = -1
		}
	}
	return answer{"value": must(f.ShowString(b.ctx, options))}
}

func storageLevel(b *builder, f *sparrow.DataFrame, _ any) answer {
	level := must(f.StorageLevel(b.ctx))
	return answer{"value": map[string]any{
		"use_disk": level.UseDisk, "use_memory": level.UseMemory, "use_off_heap": level.UseOffHeap,
		"deserialized": level.Deserialized, "replication": level.Replication,
	}}
}

func createView(b *builder, f *sparrow.DataFrame, p any) answer {
	o := as[*object](p, "create_view").only("name", "replace", "global")
	create := map[[2]bool]func(*sparrow.DataFrame, context.Context, string) error{
		{false, false}: (*sparrow.DataFrame).CreateTempView,
		{true, false}:  (*sparrow.DataFrame).CreateOrReplaceTempView,
		{false, true}:  (*sparrow.DataFrame).CreateGlobalTempView,
		{true, true}:   (*sparrow.DataFrame).CreateOrReplaceGlobalTempView,
	}[[2]bool{o.flag("replace"), o.flag("global")}]
	must(0, create(f, b.ctx, o.text("name")))
	return answer{}
}

func writer(f *sparrow.DataFrame, o *object) *sparrow.Writer {
	writer := f.Write().Options(options(o))
	if o.has("format") {
		writer = writer.Format(o.text("format"))
	}
	if o.has("mode") {
		writer = writer.Mode(sparrow.SaveMode(o.text("mode")))
	}
	if o.has("partition_by") {
		writer = writer.PartitionBy(o.texts("partition_by")...)
	}
	return writer
}

func write(b *builder, f *sparrow.DataFrame, p any) answer {
	o := as[*object](p, "write").only("path", "format", "mode", "options", "partition_by")
	path := ""
	if o.has("path") {
		path = o.text("path")
	}
	must(0, writer(f, o).Save(b.ctx, path))
	return answer{}
}

func saveAsTable(b *builder, f *sparrow.DataFrame, p any) answer {
	o := as[*object](p, "save_as_table").only("name", "format", "mode", "options", "partition_by")
	must(0, writer(f, o).SaveAsTable(b.ctx, o.text("name")))
	return answer{}
}

func insertInto(b *builder, f *sparrow.DataFrame, p any) answer {
	o := as[*object](p, "insert_into").only("name", "overwrite")
	writer := f.Write()
	if o.has("overwrite") && o.flag("overwrite") {
		writer = writer.Mode(sparrow.Overwrite)
	} else if o.has("overwrite") {
		writer = writer.Mode(sparrow.Append)
	}
	must(0, writer.InsertInto(b.ctx, o.text("name")))
	return answer{}
}

func observed(b *builder, f *sparrow.DataFrame, _ any) answer {
	must(f.Collect(b.ctx))
	metrics := map[string]any{}
	for _, observation := range b.observations {
		for name, value := range must(observation.Get(b.ctx)) {
			metrics[name] = canonical(value)
		}
	}
	return answer{"value": metrics}
}

func approxQuantile(b *builder, f *sparrow.DataFrame, p any) answer {
	o := as[*object](p, "approx_quantile").only("columns", "probabilities", "error")
	var probabilities []float64
	for _, probability := range o.list("probabilities") {
		probabilities = append(probabilities, float(probability))
	}
	return answer{"value": must(f.ApproxQuantile(b.ctx, o.texts("columns"), probabilities, float(o.values["error"])))}
}

// stream reads batch by batch and leaves before the end where so many were asked for.
func stream(b *builder, f *sparrow.DataFrame, p any) answer {
	wanted := -1
	if o, ok := p.(*object); ok && o.only("batches").has("batches") {
		wanted = o.number("batches")
	}
	rows, batches := int64(0), 0
	for batch, err := range f.Stream(b.ctx) {
		must(0, err)
		rows += batch.NumRows()
		batches++
		if batches == wanted {
			return answer{"value": true}
		}
	}
	return answer{"value": map[string]any{"rows": rows}}
}
