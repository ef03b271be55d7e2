"""`tracker import` and `extract`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tracker import intake, lines, show
from tracker import mine as mines
from tracker.cli import base
from tracker.declarations import load_words
from tracker.extract import Extractor
from tracker.place import Place


@click.command("import", epilog="Exit codes: 0; 2 for a file that cannot be read: then nothing was brought in.")
@click.argument("file", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--url", help="Where the one page was published.")
@click.option("--published", help="When: 2024, 2024-06 or 2024-06-14.")
@click.pass_obj
def import_(place: Place, file: tuple[Path, ...], url: str | None, published: str | None) -> None:
    """Bring saved pages into the archive; `tracker build` then reads them as all others.

    A file is WARC, HTML, Markdown (with front matter: title, url, date, source), plain text, or JSON Lines of documents
    (text; title, url, published, publisher, kind, lang where known); a folder is one that `tracker mine` filled. A text
    without an address is known by its hash.

    \b
    Examples:
      tracker import mirror.md notes.txt old-crawl.warc.gz
      tracker import page.html --url https://example.org/a --published 2024-06-14
      tracker import found
    """
    files = [one for path in file for one in (mines.mined(path) if path.is_dir() else [path])]
    shots = intake.bring(files, place.archive.write, base.clock(), url, published)
    show.brought(place.screen, shots)
    place.screen.say(f"{len(shots)} pages brought in; `tracker build` reads them")


@click.command(epilog="Exit codes: 0; 2 for a line that is no document: the lines before it have been answered.")
def extract() -> None:
    """Read documents from standard input and write their events to standard output, line by line.

    A line in is a JSON object with id and text, and title, url, published, publisher, kind and lang where known. A
    line out is {"id": ..., "events": [...]}, in the order of the input; `text[start:end]` of an event is its quote.
    Nothing is stored and no network is asked.

    \b
    Example:
      tracker extract < documents.jsonl > events.jsonl
    """
    extractor, now = Extractor(load_words()), base.clock()
    for answer in lines.answers(sys.stdin.buffer, extractor, now):
        click.echo(answer)
