"""`tracker check`, `explain`, `sources` and `init-source`."""

from __future__ import annotations

from pathlib import Path

import click

from tracker import check as looks
from tracker import explain as reasons
from tracker import intake, read, show
from tracker import propose as proposals
from tracker.cli import base
from tracker.declarations import load_words
from tracker.explain.page import page as as_page
from tracker.extract import Extractor
from tracker.model import InputError
from tracker.place import Place


@click.command(epilog="Exit codes: 0; 1 if it could not be fetched or read; 2; 3 if it could not be reached.")
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
    found = looks.check(known.get(target, target), place.feeds, words, Extractor(words), base.clock())
    show.checked(place.screen, found)
    read_well = found.document is not None or (found.list_url and not found.links)
    ctx.exit(3 if not found.reached else int(bool(found.error) or not read_well))


@click.command(epilog="Exit codes: 0; 1 if no text is found or the address fails; 2 for a file that cannot be read; 3.")
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
        found = looks.check(target, place.feeds, words, extractor, base.clock())
        if found.error or not (found.document and found.reading):
            place.screen.warn(f"trouble: {found.error or 'no text was found'}")
            ctx.exit(1 if found.reached else 3)
        documents = [found.document]
    else:
        shots = [(looks.snapshot(item.page), item.page.body) for item in intake.pages(Path(target), base.clock())]
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


@click.command(epilog="Exit codes: 0; 1 if a source other than an aggregator is broken, blocked or silent; 2.")
@click.pass_context
def sources(ctx: click.Context) -> None:
    """Show all sources and how each does.

    States: ok (the last look brought something new); unchanged (it brought nothing new, as it may); silent (nothing new
    for longer than expect.gap in feeds.yaml allows); blocked (it refuses us, or robots.txt forbids it); broken (it does
    not answer, or not as it should: no feed, no links where it had some, pages without their text); never tried; off.

    \b
    Example:
      tracker sources
    """
    place = ctx.obj
    declared = place.feeds.sources
    with place.ledger() as ledger:
        bad = show.sources(place.screen, declared, ledger.health(), base.clock())
    ctx.exit(int(bad))


@click.command("init-source", epilog="Exit codes: 0; 2 if no feed, list or sitemap is found.")
@click.argument("url")
@click.pass_obj
def init_source(place: Place, url: str) -> None:
    """Propose an entry of feeds.yaml for a site: its feed, a list on the page, or its sitemap, tried out.

    The entry goes to standard output, what was tried to standard error. Add it to feeds.yaml, then `tracker check ID`.

    \b
    Example:
      tracker init-source https://www.datatilsynet.no/aktuelt/ >> feeds.yaml
    """
    if not url.startswith(("http://", "https://")):
        raise InputError(f"{url!r} is no address (https://...)")
    found = proposals.propose(url, place.feeds, load_words().regulators, base.clock())
    for line in found.tried:
        place.screen.warn(line)
    click.echo(found.yaml)
