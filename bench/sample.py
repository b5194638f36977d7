"""The sample company at size: `python -m bench.sample --interactions N [--check]`.

Writes Meridian Riders with so many interactions and says how long it took, how much memory the largest of its processes
took, and whether the bytes are those of another run. With `--check` it is brought into a home of its own by the command
line, and every report that exists is held against what is planted.
"""

import argparse
import hashlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from regard.sample.generate import INTERACTIONS, SEED, generate


def main() -> None:
    """Generate, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--interactions", type=int, default=INTERACTIONS)
    parser.add_argument("--check", action="store_true", help="bring it in, too, and hold the reports against it")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        _generate(home / "sample", given.interactions)
        if given.check:
            _bring_in(home, given.interactions)


def _generate(into: Path, interactions: int) -> None:
    began = time.perf_counter()
    made = generate(into, seed=SEED, interactions=interactions)
    took = time.perf_counter() - began
    largest = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    files = [path for path in sorted(into.rglob("*")) if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 2**20
    print(f"{made:>14,} interactions in {took:,.1f} s ({made / took:,.0f}/s), {size:,.0f} MiB in {len(files)} files")
    print(f"{largest / 1024:>14,.0f} MiB in the largest process")
    print(f"  bytes {_digest(files)}")


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]


def _bring_in(home: Path, interactions: int) -> None:
    environment = os.environ | {"REGARD_HOME": str(home), "COLUMNS": "160"}
    for words in (["--interactions", str(interactions)], ["--check"]):
        began = time.perf_counter()
        done = subprocess.run([sys.executable, "-m", "regard", "demo", *words], env=environment, check=False)
        print(f"demo {' '.join(words)}: {time.perf_counter() - began:,.1f} s, exit {done.returncode}")


if __name__ == "__main__":
    main()
