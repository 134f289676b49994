// The sessions of a run, by the names that cases give them, and what is asked of a session itself.

package main

import (
	"context"
	"net"
	"strconv"
	"strings"

	"github.com/sparrow-connect/sparrow-go"
)

// session is a session of the server and the frames that let has named in it.
type session struct {
	client *sparrow.Session
	frames map[string]*sparrow.DataFrame
}

func (a *adapter) named(request *object) *session {
	name := "main"
	if request.has("session") {
		name = request.text("session")
	}
	found := a.sessions[name]
	if found == nil {
		panic(refuse("no session %q is connected", name))
	}
	return found
}

func (a *adapter) connect(request *object) answer {
	request.only("id", "do", "session", "host", "port", "use_ssl", "ca_file", "token", "token_file", "user_id",
		"session_id", "url_suffix", "tenant", "same_as")
	address := "sc://" + net.JoinHostPort(request.text("host"), strconv.Itoa(request.number("port")))
	if request.has("url_suffix") {
		address += "/;" + strings.TrimLeft(request.text("url_suffix"), "/;")
	}
	var options []sparrow.Option
	for key, option := range map[string]func(string) sparrow.Option{
		"ca_file": sparrow.WithTLSCAFile, "token": sparrow.WithToken, "token_file": sparrow.WithTokenFile,
		"user_id": sparrow.WithUserID, "session_id": sparrow.WithSessionID,
	} {
		if request.has(key) {
			options = append(options, option(request.text(key)))
		}
	}
	if request.has("use_ssl") {
		options = append(options, sparrow.WithTLS(request.flag("use_ssl")))
	}
	name := "main"
	if request.has("session") {
		name = request.text("session")
	}
	client := must(sparrow.Connect(context.Background(), address, options...))
	a.sessions[name] = &session{client: client, frames: map[string]*sparrow.DataFrame{}}
	return answer{}
}

func (a *adapter) closeSession(request *object) answer {
	must(0, a.named(request.only("id", "do", "session")).client.Close(context.Background()))
	return answer{}
}

func (a *adapter) let(request *object) answer {
	session := a.named(request.only("id", "do", "session", "name", "frame"))
	b := &builder{ctx: context.Background(), session: session}
	session.frames[request.text("name")] = b.build(request.values["frame"])
	return answer{}
}

func (a *adapter) tags(request *object) answer {
	client := a.named(request.only("id", "do", "session", "add", "remove", "clear", "get")).client
	if _, there := request.values["add"]; there {
		must(0, client.AddTag(request.text("add")))
	}
	if _, there := request.values["remove"]; there {
		must(0, client.RemoveTag(request.text("remove")))
	}
	if request.flag("clear") {
		client.ClearTags()
	}
	if request.flag("get") {
		return answer{"value": append([]string{}, client.Tags()...)}
	}
	return answer{}
}

func (a *adapter) config(request *object) answer {
	config, ctx := a.named(request).client.Config(), context.Background()
	request.only("id", "do", "session", "set", "get", "get_default", "unset", "get_all", "is_modifiable")
	switch {
	case request.has("set"):
		values := map[string]string{}
		for _, key := range request.object("set").keys {
			values[key] = request.object("set").text(key)
		}
		must(0, config.SetAll(ctx, values))
	case request.has("get"):
		return answer{"value": must(config.Get(ctx, request.text("get")))}
	case request.has("get_default"):
		pair := texts(request.values["get_default"])
		return answer{"value": must(config.GetDefault(ctx, pair[0], pair[1]))}
	case request.has("unset"):
		must(0, config.Unset(ctx, request.text("unset")))
	case request.has("get_all"):
		return answer{"value": must(config.GetAll(ctx, request.text("get_all")))}
	case request.has("is_modifiable"):
		return answer{"value": must(config.IsModifiable(ctx, request.text("is_modifiable")))}
	default:
		panic(refuse("config has none of its keys: %v", request.keys))
	}
	return answer{}
}

func (a *adapter) version(request *object) answer {
	return answer{"value": must(a.named(request.only("id", "do", "session")).client.Version(context.Background())) != ""}
}
