"""A ruling is one act about any number of pairs; those that stand become acts about one pair each."""

from django.db import migrations, models

_PAIRS = "INSERT INTO ruling_pair (no, one, other, is_together, leads) SELECT no, one, other, is_together, false FROM ruling"
_KINDS = "UPDATE ruling SET kind = CASE WHEN is_together THEN 'together' ELSE 'apart' END"


class Migration(migrations.Migration):
    dependencies = [("episodes", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="RulingPair",
            fields=[
                ("pk", models.CompositePrimaryKey("no", "one", "other", blank=True, editable=False, primary_key=True, serialize=False)),
                ("no", models.BigIntegerField()),
                ("one", models.BigIntegerField()),
                ("other", models.BigIntegerField()),
                ("is_together", models.BooleanField()),
                ("leads", models.BooleanField()),
            ],
            options={
                "db_table": "ruling_pair",
                "indexes": [
                    models.Index(fields=["one"], name="ruling_pair_of_one"),
                    models.Index(fields=["other"], name="ruling_pair_of_other"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RulingReason",
            fields=[
                ("no", models.BigIntegerField(primary_key=True, serialize=False)),
                ("words", models.BinaryField()),
            ],
            options={"db_table": "ruling_reason"},
        ),
        migrations.AddField("ruling", "kind", models.CharField(max_length=10, default="together"), preserve_default=False),
        migrations.RunSQL(_PAIRS, migrations.RunSQL.noop),
        migrations.AlterField("ruling", "is_together", models.BooleanField(default=False)),
        migrations.RunSQL(_KINDS, "UPDATE ruling SET is_together = (kind = 'together')"),
        migrations.RemoveIndex("ruling", "ruling_of_one"),
        migrations.RemoveIndex("ruling", "ruling_of_other"),
        migrations.RemoveField("ruling", "is_together"),
    ]
