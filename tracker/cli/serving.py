"""`tracker serve`, `up` and `export-site`."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import sys
import webbrowser
from collections.abc import Callable
from pathlib import Path

import click

from tracker import logs
from tracker.cli import base
from tracker.cli.refreshing import run_build
from tracker.model import InputError
from tracker.place import Place

#: seconds that `up` waits for the refresh before it serves what there is
PATIENCE = 15
#: of Datasette: milliseconds for one query, rows of one answer, threads for queries (tracker/site/guard.py lets one
#: heavy one in), megabytes of a CSV file
SETTINGS = {
    "suggest_facets": "off",
    "sql_time_limit_ms": "1000",
    "facet_time_limit_ms": "200",
    "max_returned_rows": "1000",
    "num_sql_threads": "6",
    "max_csv_mb": "20",
}


def _serve(place: Place, host: str, port: int) -> None:
    from datasette.cli import serve  # takes most of a second to import

    if not place.current():
        run_build(place)
    if isinstance(place.screen, logs.Lines):
        logs.of_server()
    if sys.stdout.isatty():
        webbrowser.open(f"http://{host}:{port}/")
    settings = [word for name, value in SETTINGS.items() for word in ("--setting", name, value)]
    serve.main([str(place.database), "--host", host, "--port", str(port), *settings])


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


@click.command(epilog="Exit codes: 0 when stopped; 2 if the port is taken.")
@_address
@click.pass_obj
def serve(place: Place, host: str, port: int) -> None:
    """Serve the site, with Datasette, until stopped (Ctrl-C).

    Builds the database first where there is none of today's format. New rows appear as soon as `tracker build` has
    made them.

    \b
    Example:
      tracker serve --port 8080
    """
    _check_port(host, port)
    _serve(place, host, port)


@click.command(epilog="Exit codes: 0 when stopped; 2 for bad configuration, or if the port is taken.")
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
    options += ["--log", "json"] if isinstance(place.screen, logs.Lines) else []
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


@click.command("export-site", epilog="Exit codes: 0; 2 if the folder holds something else.")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--url", help="Address at which the folder will stand, for feeds, citations and search engines.")
@click.pass_obj
def export_site(place: Place, folder: Path, url: str | None) -> None:
    """Write the site as plain files, for any web host.

    Builds the database first where there is none of today's format. The files have all pages and feeds; tables, SQL,
    search and free combinations of filters need a server. Called again, it writes what has changed and takes out what
    is gone.

    \b
    Example:
      tracker export-site public --url https://example.org/tracker/
    """
    from tracker.site import copy  # imports datasette, which takes most of a second

    if not place.current():
        run_build(place)
    if not url:
        url = "http://127.0.0.1:8001/"
        place.screen.warn(f"feeds and citations name {url}; give the address of the copy with --url")
    if not url.startswith(("http://", "https://")):
        raise InputError(f"--url {url}: an address starts with https:// or http://")
    try:
        count = asyncio.run(copy.copy(place.database, folder, url, base.clock()[:10]))
    except copy.CopyError as error:
        raise InputError(str(error)) from error
    place.screen.say(f"{count} files written to {folder}")
