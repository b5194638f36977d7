"""What the plants need said beside questions and answers: each intent has its phrases in `texts/` of every language."""

from dataclasses import dataclass
from random import Random

from regard.sample.persons import Person
from regard.sample.words import About, Words

CUSTOMER, STAFF, CLERK, COMPANY = "the customer", "staff to the customer", "a clerk in a note", "the company to many"


@dataclass(frozen=True)
class Intent:
    """One thing that is said: by whom, in what situation, as in which example, and in which form (`forms.FORMS`)."""

    name: str
    by: str
    means: str
    example: str
    form: str = "plain"


# The slots of `texts/` may be used: {p} product, {o} order, {n} days, {a} amount, {town}, {hotline}, {name}, {agent}.
INTENTS = (
    # Upset, calmed, normal again
    Intent(
        "upset",
        CUSTOMER,
        "angry about what happened, in own words; no quoting, no joking",
        "This is the third time I have to explain it. I am so fed up with you lot.",
    ),
    Intent(
        "upset_public",
        CUSTOMER,
        "the same in public, shorter, on a network",
        "Never again @MeridianRiders. What a joke of a service.",
    ),
    Intent(
        "calm",
        STAFF,
        "first step: says what went wrong, takes it on, says what happens next and when",
        "I am sorry, {name}: we promised Tuesday and did not come. The {p} is here now, I stay on it until it is done.",
    ),
    Intent(
        "resumes",
        STAFF,
        "takes the matter up at the step where it stopped",
        "Your form is still open at step 3 of 4: the address is filled in, only the day is missing.",
    ),
    Intent(
        "normal_again",
        CUSTOMER,
        "goes on with the matter, no anger left; about the matter itself, not only thanks",
        "OK. Thursday works then. Do I need to be at home?",
    ),
    Intent(
        "upset_quoted",
        CUSTOMER,
        "not upset: quotes somebody else, a review, a film, or us",
        "My neighbour says you are 'useless and rude', I never had any trouble, but is the {p} really back in stock?",
    ),
    Intent(
        "upset_joking",
        CUSTOMER,
        "not upset: a joke or friendly irony",
        "I hate you, now my wife wants a {p} too :)",
    ),
    # A member, not a number
    Intent(
        "slogan",
        COMPANY,
        "the promise of a campaign: with us you never say your number twice",
        "A member, not a number: with us you never have to tell your member number twice.",
    ),
    Intent(
        "asked_number",
        CLERK,
        "note of a call: greeted by script, asked for the member number",
        "Greeting 3. Asked for member number, then helped with {o}.",
    ),
    Intent(
        "greeted_by_name",
        CLERK,
        "note of a call: greeted by name, no number asked",
        "Greeted by name, {o} was on the screen. Settled.",
    ),
    Intent(
        "identity_checked",
        CLERK,
        "note: proof of identity under the rule for changes of account or money",
        "Identity check before changing the bank details: number and date of birth.",
    ),
    Intent(
        "chases",
        CUSTOMER,
        "asks where a delivery is that is not yet due, uneasy",
        "Just checking that {o} is really on its way? It is for the weekend.",
        "mail",
    ),
    # One bad moment
    Intent(
        "not_delivered",
        CUSTOMER,
        "you say delivered, nothing is here",
        "Your page says {o} was delivered on Monday. It was not. Nobody rang, nothing is here.",
        "mail",
    ),
    Intent(
        "last_words",
        CUSTOMER,
        "what somebody writes who will not come back; says what happened, not always 'I leave'",
        "I have waited two weeks for a parcel you say I have. Please delete my account.",
        "mail",
    ),
    Intent(
        "wrong_invoice",
        CUSTOMER,
        "the invoice is wrong: amount, name or address",
        "You charged me twice for {o}.",
        "mail",
    ),
    Intent(
        "payment_failed", COMPANY, "automatic: a payment did not go through", "Your payment for {o} did not go through."
    ),
    Intent("delayed", COMPANY, "automatic: the parcel comes later than said", "{o} comes {n} days later than we said."),
    # The community
    Intent(
        "community_question",
        CUSTOMER,
        "how do I …, about the {p}, to other members",
        "How often do you oil the chain of a {p}?",
        "community",
    ),
    Intent(
        "community_answer",
        CUSTOMER,
        "a member who knows answers another member, with steps",
        "Loosen the two bolts, squeeze the lever, tighten again. Took me five minutes.",
        "community",
    ),
    Intent(
        "somchai_answer",
        CUSTOMER,
        "the answer everybody finds: how to reset the display of the e-bike after an update",
        "Hold the lower button for ten seconds until it blinks twice, then connect the app again.",
    ),
    Intent("helped", CUSTOMER, "confirms that the answer worked", "That did it, thank you!"),
    Intent(
        "still_asks",
        CUSTOMER,
        "asks us although they read the answer: it did not work for them",
        "I did what the forum says, the display stays dark.",
        "mail",
    ),
    # Offers
    Intent("offer", COMPANY, "a choice of offers, and nothing for now is as easy", "Pick one, or nothing for now: …"),
    Intent(
        "refuses_wants_tools",
        CUSTOMER,
        "takes none of the offers, would have liked tools (a workshop stand, keys, a pump)",
        "Nothing for me. A proper torque wrench, that I would take.",
    ),
    Intent("refuses", CUSTOMER, "takes none, no wish or another one", "Not now, thank you."),
    Intent("wishes", CUSTOMER, "what a member put on the wish list, in a few words", "A better light for the winter"),
    # What people rate
    Intent(
        "review_good",
        CUSTOMER,
        "review of the {p}, four or five stars",
        "Two months on the {p}, every day. No complaints.",
        "review",
    ),
    Intent(
        "review_bad",
        CUSTOMER,
        "review of the {p}, one or two stars",
        "Paint came off the {p} after {n} days.",
        "review",
    ),
    Intent("survey_good", CUSTOMER, "a remark on a good survey score", "Friendly and quick.", "survey"),
    Intent("survey_bad", CUSTOMER, "a remark on a bad survey score", "Had to ask three times.", "survey"),
    Intent("newsletter", COMPANY, "subject line of a newsletter", "Spring check in {town}: book before March"),
)
BY_NAME = {one.name: one for one in INTENTS}


def said(words: Words, rng: Random, who: Person, what: About, intent: str, *, form: str | None = None) -> str:
    """A phrase of an intent, in its own form or another; clerks write the language of their place."""
    one = BY_NAME[intent]
    if one.by == CLERK:
        return words.clerk(rng, who, what, kind=intent)
    return words.say(rng, who, what, intent=intent, form=form or one.form)
