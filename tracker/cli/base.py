"""What all commands share: the clock, the exit codes and the errors of a person's input."""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import FrameType
from typing import Any

import click

from tracker import lock
from tracker.logs import Lines
from tracker.model import TrackerError
from tracker.place import Place

EXIT_CODES = {
    0: "all is well",
    1: "finished, but something needs a person: a source is broken, blocked or silent, a notice was not sent, or the"
    " archive is damaged;"
    " or ended early, because the disk is full or may not be written",
    2: "bad input or configuration; nothing was done",
    3: "nothing could be reached",
}


class BadInput(click.ClickException):
    """What a person gave cannot be used; ends the program with exit code 2."""

    exit_code = 2


class DiskError(click.ClickException):
    """The disk does not take what we write; the run ends early, and the next goes on."""


#: errors of files that are no bugs of ours; SQLite has names of its own for them
_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO}
_DISK_OF_SQLITE = ("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_PERM")


class Commands(click.Group):
    """The commands, with errors that are not our bugs told in one line, without a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return self._told(ctx)
        except (click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if not (isinstance(ctx.obj, Place) and isinstance(ctx.obj.screen, Lines)):
                raise
            if isinstance(error, click.ClickException):
                ctx.obj.screen.failed(error.format_message())
                ctx.exit(error.exit_code)
            ctx.obj.screen.crashed()
            ctx.exit(1)

    def _told(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TrackerError as error:
            raise BadInput(str(error)) from error
        except OSError as error:
            if error.errno not in _DISK:
                raise
            raise DiskError(f"{error}; the run ended early, the next goes on") from error
        except Exception as error:
            if not getattr(error, "sqlite_errorname", "").startswith(_DISK_OF_SQLITE):
                raise
            raise DiskError(
                f"the database cannot be written: {error}; the run ended early, the next goes on"
            ) from error


@contextmanager
def at_work(place: Place, command: str, name: str = "run", patience: float = 0) -> Iterator[None]:
    """No second run of this `name` meanwhile; one is waited for `patience` seconds.

    SIGTERM ends the work within five seconds, and nothing is lost.
    """
    before, hook = signal.signal(signal.SIGTERM, _stop), sys.unraisablehook
    sys.unraisablehook = _ask_again
    try:
        with lock.alone(place.root / "data", f"tracker {command}", clock(), name, patience) as earlier:
            if earlier:
                place.screen.warn(f"{earlier} did not end; this run goes on where it stopped")
            yield
    finally:
        signal.signal(signal.SIGTERM, before)
        sys.unraisablehook = hook


def _stop(_number: int, _frame: FrameType | None) -> None:
    # a look-up of a name cannot be interrupted; what is on disk is whole at any moment
    watch = threading.Timer(4, os._exit, [143])
    watch.daemon = True
    watch.start()
    sys.exit(143)


def _ask_again(ignored: sys.UnraisableHookArgs) -> None:
    # Python drops what is raised within a destructor: an end that was asked for just then would be forgotten
    if isinstance(ignored.exc_value, SystemExit):
        threading.Timer(0.05, os.kill, [os.getpid(), signal.SIGTERM]).start()
    else:
        sys.__unraisablehook__(ignored)


def sleep(seconds: float) -> None:
    """Waits."""
    time.sleep(seconds)


def clock() -> str:
    """The time, as UTC with seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
