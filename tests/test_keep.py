"""What the daily job on GitHub keeps comes back as it was, whenever a run broke off; GitHub's client is played here."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent


class GitHub:
    """Plays `gh release`: a folder a release; after `left` writes it fails, the last one half done."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.left, self.uploaded = folder, 10**6, list[str]()
        (folder / "v1.0").mkdir(parents=True)

    def __call__(self, verb: str, *words: str) -> str:
        options = {word: words[n + 1 : n + 2] for n, word in enumerate(words) if word.startswith("--")}
        release = self.folder / words[0]
        if verb == "list":
            return json.dumps([{"tagName": path.name} for path in self.folder.iterdir()])
        if verb == "view":
            return json.dumps({"assets": [
                {"name": path.name.removesuffix(".half"), "state": "starter" if path.suffix == ".half" else "uploaded"}
                for path in release.iterdir()
            ]})  # fmt: skip
        if verb == "download":
            (name,) = options["--pattern"]
            place = Path(*options["--output"]) if "--output" in options else Path(*options["--dir"], name)
            shutil.copy(release / name, place)
            return ""
        self.left -= 1
        if self.left < 0:
            if verb == "upload":
                (release / (Path(words[1]).name + ".half")).write_bytes(b"")
            raise subprocess.CalledProcessError(1, verb)
        if verb == "create":
            release.mkdir()
        elif verb == "upload":
            shutil.copy(words[1], release)
            (release / (Path(words[1]).name + ".half")).unlink(missing_ok=True)
            self.uploaded.append(Path(words[1]).name)
        elif verb == "delete-asset":
            (release / words[1]).unlink()
        else:
            raise AssertionError(verb)
        return ""


@pytest.fixture
def keep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    loader = SourceFileLoader("keep", str(ROOT / ".github" / "keep"))
    spec = spec_from_loader("keep", loader)
    assert spec
    module = module_from_spec(spec)
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    loader.exec_module(module)
    monkeypatch.setattr(module, "gh", GitHub(tmp_path / "github"))
    ticks = itertools.count()

    class Clock:
        @staticmethod
        def now(_: object) -> datetime:
            return datetime(2026, 11, 29, 6, tzinfo=UTC) + timedelta(hours=20 * next(ticks))

    monkeypatch.setattr(module, "datetime", Clock)
    return module


def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> Path:
    """A new machine, as each run of the job gets one; its folder of data."""
    data = tmp_path / name / "data"
    data.mkdir(parents=True)
    (data / "history.yaml").write_text("[]", "utf-8")
    monkeypatch.chdir(data.parent)
    return data


def work(data: Path, day: int) -> None:
    """What the refresh of a day leaves: a new file of the archive, one that grew, databases."""
    (data / "archive").mkdir(exist_ok=True)
    with (data / "archive" / f"2026-11-{day - 1:02}.warc.gz").open("ab") as file:
        file.write(b"late")
    (data / "archive" / f"2026-11-{day:02}.warc.gz").write_bytes(bytes([day]) * 1000)
    for name in ("ledger.db", "timeline.db", "cache.db", "archive/index.db"):
        (data / name).write_text(f"{name} of day {day}", "utf-8")


def content(data: Path) -> dict[str, bytes]:
    files = [path for path in data.rglob("*") if path.is_file() and path.name != "archive.json"]
    return {str(path.relative_to(data)): path.read_bytes() for path in files}


def test_what_was_kept_comes_back_on_a_new_machine(
    keep: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before: dict[str, bytes] = {}
    for day in range(1, 20):
        data = machine(tmp_path, monkeypatch, f"day {day}")
        assert keep.fetch() == 0
        assert ("nothing is kept yet" in capsys.readouterr().out) == (day == 1), "a record that starts anew says so"
        if before:
            assert content(data) == before
        work(data, day + 1)
        before = content(data)
        assert keep.store() == 0
    sent = [name for name in keep.gh.uploaded if name.endswith(".warc.gz")]
    assert len(sent) == len(set(sent)) == 20 + 18, "a file is sent when it is new or grew, and never again"
    assert {path.name for path in keep.gh.folder.iterdir()} == {"v1.0", "record-2026-11", "record-2026-12"}
    assert len([name for name in keep.kept() if name.startswith("state-")]) == keep.STATES


def test_a_run_that_breaks_off_anywhere_leaves_one_day_whole(
    keep: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = machine(tmp_path, monkeypatch, "first")
    work(first, 2)
    keep.store()
    for writes in itertools.count():
        data = machine(tmp_path, monkeypatch, f"second {writes}")
        keep.fetch()
        work(data, 3)
        keep.gh.left = writes
        try:
            keep.store()
            break
        except subprocess.CalledProcessError:
            pass
        again = machine(tmp_path, monkeypatch, f"after {writes}")
        keep.gh.left = 10**6
        assert keep.fetch() == 0
        assert content(again) == content(first)
    assert writes > 0
    after = machine(tmp_path, monkeypatch, "after all")
    assert keep.fetch() == 0
    assert content(after) == content(data) != content(first)


def test_what_is_missing_or_damaged_is_named(
    keep: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    work(machine(tmp_path, monkeypatch, "first"), 2)
    keep.store()
    one, other = sorted((keep.gh.folder / "record-2026-11").glob("*.warc.gz"))
    one.write_bytes(b"something else")
    other.unlink()
    machine(tmp_path, monkeypatch, "second")
    assert keep.fetch() == 1
    said = capsys.readouterr().out
    assert "2026-11-01.warc.gz: damaged" in said
    assert "2026-11-02.warc.gz: missing" in said
