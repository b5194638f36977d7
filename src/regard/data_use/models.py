"""What was used for what, by whom, how often."""

from datetime import date

from django.db import connections, models


class RetentionRule(models.Model):
    """For how many days something is kept, where the installation chose otherwise than the default."""

    name = models.CharField(max_length=60, primary_key=True)
    days = models.IntegerField()
    by = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta:
        db_table = "retention_rule"


class PermitUse(models.Model):
    """How often somebody was given leave to read for a purpose, on one day."""

    purpose = models.CharField(max_length=100)
    by = models.CharField(max_length=254)
    day = models.DateField()
    times = models.BigIntegerField(default=0)

    class Meta:
        db_table = "permit_use"
        constraints = (models.UniqueConstraint(fields=("purpose", "by", "day"), name="permit_use_once"),)

    @staticmethod
    def count(*, purpose: str, by: str, day: date) -> None:
        """One more use."""
        with connections["default"].cursor() as cursor:
            cursor.execute(
                'INSERT INTO permit_use (purpose, "by", day, times) VALUES (%s, %s, %s, 1) '
                'ON CONFLICT (purpose, "by", day) DO UPDATE SET times = permit_use.times + 1',
                [purpose, by, day],
            )
