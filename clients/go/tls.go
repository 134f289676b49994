// Whether and how the connection is encrypted, and that no token leaves the machine when it is not.

package sparrow

import (
	"crypto/tls"
	"crypto/x509"
	"os"

	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
)

// clientCertificate are the PEM files of a certificate and its key, or empty.
type clientCertificate struct{ certificateFile, keyFile string }

func (s *settings) namesCertificates() bool {
	return s.caFile != "" || s.certificate != clientCertificate{}
}

// encrypted is whether TLS is on.
func (s *settings) encrypted() bool {
	if s.useTLS != nil {
		return *s.useTLS
	}
	return s.namesCertificates() || s.provider != nil && !isLoopback(s.address.host)
}

// checkTransport refuses settings that contradict each other.
func (s *settings) checkTransport() error {
	if s.encrypted() {
		return nil
	}
	if s.provider != nil && !isLoopback(s.address.host) {
		return clientError("a token would be sent to the host %q in clear, since use_ssl is false: leave use_ssl out or "+
			"set it to true", shortened(s.address.host))
	}
	if s.namesCertificates() {
		return clientError("use_ssl is false and yet a CA or a client certificate is named: leave one of them out")
	}
	return nil
}

// transportCredentials are what gRPC encrypts by.
func (s *settings) transportCredentials() (credentials.TransportCredentials, error) {
	if !s.encrypted() {
		return insecure.NewCredentials(), nil
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if s.caFile != "" {
		pem, err := os.ReadFile(s.caFile)
		if err != nil {
			return nil, causedError(KindClient, err, "the file of TLS authorities cannot be read")
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, clientError("the file %q has no certificate in PEM: give the certificates of the authorities", s.caFile)
		}
	}
	if (s.certificate != clientCertificate{}) {
		certificate, err := tls.LoadX509KeyPair(s.certificate.certificateFile, s.certificate.keyFile)
		if err != nil {
			return nil, causedError(KindClient, err, "the client certificate cannot be used")
		}
		config.Certificates = []tls.Certificate{certificate}
	}
	return credentials.NewTLS(config), nil
}
