// Addresses: sc://host[:port][/;key=value…]. This file knows their grammar; what the keys do, options know.

package sparrow

import (
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
)

const (
	defaultAddress  = "sc://127.0.0.1:15002"
	defaultPort     = "15002"
	addressVariable = "SPARK_REMOTE"
)

// parameter is a key of an address with its decoded value.
type parameter struct{ key, value string }

// address is where the server is and what the address says beside it.
type address struct {
	host       string
	port       string
	parameters []parameter
}

// parseAddress reads an address; an empty one is that of SPARK_REMOTE, or of this machine. Values never stand in errors,
// since one may be a token.
func parseAddress(text string) (address, error) {
	if text == "" {
		text = os.Getenv(addressVariable)
	}
	if text == "" {
		text = defaultAddress
	}
	rest, found := strings.CutPrefix(text, "sc://")
	if !found {
		scheme, _, _ := strings.Cut(text, "://")
		return address{}, clientError("the address has the scheme %q: write sc://host:port", shortened(scheme))
	}
	authority, path, hasPath := strings.Cut(rest, "/")
	result, err := parseAuthority(authority)
	if err != nil {
		return address{}, err
	}
	if strings.Contains(path, "#") {
		return address{}, clientError("the address has a fragment (#…): write %%23 where a value has the character #")
	}
	if hasPath && path != "" {
		if path[0] != ';' {
			route, _, _ := strings.Cut(path, ";")
			return address{}, clientError("the address has the path %q: only parameters may follow the /, as in "+
				"sc://host:port/;use_ssl=true", shortened(route))
		}
		result.parameters, err = parseParameters(path[1:])
	}
	return result, err
}

func parseAuthority(authority string) (address, error) {
	if strings.Contains(authority, "@") {
		return address{}, clientError("the address has a user before an @: name the user by ;user_id=…, a token by ;token=…")
	}
	if strings.ContainsAny(authority, ";?#") {
		return address{}, clientError("the address has one of ; ? # in its host: write parameters behind /;, as in " +
			"sc://host:port/;use_ssl=true")
	}
	host, port := authority, defaultPort
	if strings.HasPrefix(authority, "[") || strings.Contains(authority, ":") {
		if strings.HasPrefix(authority, "[") && strings.HasSuffix(authority, "]") {
			host = authority[1 : len(authority)-1]
		} else {
			var err error
			if host, port, err = net.SplitHostPort(authority); err != nil {
				return address{}, clientError("the address has the host and port %q, which cannot be read: write host:port, "+
					"or [::1]:port for IPv6", shortened(authority))
			}
		}
		if strings.HasPrefix(authority, "[") && net.ParseIP(host) == nil {
			return address{}, clientError("the address has %q in brackets, which is no IPv6 address", shortened(host))
		}
	}
	if host == "" {
		return address{}, clientError("the address has no host: write sc://host:port")
	}
	if strings.ContainsAny(host, " %\t\r\n") {
		return address{}, clientError("the address has the host %q: a host has no spaces and no %%", shortened(host))
	}
	if number, err := strconv.ParseUint(port, 10, 16); err != nil || number == 0 {
		return address{}, clientError("the address has the port %q: give a number from 1 to 65535", shortened(port))
	}
	return address{host: host, port: port}, nil
}

func parseParameters(text string) ([]parameter, error) {
	var parameters []parameter
	seen := map[string]bool{}
	for part := range strings.SplitSeq(text, ";") {
		if part == "" {
			continue
		}
		key, encoded, found := strings.Cut(part, "=")
		if key == "" || !found || encoded == "" {
			return nil, clientError("the address has the key %q without a value: write ;key=value", shortened(key))
		}
		if seen[key] {
			return nil, clientError("the address names the key %q twice: keep one", shortened(key))
		}
		seen[key] = true
		value, err := url.PathUnescape(encoded)
		if err != nil {
			return nil, clientError("the value of the key %q has a %% that is not followed by two hexadecimal digits: "+
				"write %%25 for the character %%", shortened(key))
		}
		parameters = append(parameters, parameter{key, value})
	}
	return parameters, nil
}

// shortened keeps what is quoted in an error to the length of a line.
func shortened(text string) string {
	const lengthMax = 64
	if len(text) <= lengthMax {
		return text
	}
	return strings.ToValidUTF8(text[:lengthMax], "") + "…"
}

// isLoopback is whether the host is this machine by its name alone.
func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
