"""The front door of the room."""

from regard.record.admit import Checked, Receipt, admit, check, checker, keep
from regard.record.appender import MOST_ROWS_WAITING, Appender, TooBusy
from regard.record.arrivals import Arrival, Newest, arrivals, arrived, kept_as, last_refused, newest
from regard.record.bringers import AlreadyTakenBack
from regard.record.change import changed_at, erased_after, tell
from regard.record.checks import CHECKS, Objection, objection_to
from regard.record.collecting.again import by_mapping
from regard.record.collecting.collect import OWN, Fate, Gathered, Unfit, collect, collect_again
from regard.record.collecting.mapper import Event, Mapper
from regard.record.collecting.mappings import (
    SHAPES,
    OwnMapping,
    change_mapping,
    compiled_mapping,
    mapping_history,
    mapping_text,
    newest_mapping,
    own_mappings,
    shipped_mapping,
)
from regard.record.collecting.tryout import Tried, try_mapping
from regard.record.counting import admitted, from_the_future, waiting_imports, waiting_refusals
from regard.record.erasing import (
    ERASER,
    carry_on,
    decide_taking_back,
    erase,
    erase_import,
    finish_erasures,
    share_taken_back,
)
from regard.record.expiring import Emptied, delete_old_originals, deleted_originals
from regard.record.import_.again import by_recipe
from regard.record.import_.draft import draft_recipe
from regard.record.import_.inspect import Column, Inventory, profile
from regard.record.import_.load import RecipeError
from regard.record.import_.load import load as load_recipe
from regard.record.import_.plan import Plan, plan
from regard.record.import_.recipe import Recipe
from regard.record.import_.run import ImportResult, run_import
from regard.record.import_.shelf import find_recipe, recipe_text
from regard.record.import_.shelf import shipped as shipped_recipes
from regard.record.imports import (
    ImportState,
    find_import,
    give_up,
    imports,
    inbox_moved,
    keep_mended_recipe,
    queue_again,
    queue_import,
    requeue_interrupted,
    take_queued,
)
from regard.record.interaction import (
    CHANNELS,
    OBJECT_KINDS,
    ROLES,
    STAGES,
    Identifier,
    Interaction,
    Key,
    Logged,
    ObjectRef,
    Sealed,
)
from regard.record.lake import FIELDS, INTERACTIONS, LAKE, interaction_rows
from regard.record.log import Outcome, Placed
from regard.record.mending import Mended, Remap, discard, replay, waiting, weigh
from regard.record.reading import LOG, LogStream, ends, history, identifiers_of, unseal
from regard.record.refusals import (
    KeptRefusal,
    Refused,
    RefusedSo,
    Which,
    refusal,
    refusals,
    refusals_by_reason,
    refused_so,
)
from regard.record.revisions import Changed, KeptRevision, revisions_by_source, revisions_of
from regard.record.spans import Span, spans
from regard.record.taking_back import WouldGo, would_go

__all__ = [
    "CHANNELS",
    "CHECKS",
    "ERASER",
    "FIELDS",
    "INTERACTIONS",
    "LAKE",
    "LOG",
    "MOST_ROWS_WAITING",
    "OBJECT_KINDS",
    "OWN",
    "ROLES",
    "SHAPES",
    "STAGES",
    "AlreadyTakenBack",
    "Appender",
    "Arrival",
    "Changed",
    "Checked",
    "Column",
    "Emptied",
    "Event",
    "Fate",
    "Gathered",
    "Identifier",
    "ImportResult",
    "ImportState",
    "Interaction",
    "Inventory",
    "KeptRefusal",
    "KeptRevision",
    "Key",
    "LogStream",
    "Logged",
    "Mapper",
    "Mended",
    "Newest",
    "ObjectRef",
    "Objection",
    "Outcome",
    "OwnMapping",
    "Placed",
    "Plan",
    "Receipt",
    "Recipe",
    "RecipeError",
    "Refused",
    "RefusedSo",
    "Remap",
    "Sealed",
    "Span",
    "TooBusy",
    "Tried",
    "Unfit",
    "Which",
    "WouldGo",
    "admit",
    "admitted",
    "arrivals",
    "arrived",
    "by_mapping",
    "by_recipe",
    "carry_on",
    "change_mapping",
    "changed_at",
    "check",
    "checker",
    "collect",
    "collect_again",
    "compiled_mapping",
    "decide_taking_back",
    "delete_old_originals",
    "deleted_originals",
    "discard",
    "draft_recipe",
    "ends",
    "erase",
    "erase_import",
    "erased_after",
    "find_import",
    "find_recipe",
    "finish_erasures",
    "from_the_future",
    "give_up",
    "history",
    "identifiers_of",
    "imports",
    "inbox_moved",
    "interaction_rows",
    "keep",
    "keep_mended_recipe",
    "kept_as",
    "last_refused",
    "load_recipe",
    "mapping_history",
    "mapping_text",
    "newest",
    "newest_mapping",
    "objection_to",
    "own_mappings",
    "plan",
    "profile",
    "queue_again",
    "queue_import",
    "recipe_text",
    "refusal",
    "refusals",
    "refusals_by_reason",
    "refused_so",
    "replay",
    "requeue_interrupted",
    "revisions_by_source",
    "revisions_of",
    "run_import",
    "share_taken_back",
    "shipped_mapping",
    "shipped_recipes",
    "spans",
    "take_queued",
    "tell",
    "try_mapping",
    "unseal",
    "waiting",
    "waiting_imports",
    "waiting_refusals",
    "weigh",
    "would_go",
]
