"""The image's programs start, serve and stop as the image starts them; the chart and the compose file have a check of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import env
import harness
import pytest
from deploy import image, sandbox

CHECK = Path(__file__).with_name("check.py")
DOCKERFILE = Path(__file__).resolve().parents[2] / "deploy" / "image" / "Dockerfile"


def test_the_image_serves_as_it_starts_itself() -> None:
    if sandbox.enter([sys.executable, "-c", ""]) != 0:
        pytest.skip("this system gives us no namespaces")
    programs = [str(harness.server_binary()), str(harness.executor_binary())]
    done = subprocess.run([str(env.python("deploy")), str(CHECK), *programs, "--image"], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_dockerfile_is_read_to_its_last_stage(tmp_path: Path) -> None:
    dockerfile = tmp_path / "Dockerfile"
    dockerfile.write_text('FROM a:1 AS build\nUSER root\nFROM b\n# USER 1:1\nENV A=1 \\\n  B="x y"\nENTRYPOINT ["run"]\nCMD ["--a", "b"]\n')
    read = image.read(dockerfile)
    assert read.environment == {"A": "1", "B": "x y"} and read.arguments == ["--a", "b"]
    assert [problem.split(":")[0].split(" ")[0] for problem in read.problems()] == ["FROM", "USER", "ENTRYPOINT"]
    assert image.read(DOCKERFILE).problems() == []
