"""What all tests share: no way out to the network, and a tracker's folder whose sources are played on this machine."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from home import Home
from machine import Machine
from stand import Stand
from web import Web


def pytest_configure() -> None:
    """Folders of tests lie in memory where there is room: the tests that kill and go on would wait for a disk."""
    memory = Path("/dev/shm")
    if memory.is_dir() and shutil.disk_usage(memory).free > 2**30 and not os.statvfs(memory).f_flag & os.ST_NOEXEC:
        tempfile.tempdir = str(memory)


#: files of tests that take a minute and more
LONG = (
    "test_browser", "test_year", "test_cli", "test_serving", "test_extract", "test_crash", "test_copy", "test_main_job"
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files come first, so that at the end no process waits for the other."""
    items.sort(key=lambda item: LONG.index(item.path.stem) if item.path.stem in LONG else len(LONG))


@pytest.fixture(autouse=True)
def _cable_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections to other machines fail the test that makes them; a look-up of their names finds nothing."""
    connect = socket.socket.connect

    def only_here(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = address[0]
            assert host == "localhost" or ipaddress.ip_address(host).is_loopback, f"a test connects to {host}"
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", only_here)


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as played:
        yield played


@pytest.fixture
def home(tmp_path: Path, web: Web) -> Home:
    return Home(tmp_path, web)


@pytest.fixture
def stand(home: Home) -> Iterator[Stand]:
    with Machine() as machine, patch("tracker.wayback._Session", machine.session()):
        yield Stand(home, machine)
