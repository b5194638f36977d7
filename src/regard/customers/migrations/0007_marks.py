from typing import Any

import msgspec
from django.db import migrations, models

_AT_ONCE = 5_000
_MARKS = (
    "SELECT p.profile_id, i.value_key, i.kind, i.namespace FROM profile_identifier p "
    "JOIN identifier i ON i.value_key = p.value_key WHERE p.profile_id BETWEEN %s AND %s "
    "ORDER BY p.profile_id, i.value_key"
)


def note_marks(_apps: object, schema_editor: Any) -> None:
    """Note with each profile which identifiers it has."""
    with schema_editor.connection.cursor() as cursor:
        last = 0
        while True:
            cursor.execute("SELECT id FROM profile WHERE id > %s ORDER BY id LIMIT %s", [last, _AT_ONCE])
            found: dict[int, list[tuple[bytes, str, str]]] = {profile: [] for (profile,) in cursor.fetchall()}
            if not found:
                return
            first, last = min(found), max(found)
            cursor.execute(_MARKS, [first, last])
            for profile, key, kind, namespace in cursor.fetchall():
                found[profile].append((bytes(key), kind, namespace))
            rows = [(msgspec.msgpack.encode(marks), profile) for profile, marks in found.items()]
            cursor.executemany("UPDATE profile SET marks = %s WHERE id = %s", rows)


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0006_no_owners'),
    ]

    operations = [
        migrations.AddField('profile', 'marks', models.BinaryField(default=b''), preserve_default=False),
        migrations.AddIndex('identifier', models.Index(
            fields=['value_key', 'status'], name='not_linking', condition=models.Q(status__in=('shared', 'blocked')),
        )),
        migrations.RunPython(note_marks, migrations.RunPython.noop, elidable=True),
    ]
