"""pm4py's own reader on our OCEL files: it must count the same events, objects and relations as the file holds.

`python -m bench.ocel_peer FILE.json FILE.sqlite …`, files that `regard export` wrote. pm4py (AGPL) is a peer only: it
is put into an environment of its own under the cache, never into ours; nothing of the product imports it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from regard.record.import_.formats.ocel import spooled
from regard.record.import_.unpack import opened

VERSION = "2.7.23.11"
_READ = """
import json, sys, warnings
warnings.simplefilter("ignore")
import pm4py
for file in sys.argv[1:]:
    log = pm4py.read_ocel2(file)
    print("counted", json.dumps([len(log.events), len(log.objects), len(log.relations), len(log.o2o)]))
"""


def by_us(file: Path) -> list[int]:
    """Events, objects, relations of events, relations of objects, as our reader finds them."""
    with opened(file) as members:
        spool = spooled(next(members), longest=1_000_000)
    things = [one for kind in spool.object_types() for one in spool.objects(kind)]
    found = [0, len(things), 0, sum(len(spool.related(one.id)) for one in things)]
    for event in spool.events():
        found[0] += 1
        found[2] += len(event.relations)
    spool.close()
    return found


def by_peer(files: Sequence[Path]) -> list[list[int]]:
    """The same as pm4py finds them."""
    said = subprocess.run([_peer(), "-c", _READ, *map(str, files)], capture_output=True, text=True, check=True).stdout
    return [json.loads(line.removeprefix("counted ")) for line in said.splitlines() if line.startswith("counted ")]


def _peer() -> str:
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "regard-tests" / f"pm4py-{VERSION}"
    python = folder / "bin" / "python"
    if not python.exists():
        uv = str(Path(sys.executable).parent / "uv")
        subprocess.run([uv, "venv", "-q", "--python", sys.executable, str(folder)], check=True)
        subprocess.run([uv, "pip", "install", "-q", "--python", str(python), f"pm4py=={VERSION}"], check=True)
    return str(python)


if __name__ == "__main__":
    given = [Path(name) for name in sys.argv[1:]]
    for file, theirs in zip(given, by_peer(given), strict=True):
        ours = by_us(file)
        print(f"{file.name}: events, objects, relations, between objects: {ours}; pm4py {theirs}")
        assert ours == theirs
