"""A served site comes in; what a public scanner finds wrong with it goes out: requests that end in an error of ours.

    pip install schemathesis && python tests/bench/scan.py [examples]

Schemathesis makes up the arguments of the tables' JSON, the SQL and the pages, so many of each address.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).parent.parent))

import sample

ARGUMENTS = ("_size", "_sort", "_facet", "_search", "_where", "_next", "company", "date__gt", "_shape")
PAGES = {
    "/": ("company", "region", "page", "year", "action", "regulator"),
    "/search": ("q",),
    "/status": ("on",),
    "/timeline": ("company", "page", "sort"),
}


def described(data: str) -> dict[str, Any]:
    """The site as OpenAPI."""
    asked: dict[str, tuple[str, ...]] = {
        f"{data}/{table}.json": ARGUMENTS for table in ("events", "timeline", "reports", "status")
    }
    asked |= {f"{data}.json": ("sql", "_shape"), **PAGES}
    asked |= {f"/{kind}/{{id}}": () for kind in ("company", "region", "regulator", "event")}
    text = {"schema": {"type": "string"}}
    paths = {}
    for path, names in asked.items():
        arguments = [{"name": name, "in": "query", **text} for name in names]
        if "{id}" in path:
            arguments = [{"name": "id", "in": "path", "required": True, **text}]
        paths[path] = {"get": {"parameters": arguments, "responses": {"default": {"description": "a page or rows"}}}}
    return {"openapi": "3.0.2", "info": {"title": "site", "version": "1"}, "paths": paths}


def main(examples: int = 100) -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "data").mkdir()
        sample.write(Path(folder) / "data" / "timeline.db")
        command = [sys.executable, "-m", "tracker.cli", "--root", folder, "serve", "--port", str(port)]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        base = f"http://127.0.0.1:{port}"
        try:
            for _ in range(150):
                try:
                    httpx.get(f"{base}/status", timeout=30)
                    break
                except httpx.TransportError:
                    time.sleep(0.2)
            data = next(path for path in ("/data", "/timeline") if httpx.get(f"{base}{path}/events.json").is_success)
            schema = Path(folder) / "site.json"
            schema.write_text(json.dumps(described(data)), "utf-8")
            scanner = [str(Path(sys.executable).parent / "schemathesis"), "run", str(schema), "--url", base]
            options = ["--checks", "not_a_server_error", "--phases", "fuzzing", "--max-examples", str(examples)]
            return subprocess.run([*scanner, *options], cwd=folder).returncode
        finally:
            server.terminate()
            server.wait(10)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
