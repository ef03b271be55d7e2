"""`tracker collect`, `build` and `refresh`."""

from __future__ import annotations

import hashlib

import click

from tracker import pipeline, show
from tracker.cli import base, notifying
from tracker.declarations import load_words
from tracker.extract import Extractor
from tracker.place import Place


def run_collect(place: Place, only: tuple[str, ...]) -> int:
    feeds, words = place.feeds, load_words()
    if feeds.nameless:
        place.screen.warn("feeds.yaml: contact is still the example; put an address there at which you can be reached")
    with place.ledger() as ledger, place.screen.progress() as tell:
        found = pipeline.collect(feeds, words, place.archive, ledger, base.clock(), only, watch=place.watch, tell=tell)
    show.collected(place.screen, found)
    return found.exit_code


def offset(contact: str, day: str, most: float) -> float:
    """Seconds to wait, below `most`: always the same for one contact and day, and evenly spread over both."""
    digest = hashlib.sha256(f"{contact} {day}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64 * most


def run_build(place: Place) -> int:
    sources, history, words = place.feeds.sources, place.history, load_words()
    place.current()  # one of a newer format is told before the work
    extractor, cache = Extractor(words), place.cache(words)
    with place.ledger() as ledger, place.screen.progress() as tell:
        made = pipeline.build(
            place.database,
            words,
            history,
            sources,
            place.archive,
            ledger,
            extractor,
            base.clock(),
            cache=cache,
            tell=tell,
            corrections=place.corrections,
            watch=place.watch,
        )
    show.built(place.screen, made, place.database)
    return int(any(problem.step == "archive" for problem in made.problems))


@click.command(epilog="Exit codes: 0; 1 if a source failed; 2; 3 if nothing could be reached.")
@click.argument("source", nargs=-1)
@click.pass_context
def collect(ctx: click.Context, source: tuple[str, ...]) -> None:
    """Fetch what is new or changed into the archive.

    Asks every source of feeds.yaml whose hours (poll) have passed, or those that are named, due or not; then
    reads the pages of data/watch.yaml, and those that told of an act, again: every day for a month, every week for a
    year, every month after that (`watch` as a name: these alone). Keeps to
    robots.txt and to the waits that hosts ask for, so that a first run takes long; a run may be stopped at any moment,
    and the next goes on where it was.

    \b
    Examples:
      tracker collect
      tracker --verbose collect ico-news noyb
    """
    _ = ctx.obj.feeds  # a mistake there is told before anything is done
    with base.at_work(ctx.obj, "collect"):
        ctx.exit(run_collect(ctx.obj, source))


@click.command(epilog="Exit codes: 0; 1 if the archive is damaged; 2.")
@click.pass_context
def build(ctx: click.Context) -> None:
    """Make data/timeline.db from the archive and the curated record.

    Asks no network. Reads the whole archive with the words of today, so that a new word reads old pages too; what was
    read before with the same words and code is taken from data/cache.db, a file that can be deleted at any time. A
    site that is being served shows the new rows at once. A page in which no text is found is told and listed in the
    table problems.

    \b
    Example:
      tracker build
    """
    ctx.exit(run_build(ctx.obj))


@click.command(
    epilog="Exit codes: 0; 1 if a source failed or the archive is damaged; 2; 3 if nothing could be reached."
)
@click.option(
    "--spread", type=click.IntRange(0, 600), default=0, help="Start up to so many minutes later, another time each day."
)
@click.pass_context
def refresh(ctx: click.Context, spread: int) -> None:
    """Collect, then build, then tell the recipients of data/notices.yaml: the line for a crontab.

    The database is built also when nothing could be reached. Once a day will do; every hour is fine too, since a source
    is asked only when its own hours (poll) have passed. With --spread no two installations ask at the same minute; the
    minute follows from the day and from the contact in feeds.yaml.

    \b
    Example:
      17 5 * * *  cd /srv/tracker && .venv/bin/tracker refresh --spread 40
    """
    place = ctx.obj
    # a mistake there is told before the fetching
    _ = place.feeds, place.history, place.corrections, place.watch, place.current()
    notifying.check(place)
    if spread:
        wait = offset(place.feeds.contact, base.clock()[:10], spread * 60)
        place.screen.say(f"starts in {wait / 60:.0f} minutes, by --spread")
        base.sleep(wait)
    with base.at_work(place, "refresh"):
        reached = run_collect(place, ())
        built = run_build(place)
        ctx.exit(max(built, reached, notifying.run(place)))
