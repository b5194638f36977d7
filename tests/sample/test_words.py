"""What people say reads like people: many phrasings in three languages, slips, and no seam where it is joined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from random import Random

import pytest

from regard.sample.agreement import writer_to
from regard.sample.forms import FORMS
from regard.sample.grammar import LANGUAGES, WHOLE, Intent, Phrase, book, phrase, spoken, ways
from regard.sample.intents import INTENTS
from regard.sample.persons import Person, Register
from regard.sample.places import PLACES
from regard.sample.products import PRODUCTS, products_of
from regard.sample.slips import slipped
from regard.sample.words import _ALSO, ASKS, SLOTS, TROUBLES, About, Words, about

LETTERS = {"th": re.compile("[\u0e01-\u0e4e]"), "zh": re.compile("[\u4e00-\u9fff]"), "en": re.compile("[a-zA-Z]")}
OFTEN = ("delivery.late", "delivery.not_here", "thanks", "again")
ONE_WAY = {"somchai_answer": 5}
HEARD_OFTEN = 4
# What is never written: a slot or a choice left open, a space or a stop too many, a space before a stop.
SEAMS = {
    "en": r"[{}\[\]|]|  |\.\.|,\.|[?!]\.|(?<!no)\.,|[a-z] [,.?!](?! )|\ba (?:Anchor|Everroad)",
    "th": r"[{}\[\]|]|  |\.\.|[\u0e01-\u0e4e][A-Za-z0-9]|[A-Za-z0-9][\u0e01-\u0e4e]|(?:ค่ะ|คะ|ครับ)(?:ค่ะ|คะ|ครับ)",
    "zh": r"[{}\[\]|]|  |[,;!?](?!\?)|[\u4e00-\u9fff]\.|。。|，。|。，|？，|，，",
}
"""Slips apart: they are put in on purpose."""


def chance(seed: str | int) -> Random:
    """The same chance for everybody who asks with one seed."""
    return Random(seed)  # noqa: S311 -- it draws words, not a secret


@pytest.fixture(scope="module")
def people() -> dict[str, list[Person]]:
    """Forty of every place who write its language, and two who do not."""
    register, rng = Register(1), chance("people")
    born = [register.born(rng, plant=90, place=place) for place in PLACES for _ in range(120)]
    assert len({who.writes for who in born if who.place is PLACES[0]}) > 1
    return {one: [who for who in born if who.writes == one] for one in LANGUAGES}


def matters(rng: Random, intent: str) -> About:
    """Something that is about what is asked; anything else for what is said about anything."""
    topic, _, _ = intent.partition(".")
    group = book("en").intents[intent].products
    said = ASKS[topic].index(intent) if intent in ASKS.get(topic, ()) else 0
    found = rng.choice(products_of(group))
    order = f"MO-{rng.randrange(100_000_000, 999_999_999)}"
    return About(topic if topic in ASKS else "delivery", found, said, order, rng.randrange(3, 13))


def drawn(people: dict[str, list[Person]], language: str, intent: str, form: str, count: int) -> list[str]:
    """What many say when they mean the same."""
    rng, words = chance(f"{language}/{intent}/{form}"), Words()
    return [
        words.say(rng, rng.choice(people[language]), matters(rng, intent), intent=intent, form=form)
        for _ in range(count)
    ]


def forms_of(meant: Intent) -> tuple[str, ...]:
    """The forms in which it is said."""
    if meant.is_ours:
        return ("plain",)
    return (
        ("plain", "mail", "review", "survey") if meant.mood == WHOLE else ("chat", "tweet", "facebook", "mail", "form")
    )


def phrases_of(meant: Intent) -> Iterator[Phrase]:
    """All phrases of an intent."""
    return chain(meant.says, meant.here, meant.more, meant.answers, meant.notes, meant.shop, meant.searches, meant.blog)


def test_a_choice_is_taken_apart_and_made() -> None:
    one = phrase("my [old |]bike [squeals|rattles]")
    assert ways((one,)) == 4
    assert {spoken(one, chance(seed)) for seed in range(40)} == {
        "my old bike squeals", "my old bike rattles", "my bike squeals", "my bike rattles",
    }  # fmt: skip


def test_every_language_says_every_intent() -> None:
    names = set(book("en").intents)
    assert names == set(book("th").intents) == set(book("zh").intents)
    assert {one.name if one.name in names else _ALSO[one.name] for one in INTENTS} <= names
    assert set(chain.from_iterable(ASKS.values())) <= names
    assert set(TROUBLES) < set(ASKS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_intent_has_many_phrasings_and_those_heard_often_more(language: str) -> None:
    for name, meant in book(language).intents.items():
        least = HEARD_OFTEN if meant.is_ours else 40 if name in OFTEN else ONE_WAY.get(name, 12)
        assert len(meant.says) + len(meant.here) >= least, name
    for name in chain.from_iterable(ASKS.values()):
        meant = book(language).intents[name]
        assert meant.answers, name
        assert meant.notes, name
        assert len(meant.notes) + len(meant.shop) > 1, name
        assert len(meant.searches) > 4, name
        assert meant.article, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_known_slots_are_filled_in_and_every_choice_is_closed(language: str) -> None:
    shown = book(language)
    framed = chain.from_iterable(
        chain(*frame.before.values(), *frame.after.values()) for frame in shown.frames.values()
    )
    for one in chain(chain.from_iterable(map(phrases_of, shown.intents.values())), framed):
        text = "".join(chain.from_iterable(one))
        assert set(re.findall(r"\{(\w*)\}", text)) <= SLOTS, text
        assert not re.search(r"[\[\]]|\{[^}]*$", text), text
    assert set(FORMS) <= set(shown.frames)


def test_what_is_said_of_a_bicycle_is_not_said_of_a_helmet() -> None:
    ridden, worn = book("en"), book("en", without=("{b}",))
    assert len(worn.intents["upset_joking"].says) < len(ridden.intents["upset_joking"].says)
    assert all(len(meant.says) > 1 for meant in worn.intents.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_seam_shows(people: dict[str, list[Person]], language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regard.sample.words.slipped", lambda text, **_: text)
    seam = re.compile(SEAMS[language])
    found = []
    for name, meant in book(language).intents.items():
        for form in forms_of(meant):
            texts = drawn(people, language, name, form, 25)
            found += [(name, form, text) for text in texts if seam.search(without_names(text)) or text != text.strip()]
            assert name == "details" or all(LETTERS[language].search(text) or len(text) < 4 for text in texts), name
    assert found == []


def without_names(text: str) -> str:
    """Names of products and of the company, addresses and times may stand beside anything."""
    names = [one.zh for one in PRODUCTS] + [one.th for one in PRODUCTS] + ["Meridian Riders", "Meridian"]
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "\u25a1")
    return re.sub(r"\bMO-\d+|\d+[:.,]\d+|MR\d{7}|[A-Z][a-z]+(?: E?\d| E)?(?=[\u4e00-\u9fff])", "\u25a1", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_notes_and_searches_show_no_seam_either(people: dict[str, list[Person]], language: str) -> None:
    rng, words, seam = chance(language), Words(), re.compile(SEAMS[language])
    for name in chain.from_iterable(ASKS.values()):
        for _ in range(25):
            who, what = rng.choice(people[language]), matters(rng, name)
            texts = [words.answer(who, what, rng=rng, form=form) for form in ("answer", "letter")]
            texts += [words.note(rng, who, what, is_in_shop=False)] if who.place.language == language else []
            assert [text for text in texts if seam.search(without_names(text))] == [], name
            assert words.search(rng, who, what)
            assert words.article(who, what)


# Of 600 who say the same in a form, how many say it word for word like another one, at most.
REPEATED = {"mail": 0.02, "facebook": 0.1, "chat": 0.3, "plain": 0.45, "review": 0.3, "survey": 0.7}


@pytest.mark.parametrize("language", LANGUAGES)
def test_hardly_anybody_says_the_same_as_another(people: dict[str, list[Person]], language: str) -> None:
    asked = [(name, form) for name in ("delivery.late", "delivery.not_here", "refund.how") for form in FORMS]
    said = [(name, "plain") for name in ("thanks", "again", "upset", "upset_public", "last_words", "normal_again")]
    rated = [(name, name.partition("_")[0]) for name in ("review_good", "review_bad", "survey_good", "survey_bad")]
    for name, form in [*asked, *said, *rated]:
        if form in REPEATED and (name, form) not in {(one, "plain") for one, _ in asked}:
            texts = drawn(people, language, name, form, 600)
            assert 1 - len(set(texts)) / len(texts) <= REPEATED[form], (name, form)
            assert Counter(texts).most_common(1)[0][1] <= 30, (name, form)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_chance_says_the_same(people: dict[str, list[Person]], language: str) -> None:
    first, second = (drawn(people, language, "delivery.late", "mail", 50) for _ in range(2))
    assert first == second
    who, what = people[language][0], about(chance(3))
    assert Words().answer(who, what) == Words().answer(who, what)


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_an_order_without_a_number_nobody_says_the_number(people: dict[str, list[Person]], language: str) -> None:
    rng, words, bike = chance(language), Words(), PRODUCTS[0]
    for who in people[language]:
        for name in ("delivery.late", "upset", "calm", "resumes", "last_words"):
            text = words.say(rng, who, About("delivery", bike), intent=name, form="mail")
            assert not re.search(r"MO-|\{|  |[Oo]rder (?:number )?[.,?]|订单号?[。，]|ออเดอร์ (?:$|ไม่)", text), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_signs_is_who_writes_to_them(people: dict[str, list[Person]], language: str) -> None:
    rng, words = chance(language), Words()
    for who in people[language]:
        signed = words.answer(who, matters(rng, "delivery.late"), rng=rng, form="letter").splitlines()[-2:]
        assert who.place.agents[writer_to(who)] in " ".join(signed)


def test_languages_are_mixed_as_people_mix_them(people: dict[str, list[Person]]) -> None:
    words = re.compile(r"\b(tracking|service|error|app|inbox|code|OTP|login|iPhone|OK|SMS|PDF)\b")
    for language in ("th", "zh"):
        texts = [text for name in ASKS["site"] + ASKS["battery"] for text in drawn(people, language, name, "chat", 60)]
        assert 0.05 < sum(bool(words.search(text)) for text in texts) / len(texts) < 0.9


def test_a_man_and_a_woman_of_chiang_mai_end_as_they_do(people: dict[str, list[Person]]) -> None:
    rng, words = chance("particles"), Words()
    for who in people["th"]:
        text = words.say(rng, who, matters(rng, "delivery.late"), intent="delivery.late", form="mail")
        assert not re.search("ครับ|ผม" if who.is_woman else "ค่ะ|คะ|ดิฉัน", text), text


def test_elsewhere_english_is_written_with_the_name_of_the_place(people: dict[str, list[Person]]) -> None:
    guests = [who for who in people["en"] if who.place.language != "en"]
    rng, words = chance("guests"), Words()
    texts = [
        words.say(rng, rng.choice(guests), matters(rng, name), intent=name, form="mail")
        for name in chain.from_iterable(ASKS.values())
        for _ in range(20)
    ]
    assert any(re.search("[\u0e00-\u9fff]", text) for text in texts)
    assert not [text for text in texts if re.search(r"Leeds|Yorkshire|£", text)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_slips_are_made_now_and_then_and_leave_the_slots_whole(
    people: dict[str, list[Person]], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = drawn(people, language, "delivery.late", "chat", 600)
    monkeypatch.setattr("regard.sample.words.slipped", lambda text, **_: text + "\u25a1")
    marked = sum("\u25a1" in text for text in drawn(people, language, "delivery.late", "chat", 600))
    assert 0.08 < marked / len(written) < 0.2
    rng = chance(language)
    for meant in book(language).intents.values():
        for one in meant.says:
            text = spoken(one, rng)
            slots = re.findall(r"\{\w+\}", slipped(text, language=language, rng=rng))
            assert set(slots) <= set(re.findall(r"\{\w+\}", text)) | {"{k}", "{kq}"}, text
