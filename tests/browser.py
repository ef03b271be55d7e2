"""A published database comes in; a real browser in front of its site goes out, as four kinds of reader see it."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PHONE, DESKTOP = (360, 740), (1280, 900)


@dataclass(frozen=True, slots=True)
class Mode:
    """How somebody reads: on what size, in which colours, with or without JavaScript."""

    name: str
    size: tuple[int, int]
    scheme: str
    script: bool

    @property
    def options(self) -> dict[str, Any]:
        width, height = self.size
        return {
            "viewport": {"width": width, "height": height},
            "color_scheme": self.scheme,
            "java_script_enabled": self.script,
            "reduced_motion": "reduce",
            "locale": "en-GB",
        }


MODES = (
    Mode("desktop", DESKTOP, "light", script=True),
    Mode("desktop-dark", DESKTOP, "dark", script=False),
    Mode("phone", PHONE, "light", script=False),
    Mode("phone-dark", PHONE, "dark", script=True),
)


@contextmanager
def served(path: Path) -> Iterator[str]:
    """Serve the file at `path` on this machine; give the address of its home page without the last slash."""
    datasette = Datasette([str(path)], settings={"suggest_facets": False})  # it starts up with the first request
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(datasette.app(), log_level="error", ws="none", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)


@contextmanager
def chromium() -> Iterator[Any]:
    """Start the browser of this machine."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()
