"""The front door of the room."""

from regard.customers.announcing import Announced, announcements, last_announced
from regard.customers.doubts import Doubt, doubts
from regard.customers.explaining import Reason, reasons
from regard.customers.grouping import Doubted, Grouping, Merge, Parting, People, Told, grouped
from regard.customers.history import Change, Was, history_of, states_at
from regard.customers.hygiene import Clean, clean
from regard.customers.kinds import ATTRIBUTES, KINDS, Kind, kind_of
from regard.customers.known import KNOWN, KnownStream
from regard.customers.lake import CUSTOMER_MAP, FIELDS, LAKE, RECOGNISED
from regard.customers.merging import (
    Plan,
    allow,
    do,
    merge,
    move,
    must_be_of,
    part,
    plan_apart,
    plan_merge,
    plan_move,
    plan_part,
    plan_shared,
    plan_split,
    plan_undo,
    share,
    split,
    undo,
)
from regard.customers.names import Spelling, Traits, clash, tidied, traits_of
from regard.customers.portable import Known, Labels, Saying, evidence, sayings, shown_as, take_over
from regard.customers.previewing import Becoming, Preview, carry_out, preview
from regard.customers.queue import plan_decision, put_aside, queue, queue_lengths, take_up
from regard.customers.reading import (
    Shown,
    Whose,
    customer_now,
    customers_of,
    customers_within,
    identifiers,
    interactions_of,
    is_profile,
    must_be_customer,
    profile_of_all,
    profile_of_each,
    profiles_of,
    still_there,
    timeline,
    whose,
)
from regard.customers.recognise import ERASER, RECOGNISE
from regard.customers.rules import declare_source, never
from regard.customers.search.candidates import Candidates
from regard.customers.search.finding import Found, FoundBy, find, names_of, read_place
from regard.customers.search.indexing import Indexer
from regard.customers.search.shelf import Manifest, Shelf
from regard.customers.search.terms import NAME_KINDS
from regard.customers.signature import Mark

FOLLOWERS = (RECOGNISE,)

__all__ = [
    "ATTRIBUTES",
    "CUSTOMER_MAP",
    "ERASER",
    "FIELDS",
    "FOLLOWERS",
    "KINDS",
    "KNOWN",
    "LAKE",
    "NAME_KINDS",
    "RECOGNISE",
    "RECOGNISED",
    "Announced",
    "Becoming",
    "Candidates",
    "Change",
    "Clean",
    "Doubt",
    "Doubted",
    "Found",
    "FoundBy",
    "Grouping",
    "Indexer",
    "Kind",
    "Known",
    "KnownStream",
    "Labels",
    "Manifest",
    "Mark",
    "Merge",
    "Parting",
    "People",
    "Plan",
    "Preview",
    "Reason",
    "Saying",
    "Shelf",
    "Shown",
    "Spelling",
    "Told",
    "Traits",
    "Was",
    "Whose",
    "allow",
    "announcements",
    "carry_out",
    "clash",
    "clean",
    "customer_now",
    "customers_of",
    "customers_within",
    "declare_source",
    "do",
    "doubts",
    "evidence",
    "find",
    "grouped",
    "history_of",
    "identifiers",
    "interactions_of",
    "is_profile",
    "kind_of",
    "last_announced",
    "merge",
    "move",
    "must_be_customer",
    "must_be_of",
    "names_of",
    "never",
    "part",
    "plan_apart",
    "plan_decision",
    "plan_merge",
    "plan_move",
    "plan_part",
    "plan_shared",
    "plan_split",
    "plan_undo",
    "preview",
    "profile_of_all",
    "profile_of_each",
    "profiles_of",
    "put_aside",
    "queue",
    "queue_lengths",
    "read_place",
    "reasons",
    "sayings",
    "share",
    "shown_as",
    "split",
    "states_at",
    "still_there",
    "take_over",
    "take_up",
    "tidied",
    "timeline",
    "traits_of",
    "undo",
    "whose",
]
