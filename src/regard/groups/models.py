"""Groups as they were made, and which interactions carry an organisation. Who is in a group is never written down."""

from django.db import models


class SavedGroup(models.Model):
    """A group: its name and what it means. Members follow from the lake whenever somebody asks."""

    number = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=80)
    name_key = models.CharField(max_length=80, unique=True)
    """The name as it is looked for: without regard to capitals."""
    definition = models.TextField()
    """JSON, as `definition.py` reads it."""
    made_by = models.CharField(max_length=254)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "customer_group"


class Picked(models.Model):
    """A customer put into a group by hand, by the profile that named them then."""

    pk = models.CompositePrimaryKey("group_no", "profile_id")
    group_no = models.BigIntegerField()
    profile_id = models.BigIntegerField()
    by = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta:
        db_table = "group_pick"
        indexes = (models.Index(fields=("profile_id",), name="picks_of_profile"),)


class OrganisationRef(models.Model):
    """An interaction that carries an organisation, and its profile. A profile never changes: a merge moves no row."""

    pk = models.CompositePrimaryKey("value_key", "seq")
    value_key = models.BinaryField()
    """The keyed hash of namespace and value."""
    seq = models.BigIntegerField()
    profile_id = models.BigIntegerField(null=True)
    occurred_at = models.BigIntegerField()
    """Microseconds since 1970-01-01 UTC."""
    tells = models.BooleanField()
    """A `group` call: its sealed part may say what the organisation is called."""

    class Meta:
        db_table = "organisation_ref"
        indexes = (
            models.Index(fields=("seq",), name="organisation_of_seq"),
            models.Index(fields=("profile_id",), name="organisations_of_profile"),
            models.Index(fields=("value_key", "tells", "occurred_at"), name="organisation_told"),
        )
