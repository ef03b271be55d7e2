"""`tracker review` and `export`."""

from __future__ import annotations

from pathlib import Path

import click

from tracker import export as exports
from tracker import review as reviews
from tracker import show
from tracker.cli import base
from tracker.place import Place


@click.command(epilog="Exit codes: 0; 2 if nothing is built yet or an event is not there.")
@click.argument("event", nargs=-1)
@click.pass_obj
def review(place: Place, event: tuple[str, ...]) -> None:
    """Show what the curated record lacks and what it alone tells; propose entries.

    Without an event: the events that were read and stand in no entry of data/history.yaml, the surest first, and the
    entries that no archived page supports. With events: an entry for each, to check, to correct and to put into
    data/history.yaml by hand, at the place of its date.

    \b
    Examples:
      tracker review
      tracker review snap-gb-paused-2026-11 > proposed.yaml
    """
    if event:
        click.echo(reviews.proposed(place.database, event), nl=False)
    else:
        show.reviewed(place.screen, reviews.review(place.database))


@click.command(epilog="Exit codes: 0; 2 if nothing is built yet, or the folder holds something else.")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def export(place: Place, folder: Path) -> None:
    """Write the whole record as CSV, JSON Lines and SQLite, described as a Data Package.

    datapackage.json names every file, column and reference. The facts are under CC BY 4.0.

    \b
    Example:
      tracker export record
    """
    for table, count in exports.export(place.database, folder, base.clock()):
        place.screen.say(f"{table}: {count}")
    place.screen.say(f"written to {folder}")
