"""The log and what belongs to it, as rows."""

from typing import ClassVar

from django.db import models


class LoggedRow(models.Model):
    """One admitted interaction. `body` is open to followers, `sealed` is encrypted; an erased row is an empty husk."""

    in_log: ClassVar[bool] = True

    seq = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=200)
    message_key = models.BinaryField(null=True)
    content_hash = models.BinaryField(null=True)
    occurred_at = models.BigIntegerField(null=True)
    """Microseconds since 1970-01-01 UTC."""
    received_at = models.BigIntegerField()
    import_id = models.BigIntegerField(null=True)
    body = models.BinaryField(null=True)
    sealed = models.BinaryField(null=True)
    erased_at = models.BigIntegerField(null=True)

    class Meta:
        db_table = "interaction"
        constraints = (models.UniqueConstraint(fields=("source", "message_key"), name="one_row_per_message"),)
        indexes = (
            models.Index(fields=("import_id", "seq"), name="interaction_of_import"),
            models.Index(fields=("source", "occurred_at"), name="interaction_of_source"),
            # Few: a backup asks of each part of the log whether any were added.
            models.Index(fields=("seq",), name="interaction_husk", condition=models.Q(erased_at__isnull=False)),
        )


class Revision(models.Model):
    """The same message again with other content: kept, counted, never a second interaction."""

    in_log: ClassVar[bool] = True

    of_seq = models.BigIntegerField()
    content_hash = models.BinaryField()
    received_at = models.BigIntegerField()
    import_id = models.BigIntegerField(null=True)
    sealed = models.BinaryField()

    class Meta:
        db_table = "revision"
        indexes = (models.Index(fields=("import_id",), name="revision_of_import"),)
        constraints = (models.UniqueConstraint(fields=("of_seq", "content_hash"), name="one_row_per_revision"),)


class Refusal(models.Model):
    """What could not be admitted, kept whole with the reason, so that it can be mended and replayed."""

    in_log: ClassVar[bool] = True

    key = models.BinaryField(unique=True)
    source = models.CharField(max_length=200)
    import_id = models.BigIntegerField(null=True)
    line = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=60)
    sealed_detail = models.BinaryField(default=b"")
    """What was said of it: sealed, because it may repeat what somebody wrote."""
    received_at = models.BigIntegerField()
    sealed = models.BinaryField()
    """Both are empty once the original was deleted."""
    mended_as = models.BigIntegerField(null=True)
    ended_as = models.CharField(max_length=10, db_default="")
    """Empty while it waits; then `mended`, `discarded` or `expired`."""
    ended_at = models.BigIntegerField(null=True)
    ended_by = models.CharField(max_length=254, db_default="")
    ended_why = models.CharField(max_length=200, db_default="")
    emptied_at = models.BigIntegerField(null=True)
    """When the original was deleted."""

    class Meta:
        db_table = "refusal"
        indexes = (
            models.Index(fields=("import_id", "reason"), name="refusal_of_import"),
            models.Index(fields=("ended_as", "source", "reason"), name="refusal_that_waits"),
        )


class BroughtAgain(models.Model):
    """Runs of what was here already when another import (or a live source) brought it, too.

    Without them, taking back the first would take away what the second brought as well.
    """

    in_log: ClassVar[bool] = True

    what = models.CharField(max_length=12)
    """`interaction` (numbers of the log), `revision` or `refusal` (their ids)."""
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    import_id = models.BigIntegerField()
    """0: a live source."""
    received_at = models.BigIntegerField()

    class Meta:
        db_table = "brought_again"
        indexes = (
            models.Index(fields=("what", "last"), name="brought_again_run"),
            models.Index(fields=("import_id", "what"), name="brought_again_by"),
        )


class TakenBack(models.Model):
    """An import of which nothing may be appended any more: written before the first of it is erased."""

    in_log: ClassVar[bool] = True

    import_id = models.BigIntegerField(primary_key=True)
    at = models.BigIntegerField()

    class Meta:
        db_table = "taken_back"


class Import(models.Model):
    """One file brought in by one recipe, and how far it has come."""

    recipe_name = models.CharField(max_length=200)
    recipe_text = models.TextField()
    source = models.CharField(max_length=200)
    file_name = models.TextField()
    file_hash = models.CharField(max_length=64)
    file_bytes = models.BigIntegerField(default=0)
    state = models.CharField(max_length=20, default="queued")
    at_row = models.BigIntegerField(default=0)
    at_byte = models.BigIntegerField(default=0)
    rows_read = models.BigIntegerField(default=0)
    appended = models.BigIntegerField(default=0)
    already_known = models.BigIntegerField(default=0)
    revisions = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    unmapped = models.JSONField(default=dict)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    said = models.TextField(default="")
    """What else is to be known of it, a sentence a line."""
    by = models.CharField(max_length=254)
    mended_recipe = models.TextField(default="")
    """The recipe as it was edited to mend what was refused; empty: never."""

    class Meta:
        db_table = "import"
        indexes = (models.Index(fields=("file_hash", "source"), name="import_of_file"),)


class Change(models.Model):
    """Something that people (or an erasure) changed about interactions that were already followed."""

    no = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    spans = models.JSONField()
    """The interactions touched, as [first seq, last seq] pairs."""
    by = models.CharField(max_length=254)
    at = models.DateTimeField()
    undoes = models.BigIntegerField(null=True)

    class Meta:
        db_table = "change"


class Erasure(models.Model):
    """An erasure that was decided; it is carried out in the log and then told to the followers, come what may."""

    spans = models.JSONField()
    import_id = models.BigIntegerField(null=True)
    """The import that is taken back; None: interactions chosen by number."""
    reached = models.BigIntegerField(default=0)
    """So far it is carried out, by number."""
    why = models.CharField(max_length=200)
    by = models.CharField(max_length=254)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "erasure"


class SourceMapping(models.Model):
    """How what a source sends becomes interactions, where it differs from what ships; only added, the newest holds."""

    source = models.CharField(max_length=200)
    shape = models.CharField(max_length=40)
    recipe_text = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=254)

    class Meta:
        db_table = "source_mapping"
        indexes = (models.Index(fields=("source", "shape"), name="mapping_of_source"),)
