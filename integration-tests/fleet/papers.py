"""Certificates of an authority that lives as long as a test, and secrets, as the files that settings and options name."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from pathlib import Path

import trustme

# The second is another address of this machine: what a process says of itself, where a tap stands before it.
HOSTS = ("127.0.0.1", "127.0.0.2")
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Papers:
    """What a process of a fleet has: its certificate, the key of that, and the authority whose certificates it takes."""

    cert: Path
    key: Path
    ca: Path

    def settings(self) -> dict[str, str]:
        """As a server is told of them."""
        return {f"SPARROW_FLEET_TLS_{name}_FILE": str(file) for name, file in self._files()}

    def arguments(self) -> tuple[str, ...]:
        """As an executor is told of them."""
        return tuple(word for name, file in self._files() for word in (f"--tls-{name.lower()}-file", str(file)))

    def trusting(self, other: Papers) -> Papers:
        """The same certificate, with the authority of somebody else."""
        return replace(self, ca=other.ca)

    def _files(self) -> tuple[tuple[str, Path], ...]:
        return ("CERT", self.cert), ("KEY", self.key), ("CA", self.ca)


class Authority:
    """Gives out certificates; its files are in a folder of its own below `folder`."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder / name
        self.folder.mkdir()
        self.authority = trustme.CA()
        self.ca = self.folder / "ca.pem"
        self.authority.cert_pem.write_to_path(str(self.ca))

    def issue(self, holder: str, hosts: tuple[str, ...] = HOSTS, ended: bool = False) -> Papers:
        """A certificate for `hosts`; one that has `ended` was good until yesterday."""
        now = datetime.datetime.now(datetime.UTC)
        times = {"not_before": now - 2 * DAY, "not_after": now - DAY} if ended else {}
        certificate = self.authority.issue_cert(*hosts, **times)
        papers = Papers(self.folder / f"{holder}.pem", self.folder / f"{holder}.key", self.ca)
        papers.cert.write_bytes(b"".join(blob.bytes() for blob in certificate.cert_chain_pems))
        write_own(papers.key, certificate.private_key_pem.bytes())
        return papers


def secret_file(folder: Path, name: str, text: str) -> Path:
    """A file that holds a secret of the fleet."""
    return write_own(folder / f"{name}.secret", text.encode())


def write_own(file: Path, data: bytes) -> Path:
    """A file that only its owner can read."""
    file.touch(mode=0o600)
    file.write_bytes(data)
    return file
