"""Logs: one JSON line per event, in the home and on standard error; readable lines on a terminal.

Nothing that a customer said or is may stand in a log. So a line holds only what is named here: of an error its kind,
its code and where it happened, never its words, for they repeat what somebody typed; of what others log the pattern,
never what was filled in. Of our own lines the arguments are numbers and names that the code chose.
"""

import contextvars
import errno
import fcntl
import logging
import os
import secrets
import sys
import time
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from regard.foundation.home import Home

MOST_BYTES = 10 * 2**20
"""So large one file of the log grows; so many old ones are kept beside it."""
KEPT = 5
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # Nothing that is misread or misheard: no 0 O 1 I L U.
_NAMED = ("number", "route", "method", "status", "milliseconds")
_SAYS_ITS_CODE: tuple[type[BaseException], ...] = (NameError, ImportError, MemoryError, RecursionError)

request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="")
"""The request that is being answered; its lines carry it."""


def is_open() -> bool:
    """Whether whoever works on Regard asked for the words of errors, too."""
    return os.environ.get("REGARD_DEBUG") == "1"


def settings(home: Home, *, debug: bool) -> dict[str, Any]:
    """Django's LOGGING: to the home, and to standard error, where `debug` also tells the words of errors."""
    shown = ("lines", "open")[debug] if sys.stderr.isatty() or debug else "json"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": Json}, "lines": {"()": Lines}, "open": {"()": Open}},
        "handlers": {
            "err": {"class": "logging.StreamHandler", "formatter": shown},
            "home": {"()": HomeLog, "file": home.log, "formatter": "json"},
        },
        "root": {"handlers": ["err", "home"], "level": "INFO"},
        # What broke in a request is logged once, with its number, by `web.mistakes`.
        "loggers": {"django.request": {"level": "CRITICAL"}, "django.server": {"level": "ERROR"}},
    }


def new_number() -> str:
    """A number for an error that people can say on the telephone: R-7F3K-29."""
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(6))
    return f"R-{drawn[:4]}-{drawn[4:]}"


def failed(log: logging.Logger, what: str, error: BaseException) -> str:
    """Log an error that is ours to mend; the number under which it stands there."""
    number = new_number()
    log.error(what, exc_info=error, extra={"number": number})
    return number


_FAILING: dict[str, tuple[float, str]] = {}
_AGAIN_AFTER_SECONDS = 10.0


def failing(log: logging.Logger, what: str, error: BaseException) -> str:
    """The same for what fails at every request (a full disk): one line in ten seconds, and its number for them all."""
    now = time.monotonic()
    said_at, number = _FAILING.get(what, (-_AGAIN_AFTER_SECONDS, ""))
    if now - said_at >= _AGAIN_AFTER_SECONDS:
        number = failed(log, what, error)
        _FAILING[what] = (now, number)
    return number


# What a line holds


def told(record: logging.LogRecord) -> dict[str, Any]:
    """The whole line: nothing else of a record is ever written."""
    line: dict[str, Any] = {
        "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "from": record.name,
        "process": record.process,
        "message": _message(record),
    }
    line |= {name: record.__dict__[name] for name in _NAMED if name in record.__dict__}
    if request_id.get():
        line["request"] = request_id.get()
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        line["errors"] = [_error(one) for one in chain(error)]
    return line


def _message(record: logging.LogRecord) -> str:
    if record.name.split(".")[0] == "regard":
        return record.getMessage()
    # A message without arguments may have been put together from anything: only a pattern is known to be one.
    return str(record.msg) if record.args else f"said at {Path(record.pathname).name}:{record.lineno}"


def chain(error: BaseException) -> Iterator[BaseException]:
    """The error, what caused it, what caused that."""
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _error(error: BaseException) -> dict[str, Any]:
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    frames = traceback.extract_tb(error.__traceback__, limit=-30) if error.__traceback__ else []
    found: dict[str, Any] = {"kind": name, "at": [f"{_place(one.filename)}:{one.lineno} {one.name}" for one in frames]}
    if code := code_of(error):
        found["code"] = code
    return found


def code_of(error: BaseException) -> str:
    """What the system or the database calls the error; "" where only words say it."""
    if isinstance(error, _SAYS_ITS_CODE):
        return str(error)
    if isinstance(error, OSError):
        return errno.errorcode.get(error.errno or 0, "")
    # Of SQLite and of PostgreSQL: the words repeat values.
    return str(getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None) or "")


def _place(file: str) -> str:
    """The file without where this machine keeps it."""
    for before in ("/site-packages/", "/src/", "/lib/"):
        if before in file:
            return file.rpartition(before)[2]
    return Path(file).name


# How a line is written


class Json(logging.Formatter):
    """One JSON object per line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return msgspec.json.encode(told(record)).decode()


class Lines(logging.Formatter):
    """Lines a person reads."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; an error takes a few."""
        return readable(told(record))


class Open(Lines):
    """For whoever works on Regard: with the words of an error, which may be a customer's."""

    def format(self, record: logging.LogRecord) -> str:
        """The line and the whole trace."""
        trace = f"\n{self.formatException(record.exc_info)}" if record.exc_info else ""
        return super().format(record) + trace


def readable(line: dict[str, Any]) -> str:
    """A line of the log as a person reads it."""
    more = [f"{name}={line[name]}" for name in (*_NAMED, "request") if name in line]
    first = " ".join([line["at"], line["level"], line["from"], line["message"], *more])
    errors = [
        f"  {one['kind']} {one.get('code', '')}".rstrip() + "".join(f"\n    {place}" for place in one["at"])
        for one in line.get("errors", ())
    ]
    return "\n".join([first, *errors])


# Where lines are kept


class HomeLog(logging.Handler):
    """Appends to one file that all processes share; full, it is put aside, and the oldest goes.

    It is opened for each line: lines are few, and nothing is left open that a fork or another's rotation could hurt.
    """

    def __init__(self, file: Path, most_bytes: int = MOST_BYTES, kept: int = KEPT) -> None:
        super().__init__()
        self.file, self.most_bytes, self.kept = file, most_bytes, kept

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line. Where that cannot be (no home yet, a full disk), standard error still has it."""
        try:
            line = self.format(record).encode() + b"\n"
            if self.file.parent.parent.is_dir():
                self.file.parent.mkdir(mode=0o700, exist_ok=True)
                self._append(line)
        except OSError:
            return

    def _append(self, line: bytes) -> None:
        while True:
            descriptor = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                size = os.fstat(descriptor).st_size
                # Between opening and locking somebody may have put the file aside.
                if not self._is_current(descriptor):
                    continue
                if size and size + len(line) > self.most_bytes:
                    self._put_aside()
                    continue
                os.write(descriptor, line)
                return
            finally:
                os.close(descriptor)

    def _is_current(self, descriptor: int) -> bool:
        try:
            return os.path.samestat(os.fstat(descriptor), self.file.stat())
        except FileNotFoundError:
            return False

    def _put_aside(self) -> None:
        for number in range(self.kept - 1, 0, -1):
            old = self.file.with_name(f"{self.file.name}.{number}")
            if old.exists():
                old.replace(self.file.with_name(f"{self.file.name}.{number + 1}"))
        self.file.replace(self.file.with_name(f"{self.file.name}.1"))


def entries(file: Path, number: str) -> list[dict[str, Any]]:
    """The lines with this error number, and those of the same request, oldest first."""
    files = [file.with_name(f"{file.name}.{one}") for one in range(KEPT, 0, -1)] + [file]
    lines = [line for one in files if one.exists() for line in one.read_bytes().splitlines()]
    known = [msgspec.json.decode(line) for line in lines if number.encode() in line]
    requests = {one["request"] for one in known if "request" in one}
    also = [msgspec.json.decode(line) for line in lines if any(one.encode() in line for one in requests)]
    return also or known
