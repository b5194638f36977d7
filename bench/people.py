"""People and matters at speed: `python -m bench.people --rows N [--crowd N]`.

Makes up interactions with about two identifiers each, in order of time, and takes them the whole way: admitted,
recognised, joined. Prints interactions per second of wall clock and of processor time, for each step and in all.
"""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from regard.foundation.garbage import collect_rarely

START = datetime(2024, 1, 1, tzinfo=UTC)
SEED = 7
AT_ONCE = 5_000


def main() -> None:
    """Run the bench in a home of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=25_000)
    parser.add_argument("--crowd", type=int, default=0, help="so many interactions of one case and one customer, too")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["REGARD_HOME"] = folder
        _prepare()
        collect_rarely()  # As the worker does.
        _run(given.rows, given.people, given.crowd)


def _prepare() -> None:
    import django  # noqa: PLC0415 -- the home must be named before Django's settings are read

    os.environ["DJANGO_SETTINGS_MODULE"] = "regard.web.settings"
    home = Path(os.environ["REGARD_HOME"])
    from regard.foundation.home import Home  # noqa: PLC0415 -- as above
    from regard.foundation.keys import make_ring  # noqa: PLC0415 -- as above

    make_ring(Home(home).ensure().keys)
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 -- as above

    for alias in ("default", "log"):
        call_command("migrate", database=alias, verbosity=0)


def _run(rows: int, people: int, crowd: int) -> None:
    from regard import house  # noqa: PLC0415 -- Django must be set up before rooms are imported
    from regard.customers.public import RECOGNISE  # noqa: PLC0415 -- as above
    from regard.episodes.public import ASSIGN  # noqa: PLC0415 -- as above
    from regard.foundation.followers import step  # noqa: PLC0415 -- as above
    from regard.record.public import admit  # noqa: PLC0415 -- as above

    told = _told(rows, people, crowd)
    took: dict[str, list[float]] = {"admit": [0, 0], "recognise": [0, 0], "assign": [0, 0]}
    # Made up part by part: a list of all would cost the garbage collector more than the followers.
    while part := list(islice(told, AT_ONCE)):
        _timed(took["admit"], lambda part=part: admit(part, received_at=datetime.now(tz=UTC)))  # noqa: TID251 -- a bench
    for name, follower in (("recognise", RECOGNISE), ("assign", ASSIGN)):
        reading = house.open_for(follower.purpose, by="bench")
        while True:
            done = _timed(took[name], lambda f=follower, r=reading: step(f, r))
            if not done.more and not done.changes:
                break
    _say(rows, took)


def _timed(took: list[float], work: Callable[[], Any]) -> Any:
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    took[0] += time.perf_counter() - wall
    took[1] += time.process_time() - cpu
    return result


def _say(rows: int, took: dict[str, list[float]]) -> None:
    took["end to end"] = [sum(one[0] for one in took.values()), sum(one[1] for one in took.values())]
    for name, (wall, cpu) in took.items():
        print(f"{name:>12}: {rows / wall:>9,.0f}/s wall {rows / cpu:>9,.0f}/s of processor time ({cpu:.1f} s)")


def _told(rows: int, people: int, crowd: int) -> Iterator[Any]:
    from regard.record.public import Identifier, Interaction, ObjectRef  # noqa: PLC0415 -- as above

    chance = random.Random(SEED)
    step = timedelta(days=365) / rows
    open_threads: dict[int, str] = {}
    for number in range(rows):
        who = int(people * chance.random() ** 1.5)
        is_reply = who in open_threads and chance.random() < 0.5
        if who not in open_threads or chance.random() < 0.3:
            open_threads[who] = f"t{number}"
        channel = ("email", "chat", "phone", "web", "social")[who % 5] if chance.random() < 0.8 else "phone"
        account, email = (
            Identifier("account", "shop", str(who + 1_000)),
            Identifier("email", "x", f"r{who}@riders.co.th"),
        )
        known = {
            "email": [email, Identifier("handle", "desk", f"rider{who}")],
            "chat": [email, Identifier("cookie", "shop", f"c{who}-{number % 3}")],
            "phone": [account, Identifier("phone", "x", f"+6681{who % 9_000_000 + 1_000_000}")],
            "web": [account, Identifier("cookie", "shop", f"c{who}-{number % 3}")],
            "social": [account, email],
        }[channel]
        is_crowd = crowd and number % max(rows // crowd, 1) == 0
        objects = [ObjectRef("thread", "desk", open_threads[who])] if channel in {"email", "chat"} else []
        if chance.random() < 0.1:
            objects.append(ObjectRef("product", "shop", f"p{number % 50}"))
        if is_crowd:
            objects, known = [ObjectRef("case", "desk", "crowd")], [Identifier("account", "shop", "crowd")]
        yield Interaction(
            source="desk",
            message_id=f"m{number}",
            occurred_at=START + step * number,
            source_order=number,
            channel=channel,
            kind="message",
            direction="out" if is_reply else "in",
            identifiers=tuple(known),
            objects=tuple(objects),
        )


if __name__ == "__main__":
    main()
