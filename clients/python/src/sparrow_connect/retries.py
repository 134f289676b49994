"""When a failed call is repeated, and after how long. It refuses to wait itself."""

from __future__ import annotations

import random
from dataclasses import dataclass

from .failure import RpcFailure

retry_info_seconds_max = 600.0


@dataclass(frozen=True)
class RetryPolicy:
    """How often and how patiently: the first delay, then `factor` times longer each time, each with a random part."""

    attempts_max: int = 15
    first_delay_seconds: float = 0.05
    factor: float = 4.0
    delay_seconds_max: float = 60.0
    random_part: float = 0.25


class Retries:
    """The repetitions of one call."""

    def __init__(self, policy: RetryPolicy) -> None:
        self.policy = policy
        self.count = 0

    def reset(self) -> None:
        """Something was achieved: counting begins anew."""
        self.count = 0

    def delay(self, failure: RpcFailure | None) -> float | None:
        """Seconds until the call is to be repeated; None where it is not. No failure is a stream that ended too early."""
        if self.count >= self.policy.attempts_max or (failure is not None and not failure.retryable):
            return None
        policy = self.policy
        # The exponent is bounded so that a patient policy does not overflow.
        delay = min(policy.first_delay_seconds * policy.factor ** min(self.count, 60), policy.delay_seconds_max)
        self.count += 1
        asked = failure.retry_delay_seconds if failure is not None else None
        if asked is not None:
            delay = max(delay, min(asked, retry_info_seconds_max))
        return delay + random.uniform(0, delay * policy.random_part)
