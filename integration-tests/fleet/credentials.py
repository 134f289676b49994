"""What a process of a fleet shows to others, made from its secret by the words of docs/decisions/0002-fleet-credentials.md.

Written anew rather than borrowed, so that a change of the server's that others would not understand does not go unseen.
"""

from __future__ import annotations

import hashlib
import hmac
import re

from hostile.raw import field, varint

SCHEME = "Sparrow-HMAC-SHA256"
NONCE = re.compile(rf'^{SCHEME} nonce="([^"]+)"$')


def code(key: bytes, *parts: bytes) -> bytes:
    """The HMAC of parts, each with its length before it."""
    made = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts:
        made.update(len(part).to_bytes(8, "big") + part)
    return made.digest()


def answer(secret: str, challenge: str, own: str = "of-this-test", side: bytes = b"executor") -> str:
    """The answer of an executor to a server's challenge."""
    nonce = NONCE.match(challenge)[1]
    proof = code(secret.encode(), b"sparrow fleet 1", side, nonce.encode(), own.encode()).hex()
    return f'{SCHEME} nonce="{nonce}", cnonce="{own}", proof="{proof}"'


def ticket(secret: str, job: str, request: bytes, expires: int, tenant: str = "local", shown_tenant: str | None = None) -> str:
    """The ticket for a request of a task of `job`; one that shows another tenant is not what its proof says."""
    fleet = code(secret.encode(), b"sparrow fleet tickets 1")
    of_job = code(fleet, b"sparrow job tickets 1", tenant.encode(), job.encode(), expires.to_bytes(8, "big"))
    proof = code(of_job, b"sparrow ticket 1", request)
    return f"Sparrow-Ticket {(shown_tenant or tenant).encode().hex()}.{expires}.{proof.hex()}"


def request(job: str, stage: int, partition: int, file: int) -> bytes:
    """Ballista's request for a shuffle file."""
    numbers = b"".join(varint(number << 3) + varint(value) for number, value in ((2, stage), (3, partition), (7, file)))
    return field(3, field(1, job.encode()) + numbers)


def action(body: bytes) -> bytes:
    """Flight's action that sends a file as it is."""
    return field(1, b"IO_BLOCK_TRANSPORT") + field(2, body)


def flight_ticket(body: bytes) -> bytes:
    """The same as Flight's DoGet has it."""
    return field(1, body)
