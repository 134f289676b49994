// Makes DataFrames of the trees of cases: each source and each operation is one function of the client.

package main

import (
	"context"
	"os"

	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/sparrow-connect/sparrow-go"
)

// builder makes the frames of one step.
type builder struct {
	ctx     context.Context
	session *session
	// observations are those that the step's frame has.
	observations []*sparrow.Observation
}

func (b *builder) columns() columns { return columns{frames: b.session.frames} }

// build is the frame of a source and the operations after it.
func (b *builder) build(tree any) *sparrow.DataFrame {
	list := as[[]any](tree, "a frame")
	if len(list) == 0 {
		panic(refuse("a frame has no source"))
	}
	frame := b.source(as[*object](list[0], "a source"))
	for _, operation := range list[1:] {
		kind, parameters := single(operation, "an operation")
		apply, ok := operations[kind]
		if !ok {
			panic(refuse("there is no operation %q on frames", kind))
		}
		frame = apply(b, frame, parameters)
	}
	return frame
}

func (b *builder) source(tree *object) *sparrow.DataFrame {
	client := b.session.client
	for _, kind := range tree.keys {
		switch kind {
		case "sql":
			return b.sql(tree.only("sql").values["sql"])
		case "range":
			p := tree.only("range").object("range").only("start", "end", "step", "partitions")
			start, step, partitions := int64(0), int64(1), 0
			if p.has("start") {
				start = int64(p.number("start"))
			}
			if _, there := p.values["step"]; there {
				step = int64(p.number("step"))
			}
			if p.has("partitions") {
				partitions = p.number("partitions")
			}
			return client.RangeBy(start, int64(p.number("end")), step, partitions)
		case "table":
			return client.Table(tree.only("table").text("table"))
		case "read":
			return b.read(tree.only("read").object("read").only("format", "path", "schema", "options"))
		case "local", "generated":
			return b.upload(tree, kind)
		case "ref":
			frame := b.session.frames[tree.only("ref").text("ref")]
			if frame == nil {
				panic(refuse("no frame was named %q by let", tree.text("ref")))
			}
			return frame
		}
	}
	panic(refuse("no source of a frame has the keys %v", tree.keys))
}

func (b *builder) sql(parameters any) *sparrow.DataFrame {
	if text, ok := parameters.(string); ok {
		return must(b.session.client.SQL(b.ctx, text))
	}
	p := as[*object](parameters, "sql").only("text", "args", "pos")
	var arguments []any
	if p.has("args") {
		named := sparrow.Named{}
		for name, tree := range p.object("args").values {
			named[name] = b.columns().value(tree)
		}
		arguments = append(arguments, named)
	}
	if p.has("pos") {
		for _, tree := range p.list("pos") {
			arguments = append(arguments, b.columns().value(tree))
		}
	}
	return must(b.session.client.SQL(b.ctx, p.text("text"), arguments...))
}

func (b *builder) read(p *object) *sparrow.DataFrame {
	reader := b.session.client.Read()
	if p.has("format") {
		reader = reader.Format(p.text("format"))
	}
	if p.has("schema") {
		reader = reader.Schema(p.text("schema"))
	}
	reader = reader.Options(options(p))
	if p.has("path") {
		return reader.Load(p.text("path"))
	}
	return reader.Load()
}

func (b *builder) upload(tree *object, kind string) *sparrow.DataFrame {
	path := tree.values["arrow_file"]
	if inner, ok := tree.values[kind].(*object); ok && inner.has("arrow_file") {
		path = inner.values["arrow_file"]
	}
	file := must(os.Open(as[string](path, "arrow_file")))
	defer file.Close()
	reader := must(ipc.NewReader(file))
	defer reader.Release()
	return must(b.session.client.CreateDataFrame(b.ctx, reader))
}

func options(p *object) map[string]string {
	result := map[string]string{}
	if p.has("options") {
		given := p.object("options")
		for _, key := range given.keys {
			result[key] = given.text(key)
		}
	}
	return result
}

// must is the value; an error is thrown, and caught where requests are answered.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
