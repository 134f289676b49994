// The adapter of the Go client: requests on standard input, answers on standard output, one JSON object a line. It knows
// which step is answered by which function; what a frame, a column or an action is, the files beside it know.

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"github.com/sparrow-connect/sparrow-go"
)

// adapter is the state of one run.
type adapter struct {
	sessions map[string]*session
	running  map[string]*running
}

// unsupported is thrown for what the client cannot do.
type unsupported string

func main() {
	a := &adapter{sessions: map[string]*session{}, running: map[string]*running{}}
	steps := map[string]func(*object) answer{
		"describe": func(*object) answer { return answer{"client": "sparrow-go", "version": sparrow.ClientVersion} },
		"connect":  a.connect, "close": a.closeSession, "let": a.let, "start": a.start, "wait": a.wait,
		"cancel": a.cancel, "interrupt": a.interrupt, "tags": a.tags, "config": a.config, "version": a.version,
		"run": func(request *object) answer { return run(context.Background(), a.named(request), request) },
	}
	input := bufio.NewReaderSize(os.Stdin, 1<<20)
	output := bufio.NewWriter(os.Stdout)
	for {
		line, err := input.ReadString('\n')
		if len(line) > 1 {
			reply(output, steps, line)
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "the requests cannot be read:", err)
			os.Exit(1)
		}
	}
	for _, one := range a.running {
		one.cancel()
	}
	for _, session := range a.sessions {
		_ = session.client.Close(context.Background())
	}
}

func reply(output *bufio.Writer, steps map[string]func(*object) answer, line string) {
	var id any
	result := guarded(func() answer {
		request := as[*object](must(parse(line)), "a request")
		id = request.values["id"]
		step, ok := steps[request.text("do")]
		if !ok {
			panic(unsupported("there is no step " + request.text("do")))
		}
		return step(request)
	})
	whole := answer{"id": id}
	for key, value := range result {
		whole[key] = value
	}
	text, err := json.Marshal(whole)
	if err != nil {
		text, _ = json.Marshal(answer{"id": id, "error": answer{"kind": "client", "message": err.Error()}})
	}
	output.Write(append(text, '\n'))
	if err := output.Flush(); err != nil {
		fmt.Fprintln(os.Stderr, "the answer cannot be written:", err)
		os.Exit(1)
	}
}

// guarded is what the work gives, or throws, as an answer.
func guarded(work func() answer) (result answer) {
	defer func() {
		switch thrown := recover().(type) {
		case nil:
		case answered:
			result = thrown.answer
		case unsupported:
			result = answer{"unsupported": string(thrown)}
		case malformed:
			result = answer{"error": answer{"kind": "client", "message": "the adapter: " + thrown.reason}}
		case error:
			result = answer{"error": describeError(thrown)}
		default:
			debug.PrintStack()
			result = answer{"error": answer{"kind": "client", "message": fmt.Sprint("the adapter: ", thrown)}}
		}
	}()
	return answer{"ok": work()}
}
