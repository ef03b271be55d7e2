"""`tracker mine`."""

from __future__ import annotations

import time
from pathlib import Path

import click

from tracker import lock
from tracker import mine as mines
from tracker.cli import base
from tracker.place import Place


@click.command(epilog="Exit codes: 0; 1 if a file could not be read; 2 for bad input: nothing was done.")
@click.argument("path", nargs=-1, required=True)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for what is found.")
@click.option("--scheduler", metavar="ADDRESS", help="Of a Dask cluster, tcp://...  [default: the cores here]")
@click.option("--dry-run", is_flag=True, help="Read a sample and tell what all would take; store nothing.")
@click.pass_context
def mine(ctx: click.Context, path: tuple[str, ...], out: Path | None, scheduler: str | None, dry_run: bool) -> None:
    """Find the pages of whole web crawls that report an act.

    A PATH is a WARC file, a glob, or a list of them (*.paths.gz, *.txt), local, https:// or s3://. The pages found go
    into DIR as WARC, what they report as Parquet, with an account of each file in manifest.jsonl. A run that was
    stopped goes on: a file that is done is not read again. `tracker import DIR` brings the pages into the archive.

    \b
    Examples:
      tracker mine https://data.commoncrawl.org/crawl-data/CC-NEWS/2025/09/warc.paths.gz --dry-run
      tracker mine crawl/*.warc.gz --out found
    """
    place: Place = ctx.obj
    mines.ready()
    if dry_run:
        found = mines.estimate(path, scheduler, place.screen.warn)
        place.screen.say(
            f"{found.files} files, {found.bytes / 1e9:,.1f} GB, about {found.pages:,} pages, {found.kept:,} of them to "
            f"keep; {found.hours:,.1f} hours of a core, {mines.duration(found.hours * 3600 / found.workers)} on "
            f"{found.workers} workers, if the files come as fast (sample: {found.sampled_pages:,} pages, "
            f"{found.sampled_bytes / 1e6:,.0f} MB)"
        )
        return
    if out is None:
        raise click.UsageError("name the folder for what is found: --out DIR (or --dry-run)")
    with lock.alone(out, "tracker mine", base.clock(), "mine"):
        result = mines.mine(path, out, scheduler, place.screen.warn, time.monotonic)
    for address, why in result.unread:
        place.screen.warn(f"not read: {address}: {why}")
    for line in result.lines:
        if line["broken"]:
            place.screen.warn(f"{line['file']}: {line['broken']} records are broken, the first: {line['troubles'][0]}")
    pages, kept = (sum(line[name] for line in result.lines) for name in ("pages", "kept"))
    place.screen.say(f"{len(result.lines)} files read, {result.before} were done; {pages:,} pages, {kept:,} kept")
    place.screen.say(f"`tracker import {out}` brings them into the archive")
    ctx.exit(int(bool(result.unread)))
