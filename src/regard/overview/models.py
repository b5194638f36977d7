"""What this room keeps beside the lake: requests that nothing has decided yet, for figures true within seconds."""

from django.db import models


class Unanswered(models.Model):
    """A request without an answer in its channel, or with a machine's that may still be held. Moments in µs UTC."""

    episode_id = models.BigIntegerField(primary_key=True)
    source = models.CharField(max_length=200)
    channel = models.CharField(max_length=20)
    touchpoint = models.CharField(max_length=200)
    asked_by = models.CharField(max_length=10)
    asked_at = models.BigIntegerField()
    due_at = models.BigIntegerField()
    held_until = models.BigIntegerField(null=True)
    """Until when a machine's answer is held; from then on it counts."""
    elsewhere_from = models.BigIntegerField(null=True)
    """From when an answer on another channel counts."""

    class Meta:
        db_table = "unanswered"
        indexes = (
            models.Index(fields=("source", "asked_at"), name="unanswered_asked"),
            models.Index(fields=("source", "due_at"), name="unanswered_due"),
        )
