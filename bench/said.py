"""How often the people of the sample company say the same word for word, and how many texts a second are written."""

import argparse
import time
from collections import Counter
from itertools import chain
from random import Random

from regard.sample.grammar import LANGUAGES, WHOLE, Intent, book
from regard.sample.persons import Person, Register
from regard.sample.places import PLACES
from regard.sample.products import products_of
from regard.sample.words import ASKS, About, Words

_PEOPLE = 400


def main() -> None:
    """Draw every intent of every language many times; the worst first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--least", type=float, default=0.5, help="print from this share of repeated texts on")
    given = parser.parse_args()
    rng, words, register = Random("said"), Words(), Register(1)
    born = [register.born(rng, plant=90, place=place) for place in PLACES for _ in range(_PEOPLE)]
    shares: dict[tuple[str, str, str], float] = {}
    seconds, count = 0.0, 0
    for language in LANGUAGES:
        people = [who for who in born if who.writes == language == who.place.language]
        for meant in book(language).intents.values():
            asked = [(rng.choice(people), _about(rng, meant)) for _ in range(given.draws)]
            form = _form(meant)
            begun = time.perf_counter()
            texts = [words.say(rng, who, what, intent=meant.name, form=form) for who, what in asked]
            seconds, count = seconds + time.perf_counter() - begun, count + len(texts)
            shares[language, meant.name, form] = 1 - len(Counter(texts)) / len(texts)
    _tell(shares, least=given.least)
    print(f"{count:,} texts, {count / seconds:,.0f} a second")
    _tell_mixed(rng, words, born, given.draws * 8)


def _form(meant: Intent) -> str:
    first, _, _ = meant.name.partition("_")
    if first in {"review", "survey", "community"}:
        return first
    return "plain" if meant.mood == WHOLE else "chat"


def _about(rng: Random, meant: Intent) -> About:
    topic, _, _ = meant.name.partition(".")
    said = ASKS[topic].index(meant.name) if meant.name in ASKS.get(topic, ()) else 0
    product = rng.choice(products_of(meant.products))
    order = f"MO-{rng.randrange(100_000_000, 999_999_999)}"
    return About(topic if topic in ASKS else "delivery", product, said, order, rng.randrange(3, 13))


def _tell(shares: dict[tuple[str, str, str], float], *, least: float) -> None:
    for (language, name, form), share in sorted(shares.items(), key=lambda one: -one[1]):
        if share >= least:
            print(f"{share:6.1%} repeated  {language} {name} ({form})")
    for language in LANGUAGES:
        found = sorted(share for (one, _, _), share in shares.items() if one == language)
        print(f"{language}: half of {len(found)} intents below {found[len(found) // 2]:.1%}")


def _tell_mixed(rng: Random, words: Words, born: list[Person], draws: int) -> None:
    """As they come in: any ask in any form in which asks come."""
    asks = tuple(chain.from_iterable(ASKS.values()))
    texts = []
    for _ in range(draws):
        who, intent = rng.choice(born), rng.choice(asks)
        form = rng.choice(("chat", "tweet", "facebook", "mail", "form"))
        texts.append(words.say(rng, who, _about(rng, book(who.writes).intents[intent]), intent=intent, form=form))
    print(f"{draws:,} asks of all intents, languages and forms: {1 - len(set(texts)) / draws:.2%} repeated")


if __name__ == "__main__":
    main()
