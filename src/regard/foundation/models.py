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
