"""How a channel of gRPC is set up for a session, for `grpc` and `grpc.aio` alike. Importing it loads grpc."""

from __future__ import annotations

from typing import Any

import grpc

from .errors import ClientError
from .failure import RpcFailure
from .options import Options

message_bytes_max = 128 * 1024 * 1024
certificate_bytes_max = 16 * 1024 * 1024


def channel_options(options: Options) -> list[tuple[str, Any]]:
    """One connection per session, large messages, and gRPC's own retries off: ours know more."""
    return [
        ("grpc.max_receive_message_length", message_bytes_max),
        ("grpc.max_send_message_length", message_bytes_max),
        ("grpc.enable_retries", 0),
        ("grpc.use_local_subchannel_pool", 1),
        ("grpc.primary_user_agent", options.client_type.encode("ascii", "replace").decode()),
        ("grpc.keepalive_time_ms", 60_000),
        ("grpc.keepalive_timeout_ms", 20_000),
        # A server that went away comes back soon: the retries' delays decide, not gRPC's.
        ("grpc.initial_reconnect_backoff_ms", 50),
        ("grpc.min_reconnect_backoff_ms", 50),
        ("grpc.max_reconnect_backoff_ms", 1000),
    ]


def credentials(options: Options) -> grpc.ChannelCredentials | None:
    """What TLS takes; None for plaintext. Raises ClientError for files that cannot be read."""
    if not options.tls:
        return None
    return grpc.ssl_channel_credentials(
        root_certificates=_file(options.tls_ca_file, "the CA's certificate"),
        private_key=_file(options.tls_key_file, "the client certificate's key"),
        certificate_chain=_file(options.tls_certificate_file, "the client certificate"),
    )


def _file(path: str | None, what: str) -> bytes | None:
    if path is None:
        return None
    try:
        with open(path, "rb") as file:
            data = file.read(certificate_bytes_max + 1)
    except OSError as error:
        raise ClientError(f"{what} {path!r} cannot be read: {error.strerror}") from None
    if b"-----BEGIN" not in data or len(data) > certificate_bytes_max:
        raise ClientError(f"{what} {path!r} is no PEM file of at most {certificate_bytes_max} bytes: convert it")
    return data


def failure_of(error: Any) -> RpcFailure:
    """The failure that an error of gRPC's is."""
    code = error.code()
    details = None
    for name, value in error.trailing_metadata() or ():
        if name == "grpc-status-details-bin":
            details = value
    return RpcFailure(code.name if code is not None else "UNKNOWN", error.details() or "", details)
