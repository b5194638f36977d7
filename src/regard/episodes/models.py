"""Which interactions are one matter, as rows. Nothing is written back into the log."""

from django.db import models


class ObjectRef(models.Model):
    """Which interactions carry a case, order, thread or session; the key is the log's keyed hash."""

    pk = models.CompositePrimaryKey("value_key", "seq")
    value_key = models.BinaryField()
    """In a public thread followed by the profile, for there everybody has a matter of their own."""
    seq = models.BigIntegerField()

    class Meta:
        db_table = "object_ref"
        indexes = (models.Index(fields=("seq",), name="object_ref_of_seq"),)


class Assigned(models.Model):
    """The matter an interaction belongs to, and why. A newer `written_no` replaces the row; no episode: erased."""

    seq = models.BigIntegerField(primary_key=True)
    episode_id = models.BigIntegerField(null=True)
    occurred_at = models.BigIntegerField()
    """Microseconds since 1970-01-01 UTC."""
    link = models.CharField(max_length=10)
    """How it joined: `begins`, `key`, `product`, `time`, `pass`, `ruling`."""
    why = models.CharField(max_length=20)
    """What joined it: the kind of the key."""
    sure = models.CharField(max_length=10)
    """`certain`, `likely`, or `ruled` by a person."""
    written_no = models.BigIntegerField(unique=True)

    class Meta:
        db_table = "assigned"
        indexes = (models.Index(fields=("episode_id",), name="assigned_to_episode"),)


class Episode(models.Model):
    """One matter, named by the number of its first interaction. Without members it has ended up in another one."""

    id = models.BigIntegerField(primary_key=True)
    members = models.BigIntegerField()
    began_at = models.BigIntegerField()
    last_at = models.BigIntegerField()
    written_no = models.BigIntegerField(unique=True)

    class Meta:
        db_table = "episode"


class Related(models.Model):
    """An interaction names a key of another matter, or asks again what another matter had answered."""

    pk = models.CompositePrimaryKey("seq", "other_seq")
    seq = models.BigIntegerField()
    other_seq = models.BigIntegerField()
    """An interaction of the other matter: its first, when this was written."""
    how = models.CharField(max_length=10)
    """`related` or `reopens`."""

    class Meta:
        db_table = "related"
        indexes = (models.Index(fields=("other_seq",), name="related_to_other"),)


class Ruling(models.Model):
    """What a person did to matters; it is taken back as a whole."""

    no = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=10)
    """`join`, `split`, `out` or `move`; `together` or `apart` where two interactions were spoken of and no more."""
    one = models.BigIntegerField()
    other = models.BigIntegerField()
    """What it was about: two matters by an interaction of each, or an interaction and one it was parted from."""
    by = models.CharField(max_length=254)
    at = models.DateTimeField()
    undone_by = models.CharField(max_length=254, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ruling"


class RulingPair(models.Model):
    """Of a ruling: two interactions are one matter, or are not. Of one alone, not together: it begins a matter."""

    pk = models.CompositePrimaryKey("no", "one", "other")
    no = models.BigIntegerField()
    one = models.BigIntegerField()
    """The later of the two, whose matter the pair decides."""
    other = models.BigIntegerField()
    is_together = models.BooleanField()
    leads = models.BooleanField()
    """From here on the keys it names lead to where it is now."""

    class Meta:
        db_table = "ruling_pair"
        indexes = (
            models.Index(fields=("one",), name="ruling_pair_of_one"),
            models.Index(fields=("other",), name="ruling_pair_of_other"),
        )


class RulingReason(models.Model):
    """Why, in that person's words, sealed; gone with the interactions that were spoken of."""

    no = models.BigIntegerField(primary_key=True)
    words = models.BinaryField()

    class Meta:
        db_table = "ruling_reason"
