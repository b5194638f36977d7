"""What the machinery itself keeps: how far each follower has come."""

from django.db import models


class Cursor(models.Model):
    """The fence of one follower: rows are written only together with the move of this row."""

    follower = models.CharField(max_length=100, primary_key=True)
    position = models.BigIntegerField(default=0)
    change_no = models.BigIntegerField(default=0)

    class Meta:
        db_table = "cursor"
        app_label = "foundation"


class Beat(models.Model):
    """A worker that says it is there, and how it fares."""

    who = models.CharField(max_length=200, primary_key=True)
    at = models.DateTimeField()
    version = models.CharField(max_length=40)
    memory_bytes = models.BigIntegerField()
    clock_drift = models.FloatField()
    failing = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "beat"
        app_label = "foundation"


class Tide(models.Model):
    """How high every numbered stream stood at a moment: from it follows how old what is still to come is."""

    at = models.DateTimeField(primary_key=True)
    heads = models.JSONField()

    class Meta:
        db_table = "tide"
        app_label = "foundation"


class DiskDay(models.Model):
    """How large the home was on a day; from a few of them follows when the disk is full."""

    day = models.DateField(primary_key=True)
    home_bytes = models.BigIntegerField()

    class Meta:
        db_table = "disk_day"
        app_label = "foundation"
