"""Reads what Prometheus reads, the text format 0.0.4, and takes no liberties with it."""

from __future__ import annotations

import re
import urllib.request
from collections import defaultdict

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"'
COMMENT = re.compile(rf"# (HELP|TYPE) ({NAME}) (.+)")
SAMPLE = re.compile(rf"({NAME})(?:\{{({LABEL}(?:,{LABEL})*)\}})? (\S+)")
KINDS = ("counter", "gauge", "histogram")
CONTENT_TYPE = "text/plain; version=0.0.4"

Labels = tuple[tuple[str, str], ...]
Samples = dict[tuple[str, Labels], float]


def scrape(url: str) -> Samples:
    """Every sample by its name and labels."""
    return parsed(read(url))


def read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        assert answer.headers["content-type"].startswith(CONTENT_TYPE), answer.headers["content-type"]
        return answer.read().decode()


def parsed(text: str) -> Samples:
    assert text.endswith("\n"), "the last line has an end"
    kinds: dict[str, str] = {}
    samples: Samples = {}
    family = ""
    for line in filter(None, text.splitlines()):
        if line.startswith("#"):
            comment = COMMENT.fullmatch(line)
            assert comment, line
            what, family, rest = comment.groups()
            if what == "TYPE":
                assert rest in KINDS and family not in kinds, line
                kinds[family] = rest
            continue
        sample = SAMPLE.fullmatch(line)
        assert sample, line
        name, labels, value = sample.groups()
        # Samples of a family stand together, below the line that says what they are.
        endings = ("_bucket", "_sum", "_count") if kinds.get(family) == "histogram" else ("",)
        assert name in {family + ending for ending in endings} and family in kinds, line
        key = name, tuple(sorted(pair.groups() for pair in re.finditer(r'(\w+)="((?:[^"\\]|\\.)*)"', labels or "")))
        assert key not in samples and len(dict(key[1])) == len(key[1]), f"twice: {line}"
        samples[key] = float(value)
    check_kinds(kinds, samples)
    return samples


def check_kinds(kinds: dict[str, str], samples: Samples) -> None:
    """Counters are called so and never negative; the buckets of a histogram grow, and the last has all."""
    buckets: dict[tuple[str, Labels], list[tuple[float, float]]] = defaultdict(list)
    for (name, labels), value in samples.items():
        if kinds.get(name) == "counter":
            assert name.endswith("_total") and value >= 0, name
        if name.endswith("_bucket"):
            others = tuple(pair for pair in labels if pair[0] != "le")
            buckets[name.removesuffix("_bucket"), others].append((float(dict(labels)["le"]), value))
    for (name, labels), found in buckets.items():
        counts = [count for _, count in sorted(found)]
        assert counts == sorted(counts) and max(found)[0] == float("inf"), name
        assert counts[-1] == samples[f"{name}_count", labels], name


def value(samples: Samples, name: str, **labels: str) -> float:
    """The sample with just these labels."""
    key = name, tuple(sorted(labels.items()))
    assert key in samples, f"{key} is none of {sorted(found for found in samples if found[0] == name)}"
    return samples[key]
