"""A tracker's folder comes in and a whole copy of its state goes out, and back.

A backup is a BagIt bag (RFC 8493): a folder with the files under `data/` and their SHA-256 in `manifest-sha256.txt`, so
that `sha256sum -c` and the tools of archives can check it too. It gets its name when it is whole.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tracker import databases, keeping
from tracker.model import InputError

#: beside the backups' names: what a killed one left
_PART = ".part"
_TAGS = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
#: databases of ours; they come back last, so that a run in between finds none that knows more than the archive has
_LAST = ("data/timeline.db", "data/ledger.db")


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made or given back."""

    folder: Path
    files: int
    size: int
    #: files that it shares with the backup before it, or that were there already
    shared: int


def backup(root: Path, target: Path, now: str, program: str) -> Backup:
    """Copies the state of the tracker at `root` to a new folder in `target`, named by `now` (UTC).

    Files that are as the last backup has them become links to its copies. No run may be at work. Databases come first
    and the archive after them, so that all they refer to is in it, whoever adds to it meanwhile. Raises InputError for
    a database that is damaged, and for a `target` within the tracker's data.
    """
    if not (root / "feeds.yaml").is_file():
        raise InputError(f"{root / 'feeds.yaml'} is not there; go to the folder of your tracker: tracker --root DIR")
    if target.resolve().is_relative_to((root / "data").resolve()):
        raise InputError(f"{target}: a backup must lie outside of the tracker's data")
    before = latest(target)
    known: dict[str, str] = {}
    with suppress(InputError):  # then it shares nothing
        known = _manifest(before) if before else {}
    whole = target / now.replace(":", "-")
    part = whole.with_name(whole.name + _PART)
    if whole.exists():
        raise InputError(f"{whole} is there already")
    for left in target.glob(f"????-??-??T??-??-??Z{_PART}"):
        shutil.rmtree(left)
    digests, shared, size = {}, 0, 0
    for name in _ordered(root):
        source, copy = root / name, part / "data" / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        old = before / "data" / name if before else None
        if name in _LAST or databases.is_one(source):
            digest = _database(source, copy)
        elif old and _same(source, old) and _digest(old) == known.get(name) and _linked(old, copy):
            digest, shared = known[name], shared + 1
        else:
            digest = _copied(source, copy)
        digests[name], size = digest, size + copy.stat().st_size
    lines = "".join(f"{digest}  data/{_spelt(name)}\n" for name, digest in sorted(digests.items()))
    info = f"Bagging-Date: {now[:10]}\nBag-Software-Agent: {program}\nPayload-Oxum: {size}.{len(digests)}\n"
    for name, text in (("manifest-sha256.txt", lines), ("bag-info.txt", info), ("bagit.txt", _TAGS)):
        _written(part / name, text)
    for folder, _, _ in os.walk(part):
        _settle(Path(folder))
    part.rename(whole)
    _settle(target)
    note = root / "data" / "backup.json"
    note.with_suffix(_PART).write_text(json.dumps({"at": now, "to": str(whole.resolve())}) + "\n", "utf-8")
    note.with_suffix(_PART).replace(note)
    return Backup(whole, len(digests), size, shared)


def restore(source: Path, root: Path) -> Backup:
    """Copies a backup, or the latest one in the folder `source`, to `root`; called again after it was killed, goes on.

    Raises InputError where a file of the backup is missing, added or not as it was, and where `root` has a file that is
    not as the backup has it: then nothing is done.
    """
    folder = source if (source / "bagit.txt").is_file() else latest(source)
    if folder is None:
        raise InputError(f"{source}: no whole backup is there")
    digests = _manifest(folder)
    if faults := list(_faults(folder, digests)):
        raise InputError(f"{folder} is damaged, nothing was restored: {_few(faults)}")
    if kept := list(_conflicts(root, digests)):
        raise InputError(
            f"{root} has files that are not as the backup has them, nothing was restored: {_few(kept)}; move them away"
        )
    shared = size = 0
    for name in sorted(digests, key=lambda name: (name in _LAST, name.endswith(".gz"), name)):
        target = root / name
        size += (folder / "data" / name).stat().st_size
        if target.exists():
            shared += 1
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + _PART)
        part.unlink(missing_ok=True)
        if _copied(folder / "data" / name, part) != digests[name]:
            raise InputError(f"{folder}: {name} has changed while it was read; restore again")
        os.link(part, target)  # unlike a renaming, it fails where a file has come meanwhile
        part.unlink()
        _settle(target.parent)
    return Backup(folder, len(digests), size, shared)


def latest(folder: Path) -> Path | None:
    """The newest whole backup in a folder."""
    return max((path.parent for path in folder.glob("????-??-??T??-??-??Z/bagit.txt")), default=None)


def last(root: Path) -> tuple[str, Path] | None:
    """When the tracker at `root` was backed up last, and where to."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        said = json.loads((root / "data" / "backup.json").read_text("utf-8"))
        return str(said["at"]), Path(said["to"])
    return None


def _ordered(root: Path) -> list[str]:
    """The files that are state, the databases first."""
    names = [name for name, kind in keeping.files(root) if kind.state]
    return sorted(names, key=lambda name: not name.endswith(".db"))


def _database(source: Path, copy: Path) -> str:
    if faults := databases.copy(source, copy):
        raise InputError(f"{source} is damaged, no backup was made: {_few(faults)}; `tracker doctor` tells what to do")
    with copy.open("rb") as file:
        os.fsync(file.fileno())
    return _digest(copy)


def _copied(source: Path, copy: Path) -> str:
    """Copies a file to disk as it is when no one writes to it; the digest of what was read."""
    digest = hashlib.sha256()
    with source.open("rb") as read, copy.open("xb") as write:
        fcntl.flock(read, fcntl.LOCK_SH)  # the archive's writer holds it for a page
        while chunk := read.read(1 << 20):
            digest.update(chunk)
            write.write(chunk)
        write.flush()
        os.fsync(write.fileno())
        shutil.copystat(source, copy)
    return digest.hexdigest()


def _linked(old: Path, copy: Path) -> bool:
    with suppress(OSError):  # a disk may know no links
        os.link(old, copy)
        return True
    return False


def _same(source: Path, old: Path) -> bool:
    if not old.is_file():
        return False
    one, other = source.stat(), old.stat()
    return (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _manifest(folder: Path) -> dict[str, str]:
    """The digests of the files of a backup by their path in the tracker's folder."""
    try:
        lines = (folder / "manifest-sha256.txt").read_text("utf-8").splitlines()
        rows = [line.split("  data/", 1) for line in lines]
        return {name.replace("%0A", "\n").replace("%0D", "\r"): digest for digest, name in rows}
    except (OSError, ValueError) as error:
        raise InputError(f"{folder}: manifest-sha256.txt cannot be read: {error}") from error


def _spelt(name: str) -> str:
    return name.replace("\n", "%0A").replace("\r", "%0D")


def _faults(folder: Path, digests: Mapping[str, str]) -> Iterator[str]:
    base = folder / "data"
    there = {path.relative_to(base).as_posix() for path in base.rglob("*") if path.is_file()}
    for name in sorted(there | set(digests)):
        if name not in digests:
            yield f"{name} is not in its list"
        elif name not in there:
            yield f"{name} is missing"
        elif _digest(base / name) != digests[name]:
            yield f"{name} has changed"


def _conflicts(root: Path, digests: Mapping[str, str]) -> Iterator[str]:
    for name, digest in digests.items():
        path = root / name
        if path.exists() and _digest(path) != digest:
            yield name
        for more in ("-wal", "-journal") if name.endswith(".db") else ():  # SQLite would play it into what we restore
            log = path.with_name(path.name + more)
            if log.exists() and log.stat().st_size:
                yield f"{name}{more}"


def _few(texts: list[str] | tuple[str, ...]) -> str:
    return ", ".join(texts[:10]) + (f" and {len(texts) - 10} more" if len(texts) > 10 else "")


def _written(path: Path, text: str) -> None:
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
