"""Storage levels: where the rows of a persisted frame are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from .errors import ClientError
from .generated import messages as m


@dataclass(frozen=True)
class StorageLevel:
    """Where rows are kept, in which form, and how often. All false is nowhere."""

    use_disk: bool = False
    use_memory: bool = False
    use_off_heap: bool = False
    deserialized: bool = False
    replication: int = 1
    levels: ClassVar[dict[str, StorageLevel]] = {}

    @classmethod
    def named(cls, name: str) -> StorageLevel:
        """The level of a name of Spark's, such as `MEMORY_AND_DISK`."""
        try:
            return cls.levels[name.upper()]
        except (KeyError, AttributeError):
            raise ClientError(f"there is no storage level {name!r}: there are {', '.join(cls.levels)}") from None

    @classmethod
    def of(cls, message: m.StorageLevel) -> StorageLevel:
        return cls(message.use_disk, message.use_memory, message.use_off_heap, message.deserialized, message.replication)

    def message(self) -> m.StorageLevel:
        return m.StorageLevel(
            use_disk=self.use_disk,
            use_memory=self.use_memory,
            use_off_heap=self.use_off_heap,
            deserialized=self.deserialized,
            replication=self.replication,
        )


StorageLevel.levels.update(
    NONE=StorageLevel(),
    DISK_ONLY=StorageLevel(use_disk=True),
    DISK_ONLY_2=StorageLevel(use_disk=True, replication=2),
    DISK_ONLY_3=StorageLevel(use_disk=True, replication=3),
    MEMORY_ONLY=StorageLevel(use_memory=True),
    MEMORY_ONLY_2=StorageLevel(use_memory=True, replication=2),
    MEMORY_AND_DISK=StorageLevel(use_disk=True, use_memory=True),
    MEMORY_AND_DISK_2=StorageLevel(use_disk=True, use_memory=True, replication=2),
    MEMORY_AND_DISK_DESER=StorageLevel(use_disk=True, use_memory=True, deserialized=True),
    OFF_HEAP=StorageLevel(use_disk=True, use_memory=True, use_off_heap=True),
)
