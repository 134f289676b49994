// What runs beside the adapter's own turn: started, waited for, cancelled, interrupted.

package main

import (
	"context"
	"sync"

	"github.com/sparrow-connect/sparrow-go"
)

// running is an action in the background.
type running struct {
	cancel context.CancelFunc
	done   chan struct{}
	answer answer

	mutex sync.Mutex
	// operation is the newest operation that the action has sent.
	operation string
}

// handlesMax is how many actions may run at a time.
const handlesMax = 64

func (a *adapter) start(request *object) answer {
	if len(a.running) >= handlesMax {
		panic(refuse("%d actions run already: wait for one", handlesMax))
	}
	session, handle := a.named(request), request.text("handle")
	ctx, cancel := context.WithCancel(context.Background())
	one := &running{cancel: cancel, done: make(chan struct{})}
	ctx = sparrow.OperationContext(ctx, func(id string) {
		one.mutex.Lock()
		defer one.mutex.Unlock()
		one.operation = id
	})
	a.running[handle] = one
	go func() {
		defer close(one.done)
		one.answer = guarded(func() answer { return run(ctx, session, request) })
	}()
	return answer{}
}

func (a *adapter) handle(request *object) *running {
	one := a.running[request.text("handle")]
	if one == nil {
		panic(refuse("nothing was started as %q", request.text("handle")))
	}
	return one
}

// answered is an answer that is whole already.
type answered struct{ answer answer }

func (a *adapter) wait(request *object) answer {
	one := a.handle(request.only("id", "do", "session", "handle"))
	<-one.done
	one.cancel()
	delete(a.running, request.text("handle"))
	panic(answered{one.answer})
}

func (a *adapter) cancel(request *object) answer {
	a.handle(request.only("id", "do", "session", "handle")).cancel()
	return answer{}
}

func (a *adapter) interrupt(request *object) answer {
	client, ctx := a.named(request.only("id", "do", "session", "all", "tag", "handle")).client, context.Background()
	switch {
	case request.has("tag"):
		return answer{"value": len(must(client.InterruptTag(ctx, request.text("tag"))))}
	case request.has("handle"):
		one := a.handle(request)
		one.mutex.Lock()
		operation := one.operation
		one.mutex.Unlock()
		if operation == "" {
			return answer{"value": 0}
		}
		return answer{"value": len(must(client.InterruptOperation(ctx, operation)))}
	case request.flag("all"):
		return answer{"value": len(must(client.InterruptAll(ctx)))}
	}
	panic(refuse("interrupt has none of all, tag and handle"))
}
