"""A published file comes in; the site serves it in this process, and answers come out."""

from __future__ import annotations

import asyncio
from functools import cache
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.plugins import pm

import tracker.site

if not any(plugin is tracker.site for plugin in pm.get_plugins()):
    pm.register(tracker.site, name="tracker")

_RUNNER = asyncio.Runner()


@cache
def _serve(path: Path, cors: bool, **settings: Any) -> Datasette:
    datasette = Datasette([str(path)], settings=settings, cors=cors)
    _RUNNER.run(datasette.invoke_startup())
    return datasette


def get(path: Path, url: str, headers: dict[str, str] | None = None, cors: bool = False, **settings: Any) -> Any:
    """Return the answer to a GET of `url` where the file at `path` is served."""
    return _RUNNER.run(_serve(path, cors, **settings).client.get(url, headers=headers))
