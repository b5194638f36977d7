"""Who is who, as rows. Nothing is written back into the log, and nothing moves on a merge: a small map says it."""

from django.db import models


class Profile(models.Model):
    """All interactions that carry exactly the same identifiers; named by the number of the first. It never changes."""

    id = models.BigIntegerField(primary_key=True)
    set_key = models.BinaryField(unique=True)
    marks = models.BinaryField()
    """Its identifiers, [[key, kind, namespace], …] in MessagePack: they never change, and are read in one look."""

    class Meta:
        db_table = "profile"


class Identifier(models.Model):
    """One value that points at a customer, or tells of one: hashed to be matched, sealed to be shown."""

    value_key = models.BinaryField(primary_key=True)
    """The keyed hash of kind, namespace and value."""
    kind = models.CharField(max_length=200)
    namespace = models.CharField(max_length=200)
    value = models.BinaryField()
    forms = models.BinaryField(null=True)
    """Of a name or birth date: the forms it is compared by, sealed."""
    profile_id = models.BigIntegerField()
    """The profile in which it was seen first."""
    status = models.CharField(max_length=10)
    """`ok` links; `shared` (of several people) and `blocked` (by staff) do not."""

    class Meta:
        db_table = "identifier"
        indexes = (
            # Few: which of many values do not link is asked with every batch.
            models.Index(
                fields=("value_key", "status"), name="not_linking", condition=models.Q(status__in=("shared", "blocked"))
            ),
        )


class ProfileIdentifier(models.Model):
    """Which identifiers the interactions of a profile carry."""

    pk = models.CompositePrimaryKey("value_key", "profile_id")
    value_key = models.BinaryField()
    profile_id = models.BigIntegerField()

    class Meta:
        db_table = "profile_identifier"
        indexes = (models.Index(fields=("profile_id",), name="identifier_of_profile"),)


class Recognised(models.Model):
    """The profile of an interaction. No profile: erased. Who carries no identifier has no row."""

    seq = models.BigIntegerField(primary_key=True)
    profile_id = models.BigIntegerField(null=True)
    occurred_at = models.BigIntegerField()
    """Microseconds since 1970-01-01 UTC."""
    written_no = models.BigIntegerField(unique=True)

    class Meta:
        db_table = "recognised"
        indexes = (models.Index(fields=("profile_id", "occurred_at"), name="recognised_of_profile"),)


class CustomerMap(models.Model):
    """The customer of a profile, where it is not the profile itself. No customer: nobody can say whose it is."""

    profile_id = models.BigIntegerField(primary_key=True)
    customer_id = models.BigIntegerField(null=True)
    written_no = models.BigIntegerField(unique=True)

    class Meta:
        db_table = "customer_map"
        indexes = (models.Index(fields=("customer_id",), name="profiles_of_customer"),)


class MergeEvent(models.Model):
    """What joins or parts profiles: an identifier both carry, or a person's word, which can be taken back."""

    no = models.BigAutoField(primary_key=True)
    one = models.BigIntegerField(null=True)
    other = models.BigIntegerField(null=True)
    rule = models.CharField(max_length=20)
    """`identifier` (kept up to date by recognition), else what a person said: see `saying.RULES`."""
    value_key = models.BinaryField(null=True)
    by = models.CharField(max_length=254, blank=True)
    at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=254, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "merge_event"
        indexes = (
            models.Index(fields=("one",), name="merge_of_one"),
            models.Index(fields=("other",), name="merge_of_other"),
            models.Index(fields=("value_key",), name="merge_by_value"),
            # Few: which values are declared shared is asked with every batch.
            models.Index(fields=("undone_at",), name="merge_shared", condition=models.Q(rule="shared")),
        )


class MergeSide(models.Model):
    """The profiles a person's word is about, on two sides."""

    pk = models.CompositePrimaryKey("no", "profile_id")
    no = models.BigIntegerField()
    profile_id = models.BigIntegerField()
    side = models.SmallIntegerField()

    class Meta:
        db_table = "merge_side"
        indexes = (models.Index(fields=("profile_id",), name="said_of_profile"),)


class CustomerMapHistory(models.Model):
    """Which customer a profile was until a moment. The newest state stands in the map, and never here."""

    no = models.BigIntegerField(primary_key=True)
    profile_id = models.BigIntegerField()
    customer_id = models.BigIntegerField(null=True)
    until = models.BigIntegerField()
    """Microseconds since 1970-01-01 UTC."""
    change_no = models.BigIntegerField()
    """The change that ended it; 0: what came in did."""

    class Meta:
        db_table = "customer_map_history"
        indexes = (
            models.Index(fields=("profile_id", "until"), name="was_of_profile"),
            models.Index(fields=("customer_id", "until"), name="was_of_customer"),
        )


class Announcement(models.Model):
    """A customer's number leads elsewhere than before: what those who subscribe are told, each once."""

    no = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=20)
    """`merged` or `split`."""
    profile_id = models.BigIntegerField()
    """The number that leads elsewhere."""
    customer_id = models.BigIntegerField(null=True)
    was_id = models.BigIntegerField(null=True)
    at = models.BigIntegerField()
    """Microseconds since 1970-01-01 UTC."""

    class Meta:
        db_table = "announcement"
        indexes = (models.Index(fields=("profile_id",), name="announced_of_profile"),)


class Doubt(models.Model):
    """Two customers, each named by one of its profiles, that a guard keeps apart: perhaps one person all the same."""

    no = models.BigAutoField(primary_key=True)
    one = models.BigIntegerField()
    other = models.BigIntegerField()
    value_key = models.BinaryField(null=True)
    """What both carry."""
    reason = models.CharField(max_length=20)
    """`names_clash`, `birth_dates_clash`, `two_accounts`, `too_many`, `shared`, or `undecided`: of which of several."""

    class Meta:
        db_table = "doubt"
        indexes = (
            models.Index(fields=("one",), name="doubt_of_one"),
            models.Index(fields=("other",), name="doubt_of_other"),
        )


class DoubtAside(models.Model):
    """A doubt that a person left for later; kept apart from it, because recognition writes doubts anew."""

    one = models.BigIntegerField()
    other = models.BigIntegerField()
    value_key = models.BinaryField()
    by = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta:
        db_table = "doubt_aside"
        constraints = (models.UniqueConstraint(fields=("one", "other", "value_key"), name="left_for_later_once"),)
        indexes = (models.Index(fields=("other",), name="left_for_later_of_other"),)


class Regrouped(models.Model):
    """Interactions to look at again because their customer changed: what `KNOWN` hands on as changes."""

    no = models.BigIntegerField(primary_key=True)
    spans = models.TextField()
    """JSON: [[first seq, last seq], …]."""

    class Meta:
        db_table = "regrouped"
