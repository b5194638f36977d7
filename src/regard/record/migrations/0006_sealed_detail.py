"""What is said of a refusal may repeat what somebody wrote, so it is sealed like the original."""

from collections.abc import Iterator
from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from regard.foundation.keys import ring

ABOUT = b"/detail"
AT_ONCE = 1_000


def seal(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Seal what is said of each refusal that is kept."""
    with editor.connection.cursor() as cursor:
        for portion in portions(apps, editor):
            cursor.executemany(
                "UPDATE refusal SET sealed_detail = %s WHERE id = %s",
                [
                    (ring().seal(row.detail.encode(), about=bytes(row.key) + ABOUT), row.pk)
                    for row in portion
                    if row.detail
                ],
            )


def unseal(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """As it was before."""
    with editor.connection.cursor() as cursor:
        for portion in portions(apps, editor):
            cursor.executemany(
                "UPDATE refusal SET detail = %s WHERE id = %s",
                [
                    (ring().unseal(bytes(row.sealed_detail), about=bytes(row.key) + ABOUT).decode(), row.pk)
                    for row in portion
                    if row.sealed_detail
                ],
            )


def portions(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> Iterator[list[Any]]:
    """The refusals that are kept, some at a time."""
    rows = apps.get_model("record", "Refusal").objects.using(editor.connection.alias).order_by("id")
    after = 0
    while portion := list(rows.filter(id__gt=after).only("key", "detail", "sealed_detail")[:AT_ONCE]):
        yield portion
        after = portion[-1].pk


class Migration(migrations.Migration):

    dependencies = [
        ('record', '0005_said_of_imports'),
    ]

    operations = [
        migrations.AlterField(
            model_name='refusal',
            name='detail',
            field=models.TextField(default=''),
        ),
        migrations.AddField(
            model_name='refusal',
            name='sealed_detail',
            field=models.BinaryField(default=b''),
        ),
        migrations.RunPython(seal, unseal, hints={'in_log': True}, elidable=True),
        migrations.RemoveField(
            model_name='refusal',
            name='detail',
        ),
    ]
