#!/bin/sh
# The compiler of .proto files that the build of Apache's client asks for: the system's, or the one in Python's grpcio-tools.
# ADAPTER_PYTHON names the Python that has it, python3 otherwise.
set -eu
if command -v protoc > /dev/null; then
  exec protoc "$@"
fi
python="${ADAPTER_PYTHON:-python3}"
"$python" -c 'import grpc_tools' 2> /dev/null || {
  echo "apache-rust: there is no protoc: apt-get install protobuf-compiler, or pip install grpcio-tools for $python" >&2
  exit 2
}
exec "$python" -m grpc_tools.protoc "$@"
