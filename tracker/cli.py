"""A command line comes in; the command's work is done and told. Only here is the clock read."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import webbrowser
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from tracker import check as looks
from tracker import explain as reasons
from tracker import intake, lines, pipeline, read, show
from tracker.declarations import load_words
from tracker.explain.page import page as as_page
from tracker.extract import Extractor
from tracker.model import InputError, TrackerError
from tracker.place import Place

EXIT_CODES = {
    0: "all is well",
    1: "finished, but something needs a person: a source failed or has been silent too long, or the archive is damaged",
    2: "bad input or configuration; nothing was done",
    3: "nothing could be reached",
}
#: seconds that `up` waits for the refresh before it serves what there is
PATIENCE = 15


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


def clock() -> str:
    """The time, as UTC with seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _collect(place: Place, only: tuple[str, ...]) -> int:
    feeds, words = place.feeds, load_words()
    if feeds.nameless:
        place.screen.warn("feeds.yaml: contact is still the example; put an address there at which you can be reached")
    with place.ledger() as ledger, place.screen.progress() as tell:
        found = pipeline.collect(feeds, words, place.archive, ledger, clock(), only, tell=tell)
    show.collected(place.screen, found)
    return found.exit_code


def _build(place: Place) -> int:
    sources, history, words = place.feeds.sources, place.history, load_words()
    extractor = Extractor(words)
    with place.ledger() as ledger, place.screen.progress() as tell:
        made = pipeline.build(
            place.database, words, history, sources, place.archive, ledger, extractor, clock()[:10], tell=tell
        )
    show.built(place.screen, made, place.database)
    return int(any(problem.step == "archive" for problem in made.problems))


def _serve(place: Place, host: str, port: int) -> None:
    from datasette.cli import serve  # takes most of a second to import

    if not place.database.exists():
        _build(place)
    with place.database.open("rb") as file:
        if file.read(15) not in (b"", b"SQLite format 3"):
            raise InputError(f"{place.database}: not a database; move it away, and it is built anew")
    if sys.stdout.isatty():
        webbrowser.open(f"http://{host}:{port}/")
    serve.main([str(place.database), "--host", host, "--port", str(port), "--setting", "suggest_facets", "off"])


def _check_port(host: str, port: int) -> None:
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        raise InputError(f"cannot serve at {host}:{port}: {error.strerror}; give another with --port") from error


def _address(command: Callable[..., None]) -> Callable[..., None]:
    command = click.option(
        "--port", default=8001, type=click.IntRange(1, 65535), show_default=True, help="Port to serve at."
    )(command)
    return click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve at.")(command)


EPILOG = "Exit codes:\n\n\b\n" + "\n".join(f"{code}  {meaning}" for code, meaning in EXIT_CODES.items())


@click.group(
    cls=Commands, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    help="Folder with feeds.yaml and data/.  [default: the current one]",
)
@click.option("-v", "--verbose", is_flag=True, help="Tell every step.")
@click.version_option(package_name="regulatory-news-tracker")
@click.pass_context
def main(ctx: click.Context, root: Path, verbose: bool) -> None:
    """Which platform did what, where and when, about training AI on people's data, who made it, and how do we know?

    Sources are fetched into an archive (collect), the archive and the curated record become one database (build), and
    the database is a site (serve). `tracker up` does all three.
    """
    ctx.obj = Place(root, show.Screen(verbose))


@main.command(epilog="Exit codes: 0; 1 if a source failed; 2; 3 if nothing could be reached.")
@click.argument("source", nargs=-1)
@click.pass_context
def collect(ctx: click.Context, source: tuple[str, ...]) -> None:
    """Fetch what is new or changed into the archive.

    Asks every source of feeds.yaml whose hours (poll) have passed, or those that are named, due or not. Keeps to
    robots.txt and to the waits that hosts ask for, so that a first run takes long; a run may be stopped at any moment,
    and the next goes on where it was.

    \b
    Examples:
      tracker collect
      tracker --verbose collect ico-news noyb
    """
    ctx.exit(_collect(ctx.obj, source))


@main.command(epilog="Exit codes: 0; 1 if the archive is damaged; 2.")
@click.pass_context
def build(ctx: click.Context) -> None:
    """Make data/timeline.db from the archive and the curated record.

    Asks no network. Reads the whole archive anew with the words of today, so that a new word reads old pages too. A
    site that is being served shows the new rows at once. A page in which no text is found is told and listed in the
    table problems.

    \b
    Example:
      tracker build
    """
    ctx.exit(_build(ctx.obj))


@main.command(epilog="Exit codes: 0; 1 if a source failed or the archive is damaged; 2; 3 if nothing could be reached.")
@click.pass_context
def refresh(ctx: click.Context) -> None:
    """Collect, then build: the line for a crontab.

    The database is built also when nothing could be reached. Once a day will do; every hour is fine too, since a source
    is asked only when its own hours (poll) have passed.

    \b
    Example:
      17 5 * * *  cd /srv/tracker && .venv/bin/tracker refresh
    """
    place = ctx.obj
    _ = place.feeds, place.history  # a mistake there is told before the fetching, not after it
    reached = _collect(place, ())
    ctx.exit(max(_build(place), reached))


@main.command(epilog="Exit codes: 0 when stopped; 2 if the port is taken.")
@_address
@click.pass_obj
def serve(place: Place, host: str, port: int) -> None:
    """Serve the site, with Datasette, until stopped (Ctrl-C).

    Builds the database first where there is none. New rows appear as soon as `tracker build` has made them.

    \b
    Example:
      tracker serve --port 8080
    """
    _check_port(host, port)
    _serve(place, host, port)


@main.command(epilog="Exit codes: 0 when stopped; 2 for bad configuration, or if the port is taken.")
@_address
@click.pass_obj
def up(place: Place, host: str, port: int) -> None:
    """Refresh, then serve: from nothing to the site.

    Serves also when nothing could be reached: then it shows the curated record. A refresh that takes longer than 15
    seconds goes on while the site is up, and the site shows its rows when it is done. On a terminal the browser is
    opened.

    \b
    Example:
      tracker up
    """
    _check_port(host, port)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # else the refresh would outlive us
    options = ["--verbose"] if place.screen.verbose else []
    refreshing = subprocess.Popen([sys.executable, "-m", "tracker.cli", "--root", str(place.root), *options, "refresh"])
    try:
        if refreshing.wait(PATIENCE) == 2:
            raise click.exceptions.Exit(2)  # it has told why
    except subprocess.TimeoutExpired:
        place.screen.say("the refresh goes on; the site shows what it brings when it is done")
    try:
        _serve(place, host, port)
    finally:
        refreshing.terminate()


@main.command(epilog="Exit codes: 0; 1 if it could not be fetched or read; 2; 3 if it could not be reached.")
@click.argument("target", metavar="SOURCE|URL")
@click.pass_context
def check(ctx: click.Context, target: str) -> None:
    """Show what the tracker finds at a source or an address; store nothing.

    For a source of feeds.yaml: the links on the first page of its list, which of them would be fetched, and the newest
    of those read. For an address: the page read. Shown are title, date, language, dated sections, text, and what each
    sentence reports.

    \b
    Examples:
      tracker check noyb
      tracker check https://noyb.eu/en/some-article
    """
    place = ctx.obj
    known = {source.id: source for source in place.feeds.sources}
    if target not in known and not target.startswith(("http://", "https://")):
        raise InputError(f"{target!r} is no address and no source in feeds.yaml; there are {', '.join(known)}")
    words = load_words()
    found = looks.check(known.get(target, target), place.feeds, words, Extractor(words), clock())
    show.checked(place.screen, found)
    read_well = found.document is not None or (found.list_url and not found.links)
    ctx.exit(3 if not found.reached else int(bool(found.error) or not read_well))


@main.command(epilog="Exit codes: 0; 1 if no text is found or the address fails; 2 for a file that cannot be read; 3.")
@click.argument("target", metavar="FILE|URL")
@click.option("--html", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write it as a page here.")
@click.pass_context
def explain(ctx: click.Context, target: str, html: Path | None) -> None:
    """Show sentence by sentence who did what, where and when, by which words, or why a sentence does not count.

    Takes a file of any form that `tracker import` takes, or an address. The page of --html is one file without scripts.

    \b
    Examples:
      tracker explain article.txt
      tracker explain article.txt --html reading.html
      tracker explain https://noyb.eu/en/some-article
    """
    place, words = ctx.obj, load_words()
    extractor = Extractor(words)
    if target.startswith(("http://", "https://")):
        found = looks.check(target, place.feeds, words, extractor, clock())
        if found.error or not (found.document and found.reading):
            place.screen.warn(f"trouble: {found.error or 'no text was found'}")
            ctx.exit(1 if found.reached else 3)
        documents = [found.document]
    else:
        shots = [(looks.snapshot(item.page), item.page.body) for item in intake.pages(Path(target), clock())]
        documents = [one for shot, body in shots if (one := read.read(shot, body, read.IMPORTED))]
    if not documents:
        place.screen.warn("no text was found")
        ctx.exit(1)
    told = [reasons.explain(one, extractor.explain(one), extractor(one), words) for one in documents]
    if html:
        try:
            html.write_text(as_page(told), "utf-8")
        except OSError as error:
            raise InputError(f"{html}: {error.strerror}") from error
        place.screen.say(f"written to {html}")
    for explanation in () if html else told:
        show.explained(place.screen, explanation)


@main.command("import", epilog="Exit codes: 0; 2 for a file that cannot be read: then nothing was brought in.")
@click.argument("file", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--url", help="Where the one page was published.")
@click.option("--published", help="When: 2024, 2024-06 or 2024-06-14.")
@click.pass_obj
def import_(place: Place, file: tuple[Path, ...], url: str | None, published: str | None) -> None:
    """Bring saved pages into the archive; `tracker build` then reads them as all others.

    A file is WARC, HTML, Markdown (with front matter: title, url, date, source), plain text, or JSON Lines of documents
    (text; title, url, published, publisher, kind, lang where known). A text without an address is known by its hash.

    \b
    Examples:
      tracker import mirror.md notes.txt old-crawl.warc.gz
      tracker import page.html --url https://example.org/a --published 2024-06-14
    """
    shots = intake.bring(file, place.archive.write, clock(), url, published)
    show.brought(place.screen, shots)
    place.screen.say(f"{len(shots)} pages brought in; `tracker build` reads them")


@main.command(epilog="Exit codes: 0; 2 for a line that is no document: the lines before it have been answered.")
def extract() -> None:
    """Read documents from standard input and write their events to standard output, line by line.

    A line in is a JSON object with id and text, and title, url, published, publisher, kind and lang where known. A
    line out is {"id": ..., "events": [...]}, in the order of the input; `text[start:end]` of an event is its quote.
    Nothing is stored and no network is asked.

    \b
    Example:
      tracker extract < documents.jsonl > events.jsonl
    """
    extractor, now = Extractor(load_words()), clock()
    for answer in lines.answers(sys.stdin.buffer, extractor, now):
        click.echo(answer)


@main.command(epilog="Exit codes: 0; 1 if a source is failing, unreached or silent; 2.")
@click.pass_context
def sources(ctx: click.Context) -> None:
    """Show all sources and how each does.

    States: ok; failing (it answers, but not as it should); unreached; silent (its newest item is older than expect.gap
    in feeds.yaml allows); never tried; off.

    \b
    Example:
      tracker sources
    """
    place = ctx.obj
    declared = place.feeds.sources
    with place.ledger() as ledger:
        bad = show.sources(place.screen, declared, ledger.health(), clock())
    ctx.exit(int(bad))


if __name__ == "__main__":
    main(prog_name="tracker")
