"""What was mined from each file comes in; it lies in a folder when the manifest names the file, and not before.

manifest.jsonl    a line a file: what was read in it, what was kept, what is broken
pages/            the pages that report an act, as the records that they were, a WARC file for each file read
reports/          what they report, as Parquet
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from tracker.mine.sift import COUNTS, START, Part, Place
from tracker.model import InputError

MANIFEST = "manifest.jsonl"
#: what may lie in a folder that is new
_OURS = {MANIFEST, "mine.lock", "mine.json", "pages", "reports"}


class Store:
    """A folder of results. `rules` tells by which words and code pages are read: those of one folder are the same."""

    def __init__(self, folder: Path, rules: str) -> None:
        self.folder, self.rules = folder, rules
        self._open: dict[str, Part] = {}
        if folder.exists() and not (folder / MANIFEST).exists() and {one.name for one in folder.iterdir()} - _OURS:
            raise InputError(f"{folder} holds something else; name a new folder")
        lines = manifest(folder)
        for line in lines:
            if line["rules"] != rules:
                raise InputError(f"{folder} was mined by other words or code; name a new folder, or delete this one")
        self.done = {line["file"]: line for line in lines}

    def add(self, address: str, part: Part, begin: Place) -> dict[str, Any] | None:
        """Puts down a part of a file; with its last one the file is done, and its line of the manifest goes out."""
        pages = self.folder / "pages" / f"{_name(address)}.warc.gz"
        rest = pages.with_suffix(".part")
        pages.parent.mkdir(parents=True, exist_ok=True)
        if begin == START:
            self._open[address] = Part()
            rest.unlink(missing_ok=True)
        whole = self._open[address]
        with rest.open("ab") as stream:
            stream.write(part.kept)
            stream.flush()
            os.fsync(stream.fileno())
        whole.count(part)
        if part.next is not None:
            return None
        if whole.kept_pages:
            rest.replace(pages)
            self._reports(address, whole.reports)
        rest.unlink(missing_ok=True)
        return self._finish(address, self._open.pop(address))

    def _finish(self, address: str, whole: Part) -> dict[str, Any]:
        line = {"file": address, **{name: getattr(whole, name) for name in COUNTS}, "kept": whole.kept_pages,
                "reports": len(whole.reports), "seconds": round(whole.seconds, 2), "rules": self.rules,
                "troubles": [{"record": number, "why": why} for number, why in whole.troubles]}  # fmt: skip
        with (self.folder / MANIFEST).open("ab") as stream:
            stream.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        self.done[address] = line
        return line

    def _reports(self, address: str, rows: list[dict[str, Any]]) -> None:
        import pyarrow
        from pyarrow import parquet

        path = self.folder / "reports" / f"{_name(address)}.parquet"
        path.parent.mkdir(exist_ok=True)
        texts = ("url", "title", "publisher", "lang", "published", "fetched", "company", "region", "action", "date",
                 "effective", "subject", "quote", "rule")  # fmt: skip
        schema = pyarrow.schema(
            [(name, pyarrow.string()) for name in texts]
            + [("regulators", pyarrow.list_(pyarrow.string())), ("core", pyarrow.bool_()), ("start", pyarrow.int32()),
               ("end", pyarrow.int32()), ("confidence", pyarrow.float64()), ("record", pyarrow.int64())]
        )  # fmt: skip
        parquet.write_table(pyarrow.Table.from_pylist(rows, schema), path.with_suffix(".part"))
        path.with_suffix(".part").replace(path)


def manifest(folder: Path) -> list[dict[str, Any]]:
    """The lines of a folder's manifest; one that a killed run left half-written is cut off."""
    path = folder / MANIFEST
    if not path.exists():
        return []
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if whole != content:
        with path.open("r+b") as stream:
            stream.truncate(len(whole))
    return [json.loads(line) for line in whole.splitlines()]


def mined(folder: Path) -> list[Path]:
    """The WARC files of a folder that was mined, of the files that are done; raises InputError for any other folder."""
    lines = manifest(folder)
    if not lines:
        raise InputError(f"{folder}: a folder without a {MANIFEST} of `tracker mine`; name the files in it")
    return [folder / "pages" / f"{_name(line['file'])}.warc.gz" for line in lines if line["kept"]]


def _name(address: str) -> str:
    """The name of a file's results: that of the file, and what tells it from its namesakes."""
    base = address.rstrip("/").rpartition("/")[2].removesuffix(".gz").removesuffix(".warc")
    return f"{base}-{hashlib.sha256(address.encode()).hexdigest()[:8]}"
