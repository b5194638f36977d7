"""The write-ahead logs of SQLite, folded into its files by a process that has no database open."""

import sqlite3
from contextlib import closing, suppress

from regard.foundation.home import Home


def fold(home: Home) -> None:
    """As whoever closes last does; nothing where somebody has them open, or where the database is elsewhere."""
    for file in (home.state_file, home.log_file):
        # What cannot be folded now, on a full disk, stands in the log as safely, and is folded by the next who ends.
        with suppress(sqlite3.Error):
            if file.with_name(f"{file.name}-wal").exists():
                with closing(sqlite3.connect(file)) as connection:
                    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
