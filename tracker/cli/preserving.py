"""`tracker backfill` and `preserve`."""

from __future__ import annotations

import os
import re
from datetime import date
from time import sleep

import click

from tracker import pipeline, show
from tracker.cli import base
from tracker.declarations import load_words
from tracker.model import InputError
from tracker.wayback import Keys

_KEYS = ("SAVEPAGENOW_ACCESS_KEY", "SAVEPAGENOW_SECRET_KEY")


def _day(written: str) -> str:
    """The first day of a year or month, or the day."""
    if re.fullmatch(r"\d{4}(-\d\d){0,2}", written):
        try:
            return date.fromisoformat((written + "-01-01")[:10]).isoformat()
        except ValueError:
            pass
    raise InputError(f"--from {written}: allowed is a year, month or day such as 2023, 2023-01 or 2023-01-15")


@click.command(epilog="Exit codes: 0; 1 if something is left to be tried again; 2; 3 if nothing could be reached.")
@click.option("--from", "since", required=True, help="Captures from then on: 2023, 2023-01 or 2023-01-15.")
@click.option("--source", multiple=True, help="Only pages of this source of feeds.yaml; may be given more than once.")
@click.pass_context
def backfill(ctx: click.Context, since: str, source: tuple[str, ...]) -> None:
    """Bring old states of pages from the Wayback Machine into the archive.

    Looked up are the pages that were collected, those that old lists of the sources led to, and those named by
    data/history.yaml and data/watch.yaml. Each captured state enters the archive as of the time of its capture; of the
    press the first and the last. `tracker build` then reads them as all others. It takes hours, by the pace that the
    Wayback Machine asks for: 24 questions a minute. A run may be stopped at any moment; the next goes on.

    \b
    Examples:
      tracker backfill --from 2023-01
      tracker backfill --from 2024 --source noyb --source edpb
    """
    place, day = ctx.obj, _day(since)
    feeds, history, watch, words = place.feeds, place.history, place.watch, load_words()
    with base.at_work(place, "backfill", "backfill"), place.ledger() as ledger, place.screen.progress() as tell:
        made = pipeline.backfill(
            feeds, words, history, watch, place.archive, ledger, day, source,
            clock=base.clock, sleep=sleep, tell=tell,
        )  # fmt: skip
    show.backfilled(place.screen, made)
    ctx.exit(made.exit_code)


@click.command(
    epilog="Exit codes: 0; 1 if a page could not be saved yet; 2 for missing keys; 3 if nothing was reached."
)
@click.pass_context
def preserve(ctx: click.Context) -> None:
    """Ask the Wayback Machine to save the pages that gave reports.

    For an account of your own at archive.org: the environment holds its keys (https://archive.org/account/s3.php) as
    SAVEPAGENOW_ACCESS_KEY and SAVEPAGENOW_SECRET_KEY. A page is saved once, and again when its text has changed. The
    copy is linked beside the page after the next `tracker build`.

    \b
    Example:
      SAVEPAGENOW_ACCESS_KEY=... SAVEPAGENOW_SECRET_KEY=... tracker preserve
    """
    place = ctx.obj
    access, secret = (os.environ.get(name, "") for name in _KEYS)
    if not (access and secret):
        raise InputError(f"{' and '.join(_KEYS)} must be set; https://archive.org/account/s3.php shows the keys")
    pages = [pipeline.Wanted(*row) for row in place.reported()]
    with base.at_work(place, "preserve", "preserve"), place.ledger() as ledger, place.screen.progress() as tell:
        made = pipeline.preserve(
            place.feeds, pages, Keys(access, secret), ledger, clock=base.clock, sleep=sleep, tell=tell
        )
    show.preserved(place.screen, made)
    ctx.exit(made.exit_code)
