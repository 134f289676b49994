"""Runs a program as the image would: a root of its own that nothing can be written to, an ordinary user, no other processes' network.

It needs no container engine: namespaces of Linux, which root has, and others where the system lets them. Run as a program it goes on
inside (`python sandbox.py COMMAND…`). Knows namespaces and mounts; refuses to know what runs in them.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

# What the image's base has and a program needs: libraries, authorities, the kernel's own files.
SHARED = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ssl", "/proc", "/sys", "/dev/null", "/dev/urandom")
LIBC = ctypes.CDLL(None, use_errno=True)
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 4, 32, 4096, 16384, 1 << 18
SIOCSIFFLAGS, IFF_UP, IFF_RUNNING = 0x8914, 0x1, 0x40


def enter(command: list[str]) -> int:
    """Runs a command of ours in namespaces of its own, where it may mount and has the network to itself."""
    unshare = shutil.which("unshare")
    if unshare is None:
        sys.exit("deploy-check needs the program unshare: install the package util-linux")
    user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    return subprocess.run([unshare, *user, "--mount", "--net", "--propagation", "private", *command], check=False).returncode


def raise_loopback() -> None:
    """A network namespace begins with its loopback down."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP | IFF_RUNNING))


class Root:
    """A root folder as the image has it: what is copied, the machine's libraries, and folders that may be written to."""

    def __init__(self, folder: Path, writable: list[str]) -> None:
        self.folder = folder
        self.writable = writable
        for shared in SHARED:
            if os.path.islink(shared):
                target = folder / shared[1:]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.symlink_to(os.readlink(shared))
            elif os.path.isdir(shared):
                self.bind(Path(shared), shared)
            elif os.path.exists(shared):
                self.place(shared, b"")
                mount(shared, str(folder / shared[1:]), MS_BIND)

    def place(self, path: str, contents: bytes, mode: int = 0o644, group: int = 0) -> None:
        """A file of root's."""
        target = self.folder / path[1:]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(contents)
        target.chmod(mode)
        os.chown(target, 0, group)

    def copy(self, source: Path, path: str) -> None:
        target = self.folder / path[1:]
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)
        target.chmod(0o755)

    def bind(self, source: Path, path: str) -> None:
        """Shows a folder of the machine, as it is."""
        target = self.folder / path[1:]
        target.mkdir(parents=True, exist_ok=True)
        mount(str(source), str(target), MS_BIND | MS_REC)

    def seal(self, user: int) -> None:
        """From here on nothing can be written but below the folders that may be."""
        for path in self.writable:
            target = self.folder / path[1:]
            target.mkdir(parents=True, exist_ok=True)
        mount(str(self.folder), str(self.folder), MS_BIND | MS_REC)
        mount(None, str(self.folder), MS_BIND | MS_REMOUNT | MS_RDONLY)
        for path in self.writable:
            mount("tmpfs", str(self.folder / path[1:]), MS_NOSUID | MS_NODEV, kind="tmpfs", options="mode=0700")
            os.chown(self.folder / path[1:], user, user)

    def start(self, command: list[str], user: int, folder: str, variables: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
        """Starts a program in it, as a user without any right of root's."""
        def drop() -> None:
            os.chroot(self.folder)
            os.chdir(folder)
            os.setgroups([user])
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
            # PR_SET_NO_NEW_PRIVS, PR_SET_PDEATHSIG
            LIBC.prctl(38, 1, 0, 0, 0)
            LIBC.prctl(1, signal.SIGKILL, 0, 0, 0)
        environment = {"PATH": "/usr/local/bin", "HOME": "/", **variables}
        with log.open("ab") as output:
            return subprocess.Popen(command, preexec_fn=drop, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output)


def mount(source: str | None, target: str, flags: int, kind: str | None = None, options: str | None = None) -> None:
    words = [text.encode() if text is not None else None for text in (source, target, kind)]
    if LIBC.mount(*words, ctypes.c_ulong(flags), options.encode() if options else None) != 0:
        problem = ctypes.get_errno()
        raise OSError(problem, f"mount {source} on {target}: {os.strerror(problem)}")
