"""A large result, batch by batch: with threads, with asyncio, and stopped before its end."""

import asyncio
import os

import sparrow_connect

REMOTE = os.environ.get("SPARK_REMOTE", "sc://127.0.0.1:15002")


def batch_by_batch() -> None:
    with sparrow_connect.connect(REMOTE, progress=lambda told: None) as session:
        rows = 0
        with session.range(1_000_000).to_batches() as result:
            for batch in result:
                rows += batch.num_rows
        print("read", rows, "rows")

        with session.range(1_000_000_000).to_batches() as result:
            first = next(result)
        print("stopped after", first.num_rows > 0)


async def two_at_once() -> None:
    async with await sparrow_connect.connect_async(REMOTE, deadline=60) as session:
        frames = [session.range(10_000), session.range(20_000)]
        print(await asyncio.gather(*(frame.count() for frame in frames)))


batch_by_batch()
asyncio.run(two_at_once())
