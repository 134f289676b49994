"""What the Dockerfile of the image says of its last stage: variables, user, entry point, arguments, folders that are written to.

Reads the file as far as ours goes; refuses to know how images are built.
"""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

INSTRUCTION = re.compile(r"^([A-Z]+)\s+(.*)$")
PINNED = re.compile(r"^[\w./-]+(:[\w.-]+|@sha256:[0-9a-f]{64})$")


@dataclass
class Image:
    """The last stage of a Dockerfile."""

    base: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    user: str = ""
    folder: str = "/"
    entry_point: list[str] = field(default_factory=list)
    arguments: list[str] = field(default_factory=list)
    volumes: list[str] = field(default_factory=list)
    # From the build stage's /out to the image: pairs of paths.
    copies: list[tuple[str, str]] = field(default_factory=list)

    def problems(self) -> list[str]:
        """What a platform team would refuse."""
        found = []
        if not PINNED.match(self.base):
            found.append(f"FROM {self.base}: name a version")
        if not re.fullmatch(r"[1-9]\d*:[1-9]\d*", self.user):
            found.append(f"USER {self.user or '(root)'}: name a user and a group by numbers, and not root")
        if not self.entry_point or not self.entry_point[0].startswith("/"):
            found.append("ENTRYPOINT must be a list that begins with an absolute path")
        return found


def read(dockerfile: Path) -> Image:
    """The image that a Dockerfile describes."""
    image = Image()
    for name, rest in instructions(dockerfile.read_text()):
        if name == "FROM":
            image = Image(base=rest.split()[0])
        elif name == "COPY":
            source, target = [part for part in rest.split() if not part.startswith("--")]
            image.copies.append((source, target))
        elif name == "ENV":
            image.environment |= dict(part.split("=", 1) for part in shlex.split(rest))
        elif name == "USER":
            image.user = rest
        elif name == "WORKDIR":
            image.folder = rest
        elif name in ("ENTRYPOINT", "CMD", "VOLUME"):
            words = json.loads(rest)
            setattr(image, {"ENTRYPOINT": "entry_point", "CMD": "arguments", "VOLUME": "volumes"}[name], words)
    return image


def instructions(text: str) -> list[tuple[str, str]]:
    """Names and words of the instructions, long lines put together, comments left out."""
    lines = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    joined = re.sub(r"\\\n\s*", " ", lines)
    return [found.groups() for line in joined.splitlines() if (found := INSTRUCTION.match(line))]
