"""Lantern Bicycles: a small company with a desk on five channels, in three languages, through the real record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from regard import house
from regard.company.public import Source, register_source
from regard.record.public import Identifier, Interaction, ObjectRef, admit

ZONE = "Asia/Bangkok"
END = datetime(2026, 3, 31, 11, 0, tzinfo=UTC)

WORDS = {
    "social": (
        ("The brake you sold me squeals in the rain. Is that safe?", "en"),
        ("สั่งไปสองสัปดาห์แล้วยังไม่ได้รับสินค้า ติดต่อใครได้บ้างคะ", "th"),
        ("请问我的订单什么时候发货？已经等了十天了。", "zh"),
    ),
    "email": (
        ("My invoice shows the old address, although I changed it in January.", "en"),
        ("ขอใบเสนอราคาสำหรับจักรยานไฟฟ้า 12 คันค่ะ", "th"),
        ("保修卡丢了，还能维修吗？", "zh"),
    ),
    "phone": (("Is my bicycle ready to be picked up?", "en"), ("ร้านสาขาเชียงใหม่เปิดวันอาทิตย์ไหมครับ", "th")),
    "shop": (("The saddle is too high; can you adjust it while I wait?", "en"), ("我想试骑这辆车。", "zh")),
    "chat": (("Which inner tube fits a 28 inch wheel?", "en"), ("ยางในขนาดไหนใส่ล้อ 28 นิ้วได้คะ", "th")),
}


@dataclass
class Desk:
    """Writes what happens into a list, so that a story reads in order."""

    written: list[Interaction] = field(default_factory=list)

    def says(
        self, case: int, channel: str, at: datetime, *, direction: str = "in", role: str = "asks", **more: object
    ) -> None:
        """One interaction of a case."""
        self.written.append(
            Interaction(
                source="desk",
                message_id=f"{case}:{len(self.written)}",
                occurred_at=at,
                channel=channel,  # type: ignore[arg-type]
                kind=str(
                    more.pop("kind", "call" if channel == "phone" else "visit" if channel == "shop" else "message")
                ),
                direction=direction,  # type: ignore[arg-type]
                role=role,  # type: ignore[arg-type]
                objects=(ObjectRef("case", "desk", f"K-{case}"),),
                identifiers=(Identifier("email", "global", f"cyn{case}@mail.lan"),),
                **more,  # type: ignore[arg-type]
            )
        )


# Of twenty who ask on a channel: so many answered, sent elsewhere, ignored; the rest are open.
SHARES = {"social": (2, 7, 10), "email": (13, 3, 3), "phone": (16, 3, 0), "shop": (19, 0, 0), "chat": (9, 5, 5)}


def stories(rounds: int) -> Iterator[tuple[int, str, str, int]]:
    """(case, channel, fate, which words): a round is twenty who ask on each channel."""
    case = 0
    for turn in range(rounds):
        for channel, (answered, passed, ignored) in SHARES.items():
            fates = ["answered"] * answered + ["passed"] * passed + ["ignored"] * ignored
            for place, fate in enumerate([*fates, *["open"] * (20 - len(fates))]):
                case += 1
                yield case, channel, fate, place + turn


def interactions(rounds: int) -> list[Interaction]:
    """All that happened at the desk."""
    desk = Desk()
    for case, channel, fate, which in stories(rounds):
        words, language = WORDS[channel][which % len(WORDS[channel])]
        begun = END - timedelta(days=10 + case * 7 % 80, hours=case * 5 % 9, minutes=case * 11 % 60)
        if fate == "open":
            begun = END - timedelta(hours=1 + case % 9)
        _happens(desk, case, channel, fate, begun, words, language)
    return desk.written


def _happens(desk: Desk, case: int, channel: str, fate: str, begun: datetime, words: str, language: str) -> None:
    is_live = channel in {"phone", "shop"} and fate == "answered"
    desk.says(
        case,
        channel,
        begun,
        text=words,
        language=language,
        answered_at=begun + timedelta(minutes=case % 4) if is_live else None,
        promised_at=begun + timedelta(hours=24) if channel == "email" else None,
    )
    if fate == "answered" and not is_live:
        after = timedelta(hours=1 + case * 13 % 60, minutes=case % 50)
        desk.says(
            case, channel, begun + after, direction="out", role="answers", human="yes", text="Done, with our apologies."
        )
    if fate == "passed":
        desk.says(
            case,
            channel,
            begun + timedelta(hours=1),
            direction="out",
            role="passes",
            passes_to="phone",
            human="yes",
            text="Please call our service line.",
        )
    if fate == "passed" and case % 2:
        desk.says(
            case,
            "phone",
            begun + timedelta(hours=27),
            answered_at=begun + timedelta(hours=27, minutes=6),
            kind="call",
            text="I was told to call you. It is still about the same thing.",
            language="en",
        )


def opens(rounds: int = 2) -> None:
    """Record it all, follow it, and copy it to the lake."""
    register_source(
        Source(slug="desk", title="Lantern Bicycles", zone=ZONE, records_replies=True, is_live=False), at=END
    )
    admit(interactions(rounds), received_at=END)
    house.follow()
    with house.open_lake() as lake:
        house.copy_lake(lake)
    while house.index_customers():
        pass
