"""What importing the package loads."""

from __future__ import annotations

import subprocess
import sys


def loaded_by(statement: str) -> set[str]:
    code = f"{statement}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60)
    return set(done.stdout.split())


def test_importing_loads_neither_grpc_nor_pyarrow() -> None:
    for statement in (
        "import sparrow_connect",
        "import sparrow_connect; from sparrow_connect import Column, Window, SparkError, functions, types",
    ):
        assert not {"grpc", "pyarrow", "numpy", "google.protobuf"} & loaded_by(statement)


def test_every_name_of_the_package_is_there() -> None:
    import sparrow_connect

    assert all(getattr(sparrow_connect, name) is not None for name in sparrow_connect.__all__)
