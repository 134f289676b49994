"""What a secured server and its callers need: a CA of their own, a certificate, an issuer's key, and tokens it signed.

Knows how they are made; refuses to know who shows them where.
"""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import trustme
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

ISSUER = "https://issuer.example"
AUDIENCE = "spark"
# Longer than any run.
LIFETIME_SECONDS = 12 * 3600


@dataclass(frozen=True)
class Certificates:
    """Files of one CA: its own certificate, and a certificate with its key for this machine's loopback names."""

    authority: Path
    server: Path
    key: Path


def make_certificates(folder: Path) -> Certificates:
    authority = trustme.CA()
    certificate = authority.issue_cert("localhost", "127.0.0.1")
    files = Certificates(folder / "ca.pem", folder / "server.pem", folder / "server.key")
    authority.cert_pem.write_to_path(str(files.authority))
    files.server.write_bytes(b"".join(blob.bytes() for blob in certificate.cert_chain_pems))
    write_secret(files.key, certificate.private_key_pem.bytes())
    return files


class Issuer:
    """Signs tokens with an RSA key that stays in this process; its public half is a file."""

    def __init__(self, folder: Path) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.public_key = folder / "issuer.pem"
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        self.public_key.write_bytes(self._key.public_key().public_bytes(serialization.Encoding.PEM, form))
        self._folder = folder

    def token_file(self, tenant: str, subject: str, number: int) -> Path:
        """A file with a token of this caller; `number` tells the caller's tokens apart."""
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": subject, "tenant": tenant, "iat": now, "nbf": now,
                  "exp": now + LIFETIME_SECONDS, "jti": f"{tenant}-{number}"}
        file = self._folder / f"{tenant}-{number}.jwt"
        write_secret(file, self._sign(claims).encode())
        return file

    def _sign(self, claims: dict[str, Any]) -> str:
        head = {"alg": "RS256", "typ": "JWT"}
        message = ".".join(encoded(json.dumps(part).encode()) for part in (head, claims))
        return f"{message}.{encoded(self._key.sign(message.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def write_secret(file: Path, secret: bytes) -> None:
    file.touch(mode=0o600)
    file.write_bytes(secret)
