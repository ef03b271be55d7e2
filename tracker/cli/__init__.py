"""A command line comes in; the command's work is done and told. Only here is the clock read."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import click

from tracker import logs, show
from tracker.cli.base import EXIT_CODES, Commands
from tracker.cli.bringing import extract, import_
from tracker.cli.looking import check, explain, init_source, sources
from tracker.cli.mining import mine
from tracker.cli.notifying import notify
from tracker.cli.operating import backup, doctor, prune, restore
from tracker.cli.preserving import backfill, preserve
from tracker.cli.recording import export, review
from tracker.cli.refreshing import build, collect, refresh
from tracker.cli.serving import export_site, serve, up
from tracker.place import Place

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
@click.option("--log", type=click.Choice(["plain", "json"]), default="plain", help="How to write.  [default: plain]")
@click.version_option(package_name="regulatory-news-tracker")
@click.pass_context
def main(ctx: click.Context, root: Path, verbose: bool, log: str) -> None:
    """Which platform did what, where and when, about training AI on people's data, who made it, and how do we know?

    Sources are fetched into an archive (collect), the archive and the curated record become one database (build), and
    the database is a site (serve). `tracker up` does all three.
    """
    screen = show.Screen(verbose)
    if log == "json":
        screen = ctx.with_resource(logs.lines(verbose, ctx.invoked_subcommand or "", uuid4().hex))
    ctx.obj = Place(root, screen)


for command in (
    collect, build, refresh, serve, up, export_site, check, explain, import_, mine, extract, backfill, preserve,
    sources, init_source, review, export, notify, doctor, backup, restore, prune,
):  # fmt: skip
    main.add_command(command)
