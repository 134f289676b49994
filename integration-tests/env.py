"""Makes the Python environments the suites need, below a cache outside the checkout, and only when they are missing.

    python3 integration-tests/env.py client      # prints the interpreter of that environment, made first if need be

Knows which packages each purpose needs and where environments live; refuses to know what runs in them.
Standard library only: this is the first file that runs on a fresh machine.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

CLIENT = ("pyspark-client==4.2.0", "pandas<3", "pyarrow", "zstandard", "grpcio", "grpcio-status", "protobuf")

PYTEST = "pytest==9.*"

# Where our Python client is.
SDK = Path(__file__).resolve().parent.parent / "clients" / "python"

# The PySpark clients the conformance run goes through, newest first; the name ends in the version.
# 3.5 is older than NumPy 2, which newer PyArrows need, and than the end of `distutils`, which setuptools still has.
CONFORMANCE: dict[str, tuple[str, ...]] = {
    "pyspark-4.3.0": ("pyspark[connect]==4.3.0", "pandas<3", PYTEST),
    "pyspark-4.2.1": ("pyspark[connect]==4.2.1", "pandas<3", PYTEST),
    "pyspark-client-4.2.0": (*CLIENT, PYTEST),
    "pyspark-4.0.5": ("pyspark[connect]==4.0.5", "pandas<3", "pyarrow", "zstandard", PYTEST),
    "pyspark-3.5.9": ("pyspark[connect]==3.5.9", "pandas<3", "numpy<2", "pyarrow<22", "setuptools<82", PYTEST),
}
NEWEST = next(iter(CONFORMANCE))

# One environment per purpose. `spark` is the oracle: real Spark with its JVM jars.
ENVIRONMENTS: dict[str, tuple[str, ...]] = {
    "client": (*CLIENT, PYTEST, "tpchgen-cli==4.0.0", "trustme==1.*"),
    "spark": ("pyspark[connect]==4.2.1", "pandas<3", "pyarrow"),
    # Our Python client as it stands in the checkout, with what its tests hold it against.
    "sdk": (f"--editable={SDK}", *CLIENT, PYTEST, "mypy==2.*", "polars==2.*", "duckdb==1.*", "trustme==1.*"),
    "deploy": ("kubernetes-validate==1.37.*", "pyyaml==6.*", "trustme==1.*"),
    # The compiler of .proto files that the build of Apache's client for Rust asks for.
    "protoc": ("grpcio-tools==1.*",),
    "peers": (*CLIENT, "pysail==0.7.2", "duckdb==2.0.0"),
    **CONFORMANCE,
}


def cache_dir() -> Path:
    """The folder for everything that can be made again: environments, generated data, logs."""
    return Path(os.environ.get("SPARROW_CACHE") or Path.home() / ".cache" / "sparrow")


def python(name: str) -> Path:
    """The interpreter of the environment `name`, made first when it is missing or its requirements changed."""
    requirements = ENVIRONMENTS[name]
    home = cache_dir() / "env" / name
    interpreter = home / "bin" / "python"
    marker = home / "requirements.sha256"
    fingerprint = fingerprint_of(requirements)
    if is_ready(marker, fingerprint):
        return interpreter
    with one_at_a_time(cache_dir() / "env" / f"{name}.lock"):
        if not is_ready(marker, fingerprint):
            make(home, requirements)
            marker.write_text(fingerprint)
    return interpreter


def is_made(name: str) -> bool:
    """Whether the environment `name` is there, as it should be now."""
    requirements = ENVIRONMENTS[name]
    return is_ready(cache_dir() / "env" / name / "requirements.sha256", fingerprint_of(requirements))


def fingerprint_of(requirements: tuple[str, ...]) -> str:
    return hashlib.sha256("\n".join([sys.version, *requirements]).encode()).hexdigest()


def is_ready(marker: Path, fingerprint: str) -> bool:
    return marker.exists() and marker.read_text() == fingerprint


def make(home: Path, requirements: tuple[str, ...]) -> None:
    print(f"installing the Python environment `{home.name}` ({', '.join(requirements)})", file=sys.stderr, flush=True)
    shutil.rmtree(home, ignore_errors=True)
    require_venv()
    run_quietly([sys.executable, "-m", "venv", str(home)])
    run_quietly([str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", *requirements])


def require_venv() -> None:
    """Debian ships Python without `ensurepip`: root gets the package, anyone else a sentence that says what to do."""
    if can_make_environments():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("installing the Debian package python3-venv", file=sys.stderr, flush=True)
        run_quietly(["apt-get", "update", "-qq"])
        run_quietly(["apt-get", "install", "-y", "-qq", "python3-venv"])
    if not can_make_environments():
        sys.exit("Python cannot make virtual environments here: install the package python3-venv "
                 "(sudo apt-get install python3-venv) and run this again.")


def can_make_environments() -> bool:
    probe = subprocess.run([sys.executable, "-c", "import venv, ensurepip"], capture_output=True, check=False)
    return probe.returncode == 0


def run_quietly(command: list[str], variables: Mapping[str, str] | None = None) -> None:
    """Runs a command; its output is shown only when it fails."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=variables, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{done.stdout}failed with exit status {done.returncode}")


@contextmanager
def one_at_a_time(lock: Path) -> Iterator[None]:
    """Holds a file lock, so that two runs do not make the same thing at the same time."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in ENVIRONMENTS:
        sys.exit(f"usage: env.py {'|'.join(ENVIRONMENTS)}")
    print(python(sys.argv[1]))
