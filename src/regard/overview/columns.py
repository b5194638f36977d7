"""The figures of "of 100 who asked": what each is called and what it means, in the order in which they are shown."""

from regard.foundation.reports import Column


def _part(name: str, title: str, meaning: str, *, of: str = "requests") -> Column:
    return Column(name=name, title=title, meaning=meaning, of=of)


def _seconds(name: str, title: str, meaning: str) -> Column:
    return Column(name=name, title=title, meaning=meaning, unit="seconds")


REQUESTS = Column(
    name="requests",
    title="Asked",
    meaning=(
        "Matters in which somebody asked us something, counted once each, in the channel of the first ask. "
        "A contact whose source does not say what it is counts as asking."
    ),
)

FIGURES: tuple[Column, ...] = (
    REQUESTS,
    _part("answered_here", "Answered where they asked", "Answered in the channel in which it was asked."),
    _part("answered_reply", "… by a reply", "A person (or an unknown hand) replied there.", of="answered_here"),
    _part(
        "answered_spoken",
        "… in a conversation",
        "A call, a visit or a live chat in which somebody was there: ask and answer in one.",
        of="answered_here",
    ),
    _part(
        "answered_machine",
        "… by a machine",
        "A machine answered, and nobody asked again about it on any channel for 24 hours. Until then it is open.",
        of="answered_here",
    ),
    _part(
        "answered_closure",
        "… by closing the case",
        "Staff marked it as done. This counts only for sources that record no replies; it is a claim, not an answer "
        "we saw.",
        of="answered_here",
    ),
    _part("passed", "Sent elsewhere", "We named another channel or team instead of answering."),
    _part("arrived", "… and arrived", "They asked on another channel within 7 days after we sent them.", of="passed"),
    _part(
        "asked_again_here",
        "… and asked again here",
        "They asked again in the same channel within 7 days, and nowhere else.",
        of="passed",
    ),
    _part(
        "gave_up",
        "… and gave up",
        "Nothing more was heard of it for 7 days, though the channel we named is recorded, and it was never answered.",
        of="passed",
    ),
    _part("ignored", "Nobody answered there", "Due has passed, and it was neither answered there nor sent elsewhere."),
    _part("driven_away", "… and asked elsewhere next", "Their next ask came on another channel.", of="ignored"),
    _part(
        "answered_elsewhere",
        "… but were answered elsewhere",
        "The answer came on another channel than the one in which they asked.",
        of="ignored",
    ),
    _part(
        "answered_elsewhere_in_time",
        "… in time",
        "The answer on another channel came before it was due.",
        of="answered_elsewhere",
    ),
    _part("open", "Open", "Not yet decided and not yet due, or answered by a machine less than 24 hours ago."),
    _part(
        "waiting_now",
        "Waiting now",
        "Open, or ignored, asked in the last 30 days and answered nowhere.",
    ),
    _part(
        "time_fault",
        "Times cannot be right",
        "Nothing decides it, and an answer in the same case, order or thread lies before the ask.",
    ),
    _part("late", "Answered late", "Answered there after it was due.", of="answered_here"),
    _part(
        "late_promised",
        "… later than promised",
        "Answered there after the moment that was promised for it.",
        of="late",
    ),
    _part(
        "handed_over",
        "Handed over",
        "An assignment or a reply in the channel of the ask came from another team or person than the one before.",
    ),
    Column(
        name="followups",
        title="Asked again",
        meaning="Asks after the first in the same matter, on any channel. Counted as asks, not as matters.",
    ),
    _part(
        "followups_ignored",
        "… unanswered",
        "Asks after the first that are past due and unanswered on any channel.",
        of="followups",
    ),
    _part(
        "finished",
        "Finished",
        "Every ask was answered, on whatever channel, and nobody asked again for 7 days after the last answer.",
        of="matured",
    ),
    _part("confirmed", "… and confirmed", "The customer said so, or thanked us.", of="finished"),
    _part(
        "pending",
        "Too early to say",
        "Answered less than 7 days ago, or sent elsewhere less than 7 days ago: it may finish yet.",
    ),
    _part(
        "matured",
        "Old enough to say",
        "Asked, less the open, less those too early to say, less those that cannot be measured.",
    ),
    _part(
        "not_measurable",
        "Cannot be measured",
        "Whether it finished cannot be said: we do not know the customer, its times cannot be right, or we sent them "
        "to a channel that nobody records.",
    ),
    _part(
        "reopened",
        "Reopened",
        "Asked about again 7 to 30 days after the last answer, in the same case, order or thread.",
    ),
    _part(
        "changed_channel",
        "Changed channel",
        "A known customer made contact, or looked for help, on two channels.",
    ),
    _part(
        "returned",
        "… and came back",
        "Afterwards they came back to where the matter first showed. A matter that showed first on social is not "
        "counted here.",
        of="changed_channel",
    ),
    _part(
        "dealt_with_in_place",
        "Dealt with where they asked",
        "Answered there and finished; never sent elsewhere, never asked elsewhere.",
        of="finished",
    ),
    _seconds(
        "first_answer_seconds_median",
        "First answer, median",
        "Half of those answered where they asked waited longer than this. Calendar time.",
    ),
    _seconds(
        "first_answer_seconds_p90",
        "First answer, 90 of 100",
        "Ninety of 100 answered where they asked waited no longer than this. Calendar time.",
    ),
    _part(
        "first_contact",
        "Settled at the first contact",
        "Answered there and finished with exactly one ask, never sent elsewhere, handed over or reopened.",
        of="matured",
    ),
    _part(
        "returned_usual",
        "… and came back to their usual channel",
        "The matter showed first on social; afterwards they came back to the channel of most of their earlier asks.",
        of="changed_channel",
    ),
    _part(
        "return_completed",
        "… and were answered there",
        "After the return they were answered in the channel they came back to.",
        of="changed_channel",
    ),
    _part(
        "due_assumed",
        "Due assumed",
        "Neither a promise nor a row of the table says when it was due, so 7 days were assumed.",
    ),
    _part(
        "asks_of_unknown_role",
        "Only taken for an ask",
        "The source does not say that the first contact asks; it is counted as asking.",
    ),
    Column(
        name="afterwords",
        title="Taken for afterwords",
        meaning=(
            "Contacts of unknown role within 24 hours after an answer or a question of ours; not counted as asking."
        ),
    ),
)

KEYS: dict[str, Column] = {
    "channel": Column(name="channel", title="Channel", meaning="In which it was asked first.", unit="text"),
    "touchpoint": Column(name="touchpoint", title="Touchpoint", meaning="Where on the channel.", unit="text"),
    "source": Column(name="source", title="Source", meaning="The system that recorded the ask.", unit="text"),
    "month": Column(name="month", title="Month", meaning="Of the ask, in the time zone of the reports.", unit="month"),
    "asked_by": Column(name="asked_by", title="Asked by", meaning="Customer, or staff.", unit="text"),
    "total": Column(name="total", title="All", meaning="Everything together.", unit="text"),
}
"""The columns by which figures can be told apart."""

BY: dict[str, tuple[str, ...]] = {
    "channel": ("channel",),
    "touchpoint": ("channel", "touchpoint"),
    "source": ("source",),
    "month": ("month",),
    "asked_by": ("asked_by",),
    "total": ("total",),
}
"""What a reader can choose, and the columns that come of it."""
