"""What all commands share: the clock, the exit codes and the errors of a person's input."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import click

from tracker.model import TrackerError

EXIT_CODES = {
    0: "all is well",
    1: "finished, but something needs a person: a source is broken, blocked or silent, or the archive is damaged",
    2: "bad input or configuration; nothing was done",
    3: "nothing could be reached",
}


class BadInput(click.ClickException):
    """What a person gave cannot be used; ends the program with exit code 2."""

    exit_code = 2


class Commands(click.Group):
    """The commands, with errors that are not our bugs told in one line, without a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TrackerError as error:
            raise BadInput(str(error)) from error


def sleep(seconds: float) -> None:
    """Waits."""
    time.sleep(seconds)


def clock() -> str:
    """The time, as UTC with seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
