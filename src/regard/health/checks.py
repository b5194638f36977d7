"""The checks there are: what each is about, and in one sentence what to do."""

from collections.abc import Iterable

from regard.health import judges
from regard.health.facts import Facts
from regard.health.limits import Limits
from regard.health.verdict import Check, State, Watch, worst

WATCHES: tuple[Watch, ...] = (
    Watch(
        name="database",
        title="Database",
        meaning="Whether it answers, and how large it is.",
        todo="See that the database runs and can be reached; nothing is lost, senders are told to come again.",
        judge=judges.database,
        at_the_door=True,
    ),
    Watch(
        name="disk",
        title="Room on the disk",
        meaning="The free share of the disk that holds the home.",
        todo="Make room on the disk of the home; what could not be kept was refused, and everything goes on by itself.",
        judge=judges.disk,
        at_the_door=True,
    ),
    Watch(
        name="full",
        title="Days until the disk is full",
        meaning="From the median growth of the home over the last sixty days; three days are needed.",
        todo="Plan a larger disk, or delete what is not needed, before that day.",
        judge=judges.full,
    ),
    Watch(
        name="worker",
        title="Worker",
        meaning="How long ago a worker last said that it is there.",
        todo="Start it: regard serve runs web and worker, regard worker runs it alone.",
        judge=judges.asked(judges.worker),
    ),
    Watch(
        name="steps",
        title="Steps of the worker",
        meaning="The number of the error at which every step fails now.",
        todo="Read the error with regard log-entry and its number; the worker goes on trying.",
        judge=judges.asked(judges.steps),
    ),
    Watch(
        name="behind",
        title="Figures behind the record",
        meaning="How old the oldest interaction is that some follower or the lake has not yet taken in.",
        todo="Wait if it shrinks; else see whether the worker runs and what its log says.",
        judge=judges.asked(judges.behind),
    ),
    Watch(
        name="imports",
        title="Files waiting to be read",
        meaning="Files handed in that no worker has finished.",
        todo="Start a worker: it takes them up in their order.",
        judge=judges.asked(judges.imports),
    ),
    Watch(
        name="queues",
        title="Deliveries waiting to be written",
        meaning="What senders have handed over and still wait for; full, they are told to come again.",
        todo="Look at the disk: it writes more slowly than senders send.",
        judge=judges.queues,
    ),
    Watch(
        name="backup",
        title="Last backup",
        meaning="How long ago the last whole backup was finished.",
        todo="Run regard backup, and let a timer run it every night.",
        judge=judges.backup,
    ),
    Watch(
        name="refusals",
        title="Refused, waiting to be mended",
        meaning="What could not be admitted, kept whole with the reason.",
        todo="Look at the reasons under Sources: one mended recipe often brings in all of them.",
        judge=judges.asked(judges.refusals),
    ),
    Watch(
        name="subscribers",
        title="Subscribers that are not told",
        meaning="Who is to be told what changes about customers, and does not take it.",
        todo="See that the address answers; one that was given up, or paused by a restore, goes on under Settings.",
        judge=judges.asked(judges.subscribers),
    ),
    Watch(
        name="lake",
        title="Small files in the lake",
        meaning="Files so small that many of them slow down every report.",
        todo="See that the worker runs: it joins small files when there are too many.",
        judge=judges.lake,
    ),
    Watch(
        name="wal",
        title="Not yet folded into the database",
        meaning="The write-ahead logs of SQLite, which grow for as long as somebody reads without end.",
        todo="End programs that hold the database open, or start Regard anew.",
        judge=judges.asked(judges.wal),
    ),
    Watch(
        name="clock",
        title="Clocks",
        meaning="How far the clock jumped since the processes began, or stands apart from the database's.",
        todo="Let this machine, and that of the database, keep time by NTP.",
        judge=judges.asked(judges.clock),
    ),
    Watch(
        name="versions",
        title="Version",
        meaning="The program, whether the home is made for it, and whether processes of an older one still run.",
        todo="Start Regard anew, so that home and processes are of this version.",
        judge=judges.versions,
    ),
)


def judge(facts: Facts, limits: Limits) -> tuple[Check, ...]:
    """Every check, in a fixed order."""
    return tuple(Check(watch=one, verdict=one.judge(facts, limits)) for one in WATCHES)


def state_of(checks: Iterable[Check]) -> State:
    """How the whole fares: well, warns or unwell."""
    found = worst(one.verdict.state for one in checks)
    return "well" if found == "unknown" else found


def at_the_door(checks: Iterable[Check]) -> State:
    """Whether anything can be kept and read: the worst of the checks that decide it."""
    return worst(one.verdict.state for one in checks if one.watch.at_the_door)
