"""Paths, globs and lists of WARC files come in, local or of any address that fsspec opens; the files go out."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import fsspec
from fsspec.core import url_to_fs

from tracker.model import InputError, TrackerError

_LISTS = (".paths", ".paths.gz", ".txt", ".txt.gz")
_WARC = (".warc.gz", ".warc")
#: read from the network at once
_BLOCK = 8 << 20
#: public buckets are read without an account
_OPTIONS: dict[str, dict[str, Any]] = {"s3": {"anon": True}}
_WEB = ("http", "https")
_GLOB = frozenset("*?[")


class SourceError(TrackerError):
    """A file cannot be opened or read to its end; another try may."""


def files(paths: Iterable[str]) -> list[str]:
    """The addresses of the files that are meant, each once and in order; raises InputError for a path that means none.

    A list (`*.paths`, `*.txt`, packed or not) has an address a line; one without a scheme is of the list's own host, or
    of its folder. Lines that are no WARC file are passed over: listings of crawls name themselves.
    """
    found: dict[str, None] = {}
    for path in paths:
        meant = _listed(path) if path.endswith(_LISTS) else _globbed(path) if _GLOB & set(path) else [path]
        if not meant:
            raise InputError(f"{path}: no WARC file is meant by it")
        found |= dict.fromkeys(meant)
    return sorted(found)


class Reading:
    """A file that is read forward from byte `at` on; what its host does wrong is a SourceError."""

    def __init__(self, address: str, at: int = 0) -> None:
        self.address, self._at = address, at
        try:
            system, path = url_to_fs(address, **_options(address))
            whole = urlsplit(address).scheme in _WEB and _whole(system, path)
            self._stream: BinaryIO = system.open(path, "rb", block_size=0 if whole else _BLOCK)
            #: bytes of the file; None for a host that does not tell, or that gives whole files alone
            self.size: int | None = getattr(self._stream, "size", None)
            if self.size is None:
                self._pass(at)
            else:
                self._stream.seek(at)
        except Exception as error:  # each kind of host has errors of its own
            raise SourceError(f"{address}: {error or type(error).__name__}") from error
        if self.size is not None and self.size < at:
            raise SourceError(f"{address}: ends before byte {at}, where it was left")

    def _pass(self, count: int) -> None:
        while count:
            passed = len(self._filled(min(count, _BLOCK)))
            if not passed:
                raise EOFError(f"ends {count} bytes before the place where it was left")
            count -= passed

    def _filled(self, size: int) -> bytes:
        """So many bytes, fewer only at the end: streams of the web give what has come."""
        data = self._stream.read(size)
        while data and len(data) < size and (more := self._stream.read(size - len(data))):
            data += more
        return data

    def __enter__(self) -> Reading:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def read(self, size: int, /) -> bytes:
        """So many bytes; fewer at the end of the file."""
        try:
            data = self._filled(size)
        except Exception as error:  # each kind of host has errors of its own
            raise SourceError(f"{self.address}: after {self._at} bytes: {error or type(error).__name__}") from error
        if not data and self.size and self._at < self.size:
            raise SourceError(f"{self.address}: broke off after {self._at} of {self.size} bytes")
        self._at += len(data)
        return data

    def tell(self) -> int:
        """The bytes before those that come next."""
        return self._at


def size(address: str) -> int | None:
    """The bytes of a file, None where its host does not tell; raises SourceError."""
    try:
        system, path = url_to_fs(address, **_options(address))
        told = system.size(path)
    except Exception as error:  # each kind of host has errors of its own
        raise SourceError(f"{address}: {error or type(error).__name__}") from error
    return None if told is None else int(told)


def _whole(system: Any, path: str) -> bool:
    """Whether a host of the web gives no parts of a file: few say so, so it is asked for its second byte."""
    try:
        with system.open(path, "rb", block_size=1, cache_type="none") as stream:
            stream.seek(1)
            stream.read(1)
    except ValueError:
        return True
    return False


def _options(address: str) -> dict[str, Any]:
    return _OPTIONS.get(urlsplit(address).scheme, {})


def _globbed(path: str) -> list[str]:
    try:
        system, pattern = url_to_fs(path, **_options(path))
        return [str(system.unstrip_protocol(one)).removeprefix("file://") for one in system.glob(pattern)]
    except Exception as error:
        raise InputError(f"{path}: {error or type(error).__name__}") from error


def _listed(path: str) -> list[str]:
    try:
        with fsspec.open(path, "rt", compression="infer", encoding="utf-8", **_options(path)) as stream:
            lines = [line.strip() for line in stream]
    except Exception as error:  # each host and each way of packing has errors of its own
        raise InputError(f"{path}: {error or type(error).__name__}") from error
    return [_beside(path, line) for line in lines if line.endswith(_WARC)]


def _beside(path: str, line: str) -> str:
    if "://" in line:
        return line
    parts = urlsplit(path)
    if parts.scheme and parts.netloc:
        return f"{parts.scheme}://{parts.netloc}/{line.lstrip('/')}"
    return posixpath.join(posixpath.dirname(path), line)
