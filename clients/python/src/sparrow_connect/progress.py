"""How far an operation is, as the server tells it now and then."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """One stage: its tasks, those done, and the bytes it read."""

    stage_id: int
    tasks: int
    tasks_done: int
    bytes_read: int
    done: bool


@dataclass(frozen=True)
class Progress:
    """The stages of an operation, the tasks running, and whether this is the last that is heard of it."""

    operation_id: str
    stages: tuple[Stage, ...]
    tasks_running: int
    done: bool
