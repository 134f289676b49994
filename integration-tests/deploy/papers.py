"""Certificates, tokens and a secret for one run, as an administrator would have made them."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import trustme


@dataclass(frozen=True)
class Papers:
    """PEM texts, the tokens' file, and the one token in it."""

    authority: bytes
    server: tuple[bytes, bytes]
    fleet: tuple[bytes, bytes]
    secret: bytes
    tokens: bytes
    token: str


def make(server: Path, folder: Path, fleet_names: list[str]) -> Papers:
    """Papers of a new authority; the server's own command issues the token."""
    authority = trustme.CA()
    tokens = folder / "tokens.toml"
    done = subprocess.run([str(server), "token", "issue", "--tenant", "acme", "--subject", "ann", "--file", str(tokens)],
                          capture_output=True, text=True, check=True)
    token = next(word for word in done.stdout.split() if word.startswith("sparrow_"))
    return Papers(authority.cert_pem.bytes(), pair(authority, ["localhost", "127.0.0.1"]), pair(authority, fleet_names),
                  b"0123456789abcdef0123456789abcdef\n", tokens.read_bytes(), token)


def pair(authority: trustme.CA, names: list[str]) -> tuple[bytes, bytes]:
    """A chain and its key."""
    certificate = authority.issue_cert(*names)
    return b"".join(blob.bytes() for blob in certificate.cert_chain_pems), certificate.private_key_pem.bytes()
