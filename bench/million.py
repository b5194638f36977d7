"""A home with as many profiles as you like, made of bulk rows: what pages and acts are measured in. SQLite only.

Who is measured comes in first, the real way; then `fill` puts strangers beside them: each a profile with one
identifier, one interaction and a matter of its own. Their sealed parts are copies that nobody opens.
"""

from django.db import connections

from regard.foundation.databases import STATE, log_alias, read

_COUNTING = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) "
_LOG = (
    "INSERT INTO interaction (seq, source, message_key, content_hash, occurred_at, received_at, body, sealed) "
    "SELECT {after} + i, '{source}', randomblob(16), randomblob(16), {at} + i * 1000000, {at}, "
    "(SELECT body FROM interaction WHERE seq = 1), (SELECT sealed FROM interaction WHERE seq = 1) FROM n"
)
_STATE = (
    "INSERT INTO profile (id, set_key, marks) SELECT {after} + i, randomblob(16), x'90' FROM n",
    "INSERT INTO identifier (value_key, kind, namespace, value, profile_id, status) "
    "SELECT randomblob(16), 'email', 'global', randomblob(40), {after} + i, 'ok' FROM n",
    "INSERT INTO recognised (seq, profile_id, occurred_at, written_no) "
    "SELECT {after} + i, {after} + i, {at} + i * 1000000, {written} + i FROM n",
    "INSERT INTO assigned (seq, episode_id, occurred_at, link, why, sure, written_no) "
    "SELECT {after} + i, {after} + i, {at} + i * 1000000, 'begins', '', 'certain', {written} + i FROM n",
    "INSERT INTO episode (id, members, began_at, last_at, written_no) "
    "SELECT {after} + i, 1, {at} + i * 1000000, {at} + i * 1000000, {written} + i FROM n",
)
_CARRIED = (
    "INSERT INTO profile_identifier (value_key, profile_id) "
    "SELECT value_key, profile_id FROM identifier WHERE profile_id > {after}"
)


def fill(profiles: int, *, source: str = "desk", at: int = 1_600_000_000_000_000) -> None:
    """Put so many strangers beside what is there, and let the followers take them as followed."""
    after = int(read("SELECT max(seq) FROM interaction", alias=log_alias())[0][0])
    # Numbers of writing are one to a table; far above what is there none is used twice.
    said = {"rows": profiles, "after": after, "source": source, "at": at, "written": 10 * (after + 1_000_000)}
    with connections[log_alias()].cursor() as cursor:
        cursor.execute((_COUNTING + _LOG).format(**said))
    with connections[STATE].cursor() as cursor:
        for statement in _STATE:
            cursor.execute((_COUNTING + statement).format(**said))
        cursor.execute(_CARRIED.format(**said))
        for followers, position in (("customers.%", after), ("episodes.%", after), ("overview.%", said["written"])):
            cursor.execute(
                "UPDATE cursor SET position = %s WHERE follower LIKE %s", [int(position) + profiles, followers]
            )
        cursor.execute("ANALYZE")
