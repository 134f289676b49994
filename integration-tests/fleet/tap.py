"""Stands before a listener on another address of this machine, passes everything on, and keeps what went by.

A process listens on 127.0.0.1 and says that it is on 127.0.0.2: whoever calls it there speaks through the tap. Knows bytes and
the first one of TLS; refuses to know what they mean.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field

HOST = "127.0.0.2"
PIECE_BYTES = 1 << 16
# With this byte begins a record of a TLS handshake.
HANDSHAKE = 0x16


@dataclass
class Tap:
    """What was said over each connection: what callers sent, and what they were answered."""

    port: int
    sent: list[bytearray] = field(default_factory=list)
    answered: list[bytearray] = field(default_factory=list)

    def heard(self, words: bytes) -> bool:
        """Whether `words` went by as they are."""
        return any(words in said for said in (*self.sent, *self.answered))

    def answered_bytes(self) -> int:
        return sum(map(len, self.answered))

    def plain(self) -> list[bytes]:
        """How the connections began that were not TLS, of those over which anything was said."""
        return [bytes(said[:24]) for said in (*self.sent, *self.answered) if said and said[0] != HANDSHAKE]


@contextmanager
def tapped(port: int) -> Iterator[Tap]:
    """Passes on to `port` of 127.0.0.1 what comes to the same port of HOST."""
    tap = Tap(port)
    with ExitStack() as open_sockets:
        listener = open_sockets.enter_context(socket.create_server((HOST, port)))
        threading.Thread(target=accept, args=(tap, listener, open_sockets), daemon=True).start()
        yield tap
        # A thread that waits for a connection is not woken by a close.
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)


def accept(tap: Tap, listener: socket.socket, open_sockets: ExitStack) -> None:
    with suppress(OSError):
        while True:
            caller = open_sockets.enter_context(listener.accept()[0])
            behind = open_sockets.enter_context(socket.create_connection(("127.0.0.1", tap.port)))
            for source, target, kept in ((caller, behind, tap.sent), (behind, caller, tap.answered)):
                kept.append(bytearray())
                threading.Thread(target=pass_on, args=(source, target, kept[-1]), daemon=True).start()


def pass_on(source: socket.socket, target: socket.socket, kept: bytearray) -> None:
    """Both sides are closed when one of them has had enough."""
    with suppress(OSError):
        while piece := source.recv(PIECE_BYTES):
            kept += piece
            target.sendall(piece)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
