"""The adapters of the clients: how each is built when it is missing or old, and how it is started.

    build([names]) makes what they need, in parallel; command(name) and environment(name) start one.

Knows toolchains and folders; refuses to know servers and cases. Standard library only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import env
import harness

FEATURES = Path(__file__).resolve().parent
ROOT = FEATURES.parent.parent
ADAPTERS = FEATURES / "adapters"
CLIENTS = ROOT / "clients"

OURS = ("sparrow-python", "sparrow-python-async", "sparrow-go", "sparrow-rust")
PYSPARKS = ("pyspark-4.3.0", "pyspark-4.2.1", "pyspark-4.0.5", "pyspark-3.5.9")
# Apache's client for Go has no adapter: clients/features/README.md says why.
APACHE = ("apache-rust", "apache-jvm")
ALL = (*OURS, *PYSPARKS, *APACHE)

GO = "Go 1.24 or later: https://go.dev/doc/install"
# A cold Maven or Cargo downloads and compiles for minutes.
BUILD_SECONDS = 1800


class NotBuilt(Exception):
    """What could not be built, and what to do."""


def built_dir() -> Path:
    return env.cache_dir() / "clients"


def build(clients: Iterable[str]) -> None:
    """Builds the runner and what these clients need. What one needs of another toolchain is built beside it."""
    recipes: dict[Callable[[], None], None] = {build_runner: None}
    for client in clients:
        recipes |= dict.fromkeys(RECIPES[client])
    built_dir().mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(max_workers=2) as pool:
        for done in [pool.submit(recipe) for recipe in recipes]:
            done.result()


def runner() -> Path:
    """The binary of the runner, beside the server's."""
    return harness.target_dir() / "debug" / "sparrow-features"


def command(client: str) -> list[str]:
    """How the adapter of a client is started."""
    if client in PYSPARKS:
        return [str(env.python(client)), str(ADAPTERS / "pyspark" / "adapter.py")]
    if client in ("sparrow-python", "sparrow-python-async"):
        return [str(env.python("sdk")), str(ADAPTERS / "sparrow-python" / "adapter.py")]
    if client == "sparrow-rust":
        return [str(harness.target_dir() / "debug" / "sparrow-rust")]
    if client == "apache-rust":
        return [str(built_dir() / "apache-rust" / "debug" / "apache-rust")]
    if client == "apache-jvm":
        return [str(ADAPTERS / "apache-jvm" / "run.sh")]
    return [str(built_dir() / client)]


def environment(client: str) -> dict[str, str]:
    """What the adapter of a client has in its environment beside what everybody has."""
    variables = {"TZ": "UTC", "PYTHONDONTWRITEBYTECODE": "1"}
    if client == "sparrow-python-async":
        variables["SPARROW_ADAPTER_ASYNC"] = "1"
    if client == "apache-jvm":
        variables["APACHE_JVM_TARGET"] = str(built_dir() / "apache-jvm")
    return variables


def trust(client: str, authority: Path) -> dict[str, str]:
    """How others' clients are told of a CA. Ours, and the JVM's adapter, are told by the runner alone."""
    if client in PYSPARKS:
        return {"GRPC_DEFAULT_SSL_ROOTS_FILE_PATH": str(authority)}
    if client == "apache-rust":
        return {"SSL_CERT_FILE": str(authority)}
    return {}


def build_runner() -> None:
    """The runner and the adapter of our Rust client, of the whole workspace's choice of features: so nothing is built twice."""
    cargo(["--workspace", "--bin", "sparrow-features", "--bin", "sparrow-rust"], harness.target_dir(), ROOT)


def build_apache_rust() -> None:
    """It compiles .proto files while it is built; where the system has no protoc, one comes from the Python registry."""
    protoc = {} if shutil.which("protoc") else {"ADAPTER_PYTHON": str(env.python("protoc"))}
    cargo(["--locked", "--manifest-path", str(ADAPTERS / "apache-rust" / "Cargo.toml")], built_dir() / "apache-rust",
          ADAPTERS / "apache-rust", protoc)


def build_go(name: str) -> Callable[[], None]:
    def recipe() -> None:
        need("go", GO)
        quietly([*niced(), "go", "build", "-o", str(built_dir() / name), "."], ADAPTERS / name)

    return recipe


def build_apache_jvm() -> None:
    target = built_dir() / "apache-jvm"
    sources = [ADAPTERS / "apache-jvm" / "pom.xml", *(ADAPTERS / "apache-jvm" / "src").rglob("*.java")]
    jar = target / "apache-jvm.jar"
    if jar.exists() and all(source.stat().st_mtime < jar.stat().st_mtime for source in sources):
        return
    need("mvn", "Maven and Java 17: apt-get install maven openjdk-17-jdk-headless")
    quietly([*niced(), "mvn", "--quiet", "--batch-mode", "package", f"-Dbuilt={target}"], ADAPTERS / "apache-jvm")


def environment_of(name: str) -> Callable[[], None]:
    def recipe() -> None:
        env.python(name)

    return recipe


def cargo(arguments: list[str], target: Path, folder: Path, variables: dict[str, str] | None = None) -> None:
    need("cargo", "Rust: https://rustup.rs")
    quietly([*niced(), "cargo", "build", "--quiet", *arguments], folder, {"CARGO_TARGET_DIR": str(target), **(variables or {})})


def need(tool: str, what: str) -> None:
    if shutil.which(tool) is None:
        raise NotBuilt(f"`{tool}` is not there; this needs {what}")


def niced() -> list[str]:
    return ["nice"] if shutil.which("nice") else []


def quietly(arguments: list[str], folder: Path, variables: dict[str, str] | None = None) -> None:
    """Runs a command; its output is shown only when it fails."""
    done = subprocess.run(arguments, cwd=folder, env={**os.environ, **(variables or {})}, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=BUILD_SECONDS, check=False)
    if done.returncode:
        raise NotBuilt(f"{' '.join(arguments)}\n{done.stdout}failed with exit status {done.returncode} in {folder}")


build_sparrow_go = build_go("sparrow-go")
make_sdk = environment_of("sdk")

RECIPES: dict[str, tuple[Callable[[], None], ...]] = {
    "sparrow-python": (make_sdk,),
    "sparrow-python-async": (make_sdk,),
    "sparrow-go": (build_sparrow_go,),
    "sparrow-rust": (),
    **{name: (environment_of(name),) for name in PYSPARKS},
    "apache-rust": (build_apache_rust,),
    "apache-jvm": (build_apache_jvm,),
}

if __name__ == "__main__":
    try:
        build(sys.argv[1:] or ALL)
    except NotBuilt as problem:
        sys.exit(f"adapters: {problem}")
