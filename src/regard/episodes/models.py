"""Which interactions are one matter, as rows. Nothing is written back into the log."""

from django.db import models


class ObjectRef(models.Model):
    """Which interactions carry a strong key; the key is the log's keyed hash of kind, namespace and value."""

    pk = models.CompositePrimaryKey("value_key", "seq")
    value_key = models.BinaryField()
    seq = models.BigIntegerField()

    class Meta:
        db_table = "object_ref"
        indexes = (models.Index(fields=("seq",), name="object_ref_of_seq"),)


class Assigned(models.Model):
    """The matter an interaction belongs to, and why. A newer `written_no` replaces the row; no episode: erased."""

    seq = models.BigIntegerField(primary_key=True)
    episode_id = models.BigIntegerField(null=True)
    link = models.CharField(max_length=10)
    """How it joined: `begins`, `key`."""
    why = models.CharField(max_length=20)
    """What joined it: the kind of the key."""
    sure = models.CharField(max_length=10)
    """`certain` or `likely`."""
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
