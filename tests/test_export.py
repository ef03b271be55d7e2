"""What is exported can be read back, by the library and by SQLite, and is the record, value by value."""

from __future__ import annotations

import json
import sqlite3
import sys
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sample
from ruamel.yaml import YAML

from tracker.declarations import load_history
from tracker.export import export
from tracker.model import InputError
from tracker.publish import publish, reading
from tracker.review import proposed, review

frictionless = pytest.importorskip("frictionless")
NOW = "2026-11-22T06:00:00Z"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("export") / "timeline.db"
    sample.write(file)
    return file


@pytest.fixture(scope="module")
def folder(path: Path) -> Path:
    made = path.parent / "record"
    export(path, made, NOW)
    return made


def rows(path: Path, table: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        return [dict(row) for row in database.execute(f'select * from "{table}"')]


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row with numbers as SQLite has them."""
    return {name: float(value) if isinstance(value, Decimal) else value for name, value in row.items()}


def test_every_table_comes_back_as_it_was_from_csv_and_json_lines(path: Path, folder: Path) -> None:
    with reading(path) as published:
        tables = [table.name for table in published.tables()]
    package = frictionless.Package(str(folder / "datapackage.json"))
    empty = {table for table in tables if not rows(path, table)}
    assert {"events", "standings", "chains", "corrections", "changes", "timeline", "status"} <= set(tables)
    for table in tables:
        wanted = rows(path, table)
        for name in (table, f"{table}-jsonl"):
            if table in empty and name != table:
                continue  # no first line to take names from
            with package.get_resource(name) as resource:
                assert [plain(row.to_dict()) for row in resource.row_stream] == wanted, name
    lines = (folder / "jsonl" / "events.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == rows(path, "events")


def test_the_package_is_valid_with_its_references(folder: Path) -> None:
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["name", "type", "note"])[:5]
    told = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert [one["name"] for one in told["licenses"]] == ["CC-BY-4.0"]
    assert told["created"] == NOW
    events = next(one for one in told["resources"] if one["name"] == "events")
    assert {"fields": ["company"], "reference": {"resource": "companies", "fields": ["id"]}} in events["schema"][
        "foreignKeys"
    ]
    assert all(field["description"] for one in told["resources"] for field in one.get("schema", {}).get("fields", []))


def test_a_broken_reference_is_found(path: Path, tmp_path: Path) -> None:
    export(path, tmp_path / "other", NOW)
    file = tmp_path / "other" / "csv" / "chains.csv"
    file.write_text(file.read_text("utf-8") + "nobody,answers,nobody\n", "utf-8")
    assert not frictionless.validate(str(tmp_path / "other" / "datapackage.json")).valid


def test_the_sqlite_file_is_the_record(path: Path, folder: Path) -> None:
    with closing(sqlite3.connect(path)) as one, closing(sqlite3.connect(folder / "timeline.db")) as other:
        assert list(one.iterdump()) == list(other.iterdump())


def test_again_into_the_same_folder_but_not_into_another_one_s(path: Path, folder: Path, tmp_path: Path) -> None:
    before = (folder / "datapackage.json").read_bytes()
    export(path, folder, NOW)
    assert (folder / "datapackage.json").read_bytes() == before
    (tmp_path / "letter.txt").write_text("dear", "utf-8")
    with pytest.raises(InputError, match="something else"):
        export(path, tmp_path, NOW)


def test_without_the_library_or_a_record_it_says_what_to_do(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match="tracker build"):
        export(tmp_path / "timeline.db", tmp_path / "new", NOW)
    (tmp_path / "letter.db").write_text("dear" * 100, "utf-8")
    with pytest.raises(InputError, match="cannot be read"):
        review(tmp_path / "letter.db")
    with closing(sqlite3.connect(tmp_path / "old.db")) as database:
        database.execute("create table events (id text)")
    with pytest.raises(InputError, match="older version"):
        review(tmp_path / "old.db")
    monkeypatch.setitem(sys.modules, "frictionless", None)
    with pytest.raises(InputError, match=r"pip install '.\[export\]'"):
        export(path, tmp_path / "new", NOW)


def test_review_lists_what_the_record_lacks_and_what_it_alone_tells(path: Path) -> None:
    found = review(path)
    assert [row["event"] for row in found.lacking] == ["snap-gb-paused-undated"]
    bare = {row["event"] for row in found.bare}
    assert len(bare) == len(sample.ENTRIES) - 1
    assert "linkedin-gb-paused-2024-09" not in bare


def test_a_proposed_entry_is_one_that_loads(path: Path, tmp_path: Path) -> None:
    text = proposed(path, ("linkedin-gb-paused-2024-09",))
    (tmp_path / "history.yaml").write_text(text, "utf-8")
    (entry,) = load_history(tmp_path / "history.yaml")
    assert (entry.company, entry.region, entry.action, entry.date) == ("linkedin", "GB", "paused", "2024-09-20")
    assert (entry.confidence, entry.regulators) == ("low", ("ICO",))
    assert sample.URL in {one.url for one in entry.sources}
    assert sample.QUOTE in (entry.note or "")
    undated = YAML(typ="safe", pure=True).load(proposed(path, ("snap-gb-paused-undated",)))
    assert "date" not in undated[0]  # for a person to find
    with pytest.raises(InputError, match="no event 'nobody'"):
        proposed(path, ("nobody",))


def test_an_export_is_of_one_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The record can be published anew meanwhile."""
    monkeypatch.setattr("tracker.publish.PATIENCE", 0.1)
    file = tmp_path / "timeline.db"
    sample.write(file)
    with reading(file) as published:
        before = published.ask("select count(*) as n from events")
        publish(file, sample.content(()))
        assert published.ask("select count(*) as n from events") == before
    assert rows(file, "events") != []
