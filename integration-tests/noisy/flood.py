"""The noisy tenant: scans and aggregates all it has, many times at once, until told to stop. A process of its own, so that the
victim's client is not slowed down by it.

    python flood.py REMOTE FOLDER QUERIES   # says "ready" when each has run once, and ends when its input does
"""

from __future__ import annotations

import sys
import threading

from pyspark.sql.connect.session import SparkSession

QUERIES = [
    "SELECT key % 1000 AS k, sum(value), avg(value), count(*) FROM lake GROUP BY 1 ORDER BY 2 DESC LIMIT 10",
    "SELECT text, max(key), sum(value * 2) FROM lake GROUP BY text ORDER BY 3 LIMIT 10",
    "SELECT count(DISTINCT key), sum(length(text)), stddev(value) FROM lake",
]


def main(remote: str, folder: str, count: int) -> None:
    stop = threading.Event()
    first = threading.Barrier(count + 1)
    problems: list[BaseException] = []
    ran = [0] * count

    def ask(number: int) -> None:
        spark = SparkSession.Builder().remote(remote).create()
        try:
            spark.read.parquet(folder).createOrReplaceTempView("lake")
            while not stop.is_set():
                spark.sql(QUERIES[number % len(QUERIES)]).collect()
                ran[number] += 1
                if ran[number] == 1:
                    first.wait()
        except BaseException as problem:
            problems.append(problem)
            first.abort()
            if not stop.is_set():
                raise
        finally:
            spark.client.release_session()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    try:
        first.wait()
    except threading.BrokenBarrierError:
        stop.set()
        sys.exit(f"the flood did not start: {problems[:1]}")
    print("ready", flush=True)
    sys.stdin.read()
    stop.set()
    for thread in threads:
        thread.join()
    print(sum(ran), flush=True)
    if problems:
        sys.exit(f"{len(problems)} of the flood's threads failed: {problems[0]}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
