"""Who and what we are, as rows."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models


class StaffManager(BaseUserManager["StaffMember"]):
    """Makes staff accounts; the e-mail address is the name."""

    def create_user(self, email: str, password: str | None = None, **more: Any) -> "StaffMember":
        """A staff account that can sign in."""
        member = self.model(email=self.normalize_email(email).lower(), **more)
        member.set_password(password)
        member.save(using=self._db)
        return member

    def create_superuser(self, email: str, password: str | None = None, **more: Any) -> "StaffMember":
        """The account of an administrator."""
        return self.create_user(email, password, is_admin=True, is_superuser=True, **more)


class StaffMember(AbstractBaseUser, PermissionsMixin):
    """One who works here and signs in."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10, default="en")
    is_active = models.BooleanField(default=True)
    is_admin = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[StaffManager] = StaffManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "staff_member"

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Django's word for those who administer."""
        return self.is_admin


class AccessToken(models.Model):
    """Lets a program read reports in a staff member's name, and what else it was given; only its hash is kept."""

    member = models.ForeignKey(StaffMember, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "access_token"


class Source(models.Model):
    """One system that interactions come from."""

    slug = models.SlugField(max_length=200, primary_key=True)
    title = models.CharField(max_length=200)
    zone = models.CharField(max_length=64, default="UTC")
    records_replies = models.BooleanField(default=True)
    """False: nothing but the closing of a case shows that somebody answered, so closings count as answers."""
    is_live = models.BooleanField(default=False)
    """True: its present is now, even if it is silent; false: a finished export, which ends at its newest row."""
    country = models.CharField(max_length=2, blank=True, default="")
    """Whose telephone numbers it writes without a country code; empty: those of the company's `phone_region`."""
    shared_device = models.BooleanField(default=False)
    """Its devices are used by whoever comes: a till, a kiosk."""
    registered_at = models.DateTimeField()

    class Meta:
        db_table = "source"


class SourceChange(models.Model):
    """One change of what is said of a source; only ever added."""

    no = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=200, blank=True)
    """Empty: said of all sources."""
    what = models.CharField(max_length=40)
    was = models.TextField(blank=True)
    became = models.TextField(blank=True)
    by = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta:
        db_table = "source_change"
        indexes = (models.Index(fields=("source", "no"), name="changes_of_source"),)


class DueRow(models.Model):
    """Within what time an ask on a channel is to be answered where no promise stands; only ever added, never edited."""

    channel = models.CharField(max_length=20)
    source = models.CharField(max_length=200, blank=True)
    """Empty: every source."""
    valid_from = models.DateTimeField()
    seconds = models.BigIntegerField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=254)

    class Meta:
        db_table = "due_row"


class Setting(models.Model):
    """One choice of the installation, by name."""

    name = models.CharField(max_length=100, primary_key=True)
    value = models.TextField()

    class Meta:
        db_table = "setting"


class WriteKey(models.Model):
    """Lets a program write interactions of one source, and do nothing else; only its hash is kept."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="write_keys")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=16)
    digest = models.CharField(max_length=64, unique=True)
    origins = models.JSONField(default=list)
    """Web origins it may be used from; empty: from anywhere."""
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=254)
    ends_at = models.DateTimeField(null=True)
    """From when it opens nothing: a moment ago when revoked, later when it was rotated with overlap."""

    class Meta:
        db_table = "write_key"


class HookSecret(models.Model):
    """What a source signs its webhooks with; sealed, because the signature must be made again to be checked."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="hook_secrets")
    sealed = models.BinaryField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=254)
    ends_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "hook_secret"


class Subscription(models.Model):
    """Who is told when the number of a customer leads elsewhere, how far they were told, and how that fares."""

    url = models.CharField(max_length=2_000)
    events = models.JSONField()
    sealed = models.BinaryField()
    """What the messages are signed with; sealed, because every one is signed with it."""
    may_be_private = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=254)
    ended_at = models.DateTimeField(null=True)
    told = models.BigIntegerField()
    """The number of the last announcement they took."""
    tries = models.IntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    """Not before then: after a failure later and later, and while somebody is at it."""
    failing_since = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)
    is_dead = models.BooleanField(default=False)
    """Given up: nothing is sent until an administrator says so."""
    paused_at = models.DateTimeField(null=True)
    """Since then nothing is sent, as after a restore: another home may still tell them."""

    class Meta:
        db_table = "subscription"
