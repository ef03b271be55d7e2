"""The site and the job side by side: they come up, end when told to, and wait their turn."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from home import ROOT, Home
from sinks import free_port
from web import HOSTS, Web

from tracker import cli
from tracker.cli.refreshing import offset


def page(port: int, path: str, patience: float) -> str:
    """The page of a site that comes up within `patience` seconds."""
    end = time.monotonic() + patience
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                text: str = answer.read().decode()
                return text
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


@pytest.mark.parametrize("command", ["serve", "up"])
def test_the_site_comes_up_from_nothing_with_nothing_reached(tmp_path: Path, command: str) -> None:
    with Web(down=tuple(HOSTS)) as web:
        home = Home(tmp_path, web)
        (home.root / "data" / "history.yaml").write_bytes((ROOT / "data" / "history.yaml").read_bytes())
        port = free_port()
        arguments = ["-m", "tracker.cli", "--root", str(home.root), command, "--port", str(port)]
        with (tmp_path / "log").open("w") as log:
            process = subprocess.Popen([sys.executable, *arguments], stdout=log, stderr=subprocess.STDOUT)
        try:
            assert "LinkedIn" in page(port, "/", 90)
            rows = json.loads(page(port, "/data/sources.json?_shape=array", 5))
            state = "broken" if command == "up" else "never tried"
            assert {row["state"] for row in rows} == {state}
            taken = home.run(command, "--port", str(port))
            assert taken.exit_code == 2
            assert f"cannot serve at 127.0.0.1:{port}" in taken.stderr
        finally:
            process.send_signal(signal.SIGINT)
            ended = process.wait(10)
        assert ended == 0, (tmp_path / "log").read_text()


def test_up_ends_where_the_configuration_is_wrong(home: Home) -> None:
    (home.root / "feeds.yaml").write_text("sources: [", "utf-8")
    assert home.run("up", "--port", str(free_port())).exit_code == 2
    assert not (home.root / "data" / "timeline.db").exists()


def test_up_serves_while_a_long_refresh_goes_on_and_takes_it_down_with_it(home: Home, tmp_path: Path) -> None:
    """A host that asks for long waits does not keep the site from coming up."""
    declared = (home.root / "feeds.yaml").read_text("utf-8").replace("    delay: 0\n", "    delay: 60\n")
    (home.root / "feeds.yaml").write_text(declared, "utf-8")
    port = free_port()
    call = f"cli.main(['--root', {str(home.root)!r}, 'up', '--port', '{port}'])"
    code = f"from tracker import cli; from tracker.cli import serving; serving.PATIENCE = 3; {call}"
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen([sys.executable, "-c", code], stdout=log, stderr=subprocess.STDOUT)
    try:
        assert "Timeline" in page(port, "/", 90)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        assert len(children) == 1
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)
    for _ in range(50):  # a run that is told to end does so within five seconds
        if not Path(f"/proc/{children[0]}").exists():
            break
        time.sleep(0.1)
    with pytest.raises(ProcessLookupError):
        os.kill(int(children[0]), 0)


def test_an_end_asked_for_within_a_destructor_is_not_forgotten(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    code = f"""
import signal, time
from pathlib import Path
from types import SimpleNamespace
from tracker.cli import base

class Last:
    def __del__(self):
        signal.raise_signal(signal.SIGTERM)

with base.at_work(SimpleNamespace(root=Path({str(tmp_path)!r})), "test"):
    Last()
    time.sleep(3)
    print("forgotten")
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (ended.returncode, ended.stdout, ended.stderr) == (143, "", "")


def test_a_refresh_may_start_later_by_a_time_that_contact_and_day_tell(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:

    waits: list[float] = []
    monkeypatch.setattr(cli.base, "sleep", waits.append)
    said = home.run("refresh", "--spread", "40").stdout
    home.run("refresh")
    (wait,) = waits
    assert said.startswith(f"starts in {wait / 60:.0f} minutes, by --spread\n")
    contact = home.root.joinpath("feeds.yaml").read_text("utf-8").split("contact: ")[1].split(" ")[0].strip()
    assert wait == offset(contact, home.now[:10], 40 * 60)
    spread = [offset("me@example.org", f"2026-{n // 28 + 1:02}-{n % 28 + 1:02}", 60) for n in range(300)]
    assert 0 <= min(spread) < 5
    assert 55 < max(spread) < 60
    assert 25 < sum(spread) / 300 < 35
