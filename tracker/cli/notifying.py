"""`tracker notify`."""

from __future__ import annotations

import os

import click

from tracker import notices, show
from tracker.cli import base
from tracker.ledger.told import Told
from tracker.model import InputError
from tracker.pipeline.standing import BAD
from tracker.place import Place


def check(place: Place) -> None:
    """A mistake in data/notices.yaml, or a variable that its addresses lack, is told; no file is no mistake."""
    if place.notices:
        notices.senders(place.notices, os.environ)


def run(place: Place, dry: bool = False) -> int:
    """Tell the recipients of data/notices.yaml what is new; the exit code."""
    declared = place.notices
    if declared is None:
        return 0
    with place.ledger() as ledger:
        accounts, gone = notices.notify(
            place.database, declared, notices.senders(declared, os.environ), Told(ledger), BAD, base.clock(),
            dry=dry,
        )  # fmt: skip
    return int(show.notified(place.screen, accounts, gone))


@click.command(epilog="Exit codes: 0; 1 if a message was not sent, or it is not sure; 2 for bad configuration.")
@click.option("--dry-run", is_flag=True, help="Show what would be sent; send nothing.")
@click.pass_context
def notify(ctx: click.Context, dry_run: bool) -> None:
    """Tell the recipients of data/notices.yaml what is new in the record.

    Each gets one message a day (UTC) at most, and none where nothing is new to them. What stood in the record when a
    recipient came is taken as known. `tracker refresh` ends with this where the file is there.

    \b
    Examples:
      tracker notify --dry-run
      tracker notify
    """
    place = ctx.obj
    if place.notices is None:
        raise InputError(f"{place.root / 'data' / 'notices.yaml'} is not there; the README shows one, under Notices")
    with base.at_work(place, "notify"):
        ctx.exit(run(place, dry_run))
