"""A tracker's folder and the time come in; what is well there, what is not, and what to do about it, go out.

Nothing is changed. Each check is told also where an earlier one failed.
"""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

from tracker import databases, keeping
from tracker.declarations import load_words
from tracker.doctor import outside, stores
from tracker.doctor.finding import Finding, State
from tracker.model import TrackerError
from tracker.place import Place

__all__ = ["Finding", "State", "examine"]

_PROGRAM = "regulatory-news-tracker"
#: bytes: below the first a build may fail; below the second it soon will
_FULL, _SCARCE = 200_000_000, 1_000_000_000


def examine(place: Place, now: str) -> Iterator[Finding]:
    """All checks, one after another, at `now` (UTC); the network is asked last."""
    declared, kept = list(_configuration(place)), list(stores.examine(place, now))
    yield from (*declared, *_files(place.root), *_disk(place.root), *kept, *_versions())
    if any(one.state is State.BROKEN for one in (*declared, *kept) if one.check in ("configuration", "ledger")):
        return
    with stores.remembered(place.root) as ledger:
        if ledger:
            yield from stores.runs(ledger, place.feeds.sources, now)
        stopped = ledger.stopped(now[:10]) if ledger else {}
        latest = stores.latest(ledger, place.root / "data" / "archive")
        yield from outside.examine(place.feeds, stopped, latest, now)


def _configuration(place: Place) -> Iterator[Finding]:
    loaders: dict[str, Callable[[], object]] = {
        "feeds.yaml": lambda: place.feeds,
        "data/history.yaml": lambda: place.history,
        "data/corrections.yaml": lambda: place.corrections,
        "data/watch.yaml": lambda: place.watch,
        "data/notices.yaml": lambda: place.notices,
        "the words of the program": load_words,
    }
    wrong = False
    for name, load in loaders.items():
        try:
            load()
        except TrackerError as error:
            wrong = True
            yield Finding("configuration", State.BROKEN, str(error), f"mend {name}; no run does anything before")
    if wrong:
        return
    on = sum(not source.off for source in place.feeds.sources)
    yield Finding("configuration", State.OK, f"{len(loaders)} declarations are sound, {on} sources are on")
    if place.feeds.nameless:
        text, advice = "contact is still the example", "put your own address at contact in feeds.yaml"
        yield Finding("configuration", State.NOTE, text, advice)


def _files(root: Path) -> Iterator[Finding]:
    """Whether this user may write what the tracker writes."""
    data = root / "data"
    if not data.exists():
        yield Finding("files", State.BROKEN, f"{data} is not there", "go to the folder of your tracker, or restore it")
        return
    written = [data, data / "archive", *(root / name for name, _ in keeping.files(root) if not name.endswith(".yaml"))]
    closed = [str(path) for path in written if path.exists() and not os.access(path, os.W_OK)]
    if closed:
        more = f" and {len(closed) - 3} more" if len(closed) > 3 else ""
        text = f"this user may not write {', '.join(closed[:3])}{more}"
        yield Finding("files", State.BROKEN, text, "run all commands as one user, and give it the files (chown)")
    else:
        yield Finding("files", State.OK, "this user may write all files")


def _disk(root: Path) -> Iterator[Finding]:
    at = root / "data" if (root / "data").exists() else root
    free, nodes = shutil.disk_usage(at).free, os.statvfs(at)
    advice = "make room; `tracker prune --dry-run` tells what it can delete"
    if nodes.f_files and not nodes.f_favail:
        yield Finding("disk", State.BROKEN, "the disk can take no more files", advice)
    state = State.BROKEN if free < _FULL else State.NOTE if free < _SCARCE else State.OK
    yield Finding("disk", state, f"{keeping.spelt(free)} are free", "" if state is State.OK else advice)


def _versions() -> Iterator[Finding]:
    """What runs here, and whether the libraries are those that were asked for."""
    wrong = []
    for text in metadata.requires(_PROGRAM) or ():
        wanted = Requirement(text)
        if wanted.marker and not wanted.marker.evaluate({"extra": ""}):
            continue
        try:
            found = metadata.version(wanted.name)
        except metadata.PackageNotFoundError:
            wrong.append(f"{wanted.name} is missing")
            continue
        if not wanted.specifier.contains(found, prereleases=True):
            wrong.append(f"{wanted.name} is {found}, needed is {wanted.specifier}")
    here = f"tracker {metadata.version(_PROGRAM)}, Python {platform.python_version()}, SQLite {databases.VERSION}"
    if wrong:
        yield Finding("versions", State.BROKEN, "; ".join(wrong), "install the tracker again, into a venv of its own")
    else:
        yield Finding("versions", State.OK, here)
