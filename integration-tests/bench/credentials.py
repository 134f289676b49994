"""What it costs to know who asks: the same call to a server without authentication, with static tokens, and with JWTs.

    python credentials.py PATH_OF_THE_SERVER [--calls 10000]

Prints the mean and the median time of a call for each, and exits with 1 where a credential costs more than a tenth of a
millisecond in the mean. Calls go to the three in turn, so that whatever else the machine does meets all alike.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import fmean
from statistics import median as median_of

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "pyspark")]

import harness  # noqa: E402
from cryptography.hazmat.primitives import hashes, serialization  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import ec  # noqa: E402
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature  # noqa: E402
from hostile.raw import Raw  # noqa: E402
from tenants.calls import config  # noqa: E402
from tenants.test_isolation import NOTHING  # noqa: E402
from tenants.world import Caller, world  # noqa: E402

COST_MICROSECONDS_MAX = 100
ISSUER = "https://issuer.example"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("server", type=Path)
    parser.add_argument("--calls", type=int, default=10_000)
    arguments = parser.parse_args()
    # All three are the same build.
    os.environ["SPARROW_SERVER"] = str(arguments.server.resolve())
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        jwt, settings = issuer(folder)
        open_door = stack.enter_context(harness.sparrow(arguments.server))
        guarded = stack.enter_context(world(folder, ("acme/ann",), tenants=f"{settings}\n[tenant.acme]\n"))
        callers = {
            "no authentication": Raw(open_door.address),
            "static token": guarded.caller("acme/ann"),
            "JWT": Caller(guarded.server.address, {"authorization": f"Bearer {jwt}"}),
        }
        times = measured(callers, arguments.calls)
    bare = times["no authentication"]
    for name, found in times.items():
        mean, median = cost(fmean(found), fmean(bare)), cost(median_of(found), median_of(bare))
        print(f"{name:<20}mean {mean}, median {median}")
    return 1 if max(map(fmean, times.values())) - fmean(bare) > COST_MICROSECONDS_MAX else 0


def cost(found: float, bare: float) -> str:
    """A time, and what it is beyond a call without a credential."""
    return f"{found:8.1f} µs ({found - bare:+7.1f})"


def measured(callers: dict[str, Raw], calls: int) -> dict[str, list[float]]:
    """The times of each, in microseconds."""
    times: dict[str, list[float]] = {name: [] for name in callers}
    for turn in range(calls + 100):
        for name, caller in callers.items():
            started = time.perf_counter()
            config(caller, NOTHING)
            if turn >= 100:
                times[name].append((time.perf_counter() - started) * 1e6)
    return times


def issuer(folder: Path) -> tuple[str, str]:
    """A JWT that is good for an hour, and the settings that let its issuer speak for acme."""
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    pem = folder / "issuer.pem"
    pem.write_bytes(public)
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": "spark", "sub": "ann", "tenant": "acme", "iat": now, "exp": now + 3600}
    signed = ".".join(encoded(json.dumps(part).encode()) for part in ({"alg": "ES256", "typ": "JWT"}, claims))
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    signature = encoded(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    settings = (f'[[auth.jwt]]\nissuer = "{ISSUER}"\naudience = ["spark"]\nalgorithms = ["ES256"]\npem_file = "{pem}"\n'
                'tenants_allowed = ["acme"]\n')
    return f"{signed}.{signature}", settings


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


if __name__ == "__main__":
    sys.exit(main())
