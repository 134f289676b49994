"""What writes leave: which rows a target has after each, and what a reader's rows say of one that was cut off.

Pure: knows no process, no file and no clock. Standard library only.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

PARTITIONS = 3
ROWS_MAX = 1_000_000

# What a target has: pairs of a write's number and a partition.
State = frozenset[tuple[int, int]]


@dataclass(frozen=True)
class Write:
    """One write. Its rows have ids of its own, and an id's rest by the number of partitions is its partition."""

    number: int
    target: str
    mode: str
    rows: int
    files: int
    partitions: tuple[int, ...]

    def ids(self, partition: int) -> Iterator[int]:
        first = self.number * ROWS_MAX
        return (row for row in range(first, first + self.rows) if row % PARTITIONS == partition)

    def after(self, state: State) -> State:
        """What the target has when this write is done."""
        own = frozenset((self.number, partition) for partition in self.partitions)
        match self.mode:
            case "append":
                return state | own
            case "overwrite":
                return own
            case "dynamic":
                return frozenset((number, p) for number, p in state if p not in self.partitions) | own
        raise ValueError(self.mode)

    @property
    def is_at_once(self) -> bool:
        """Whether other readers, too, never see a part of it, not even before recovery."""
        return self.mode == "overwrite"


@dataclass(frozen=True)
class Seed:
    """What a seed does: how it writes, and whom it kills when."""

    number: int
    format: str
    victim: str
    moment: str
    # How many writes are let through before the moment.
    writes_before: int
    delay_seconds: float

    @staticmethod
    def of(number: int, has_executors: bool) -> Seed:
        chance = random.Random(number)
        moment = ("time", "attempts", "journal")[number % 3]
        longest = {"time": 1.5, "attempts": 0.03, "journal": 0.002}[moment]
        victim = "executor" if has_executors and number % 2 == 0 else "server"
        return Seed(number, chance.choice(("parquet", "csv", "json")), victim, moment, chance.randint(1, 6),
                    chance.uniform(0, longest))

    def writes(self) -> Iterator[Write]:
        """Its writes, without end. The first ones fill the targets."""
        chance = random.Random(self.number + 1)
        number = 0
        while True:
            target = ("plain", "parts")[number % 2]
            modes = ("append", "overwrite") if target == "plain" else ("append", "overwrite", "dynamic")
            mode = "append" if number < 2 else chance.choice(modes)
            partitions = tuple(range(PARTITIONS))
            if target == "parts" and number >= 2:
                partitions = tuple(sorted(chance.sample(partitions, chance.randint(1, PARTITIONS))))
            yield Write(number, target, mode, chance.randint(1_000, 20_000), chance.randint(1, 6), partitions)
            number += 1


@dataclass
class Model:
    """What targets may have, by what the writer was told."""

    writes: dict[int, Write] = field(default_factory=dict)
    sure: dict[str, State] = field(default_factory=dict)
    doubtful: Write | None = None

    def begin(self, write: Write) -> None:
        self.writes[write.number] = write
        self.doubtful = write

    def done(self) -> None:
        write = self.doubtful
        assert write is not None
        self.sure[write.target] = write.after(self.state(write.target))
        self.doubtful = None

    def state(self, target: str) -> State:
        return self.sure.get(target, frozenset())

    def allowed(self, target: str) -> list[State]:
        """What the target has without the write nobody has heard the end of, and with it."""
        old = self.state(target)
        if self.doubtful is None or self.doubtful.target != target:
            return [old]
        return [old, self.doubtful.after(old)]

    def settle(self, target: str, state: State) -> None:
        """The write nobody has heard the end of has turned out so."""
        self.sure[target] = state
        if self.doubtful is not None and self.doubtful.target == target:
            self.doubtful = None

    def ids(self, state: State) -> Counter[int]:
        return Counter(row for number, partition in state for row in self.writes[number].ids(partition))

    def judge(self, target: str, found: Iterable[int]) -> tuple[State | None, Verdict]:
        """Which of the allowed states the rows are, or what is wrong with them."""
        rows = Counter(found)
        states = self.allowed(target)
        for state in states:
            if rows == self.ids(state):
                return state, Verdict()
        must = self.ids(frozenset.intersection(*states))
        duplicates = sum(count - 1 for count in rows.values())
        lost = sum(1 for row in must if row not in rows)
        return None, Verdict(mixtures=1, duplicates=duplicates, lost=lost)


@dataclass(frozen=True)
class Verdict:
    """What is wrong: a target that is neither old nor new, and how many rows are there twice or were lost."""

    mixtures: int = 0
    duplicates: int = 0
    lost: int = 0

    def __add__(self, other: Verdict) -> Verdict:
        return Verdict(self.mixtures + other.mixtures, self.duplicates + other.duplicates, self.lost + other.lost)

    def __bool__(self) -> bool:
        return self != Verdict()

    def __str__(self) -> str:
        return f"mixtures={self.mixtures} duplicates={self.duplicates} lost={self.lost}"


def seeds(text: str) -> list[int]:
    """`1..3,7` as 1, 2, 3 and 7."""
    found: list[int] = []
    for part in text.split(","):
        first, dots, last = part.strip().partition("..")
        if not first.isdecimal() or (dots and not last.isdecimal()):
            raise ValueError(f"'{text}' is not a list of seeds such as 1..50 or 3,17")
        found += range(int(first), int(last or first) + 1)
    return found
