// Addresses and options: what is read, and what is refused.

package sparrow

import (
	"context"
	"errors"
	"strings"
	"testing"
)

func TestAddressesAreRead(t *testing.T) {
	t.Setenv(addressVariable, "sc://variable:1")
	for text, due := range map[string]struct {
		target    string
		encrypted bool
	}{
		"":                            {"variable:1", false},
		"sc://host":                   {"host:15002", false},
		"sc://host:99/":               {"host:99", false},
		"sc://[::1]:99":               {"::1:99", false},
		"sc://[::1]":                  {"::1:15002", false},
		"sc://host/;use_ssl=true":     {"host:15002", true},
		"sc://host/;token=a%2Bb":      {"host:15002", true},
		"sc://localhost/;token=t":     {"localhost:15002", false},
		"sc://127.8.9.1/;token=t":     {"127.8.9.1:15002", false},
		"sc://[::1]/;token=t":         {"::1:15002", false},
		"sc://host/;tls_ca_file=%2Fx": {"host:15002", true},
	} {
		settings, err := resolve(text, nil)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := settings.address.host + ":" + settings.address.port; got != due.target || settings.encrypted() != due.encrypted {
			t.Errorf("%s: is %s, encrypted %v", text, got, settings.encrypted())
		}
	}
	settings, err := resolve("sc://h/;token=a%2Bb;X-Key=v%3Bw;user_id=ann", []Option{WithUserID("bo")})
	if err != nil {
		t.Fatal(err)
	}
	token, _ := settings.provider(context.Background())
	if token.Value != "a+b" || settings.userID != "bo" || settings.headers[0] != (header{"x-key", "v;w"}) {
		t.Errorf("the user is %q, the headers are %v", settings.userID, settings.headers)
	}
}

func TestAddressesAreRefused(t *testing.T) {
	for text, due := range map[string]string{
		"http://host":                "http",
		"sc://":                      "no host",
		"sc://host:0":                `"0"`,
		"sc://host:99999":            "99999",
		"sc://host:port":             "port",
		"sc://::1:5":                 "::1:5",
		"sc://[x]":                   "x",
		"sc://ann@host":              "user",
		"sc://host/db":               "db",
		"sc://host;use_ssl=true":     "behind /;",
		"sc://host/;a=b#c":           "fragment",
		"sc://host/;use_ssl":         "use_ssl",
		"sc://host/;user_id=":        "user_id",
		"sc://host/;x=1;x=2":         "twice",
		"sc://host/;use_ssl=maybe":   "maybe",
		"sc://host/;session_id=7":    `"7"`,
		"sc://host/;authorization=x": "token",
		"sc://host/;grpc-x=y":        "grpc-x",
		"sc://host/;user_agent=" + strings.Repeat("x", 2049): "2049",
		"sc://host/;use_ssl=false;token=t":                   "in clear",
		"sc://host/;use_ssl=false;tls_ca_file=x":             "use_ssl is false",
	} {
		_, err := resolve(text, nil)
		var failed *Error
		if !errors.As(err, &failed) || failed.Kind != KindClient || !strings.Contains(failed.Message, due) {
			t.Errorf("%s: the error is %v, due one with %q", text, err, due)
		}
	}
}
