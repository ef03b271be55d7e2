"""The bytes of a WARC file of anyone's making come in, once and in order; its whole records go out, one at a time.

The WARC libraries stop at the first damaged byte, or want to go back in the file. Here what is damaged costs its own
record: after it the next sign of a record is looked for. No more than a record is held, and none above `LARGEST`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol, cast

#: bytes of one record, unpacked; larger ones are passed over
LARGEST = 8 << 20
#: bytes read at once, and unpacked at once
_CHUNK, _UNPACKED = 1 << 16, 1 << 20
#: bytes of a record's head at most
_HEAD = 1 << 16
_BLANK = (bytearray(b"\r"), bytearray(b"\n"))
_GZIP = b"\x1f\x8b\x08"
_START = re.compile(rb"WARC/[01]\.\d+\r?\n")
HEAD_END = re.compile(rb"\n\r?\n")
#: Python makes no number of thousands of digits
_LENGTH = re.compile(rb"(?i)\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r?\n")


class Source(Protocol):
    """What bytes are read from, forward only."""

    def read(self, size: int, /) -> bytes: ...

    def tell(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Raw:
    """A record as it was written, from `WARC/` to the end of its block, or the `trouble` that stands in its place."""

    #: of the records of the file, counted from 1, those in trouble too
    number: int
    content: bytes
    trouble: str = ""
    #: where in the file the record can be read without what stands before it; None for one behind others in a member
    place: int | None = None


def records(stream: Source, first: int = 1) -> Iterator[Raw]:
    """Every record of a file, compressed or not, and a trouble for each that is damaged, cut short or too large.

    From a stream that stands at the `place` of record `first`, that one and those behind it.
    """
    number, member = first - 1, -1
    for content, trouble, start in _records(_unpacked(stream)):
        number += 1
        yield Raw(number, content, trouble, None if trouble or start == member else start)
        member = start
    if not number:
        yield Raw(1, b"", "no WARC record in the file")


def _records(pieces: Iterator[tuple[bytes | None, int]]) -> Iterator[tuple[bytes, str, int]]:
    """(content, trouble, place of its member) of each record.

    An empty piece ends a member, None tells that bytes of it were lost.
    """
    buffer = bytearray()
    lost = False  # the record that began is told of; nothing is read until the next one begins
    skip = 0  # bytes of a record that is too large, still to come
    start = 0
    for piece, start in pieces:
        if not piece:  # a packed record ends here, whatever its head says
            if not lost if piece is None else skip or (buffer.strip(b"\r\n") and not lost):
                yield b"", "damaged or cut short" if piece is None else "its length is not that of its head", start
            buffer.clear()
            lost, skip = piece is None, 0
            continue
        if skip:
            passed = min(skip, len(piece))
            skip -= passed
            piece = piece[passed:]
        buffer += piece
        at = 0
        while True:
            while buffer[at : at + 1] in _BLANK:
                at += 1
            if at == len(buffer):
                break
            begins = _START.match(buffer, at)
            if not begins:
                if len(buffer) - at < 12 and b"WARC/".startswith(buffer[at : at + 5]):
                    break
                if not lost:
                    yield b"", "no WARC record where one should begin", start
                lost = True
                found = _START.search(buffer, at)
                if not found:
                    at = max(at, len(buffer) - 12)
                    break
                at = found.start()
                continue
            ends = HEAD_END.search(buffer, at, at + _HEAD)
            if not ends:
                if len(buffer) - at < _HEAD:
                    break
                yield b"", "a head without an end", start
                lost, at = True, at + 5
                continue
            length = _LENGTH.search(buffer, at, ends.start() + 1)
            if not length:
                yield b"", "a head without a length", start
                lost, at = True, ends.end()
                continue
            lost = False
            end = ends.end() + int(length[1])
            if end - at > LARGEST:
                yield b"", f"{end - at} bytes, {LARGEST} at most are read", start
                skip = max(0, end - len(buffer))
                at = min(end, len(buffer))
                continue
            if end > len(buffer):
                break
            follows = bytes(buffer[end : end + 2])
            if follows[:1] not in (b"\r", b"\n", b""):
                yield b"", "its length is not that of its head", start
                lost, at = True, ends.end()
                continue
            yield memoryview(buffer)[at:end].tobytes(), "", start
            at = end
        del buffer[:at]
    if (buffer.strip(b"\r\n") and not lost) or skip:
        yield b"", "cut short by the end of the file", start


def _unpacked(stream: Source) -> Iterator[tuple[bytes | None, int]]:
    """The bytes of a file, unpacked where they are gzip, and the place where their member begins.

    A piece is empty where a member ends, None where bytes of it are lost. What is not packed is one member.
    """
    begin = stream.tell()
    data = stream.read(_CHUNK - begin % _CHUNK)  # what damage costs hangs on where chunks end, so they end alike
    if not begin and not data.startswith(_GZIP[:2]):
        while data:
            yield data, begin
            data = stream.read(_CHUNK)
        return
    while data:
        begin = stream.tell() - len(data)
        inflater, inside = _inflater(), False
        try:
            while not inflater.eof:
                if not data and not (data := stream.read(_CHUNK)):
                    yield None, begin  # the file ends within a record
                    return
                piece = inflater.decompress(data, _UNPACKED)
                data, inside = inflater.unconsumed_tail, True
                if piece:
                    yield piece, begin
            yield b"", begin
            data = inflater.unused_data.lstrip(b"\0")
            while not data and (more := stream.read(_CHUNK)):
                data = more.lstrip(b"\0")
        except _errors():
            yield None, begin
            data = _next(stream, data[1:] if not inside else data)


def _next(stream: Source, data: bytes) -> bytes:
    """The bytes from where the next packed record seems to begin, behind damaged ones; none where there is no other."""
    while True:
        at = data.find(_GZIP)
        while at >= 0:
            if len(data) - at < 512:
                data, at = data[at:] + stream.read(_CHUNK), 0
            try:
                if _inflater().decompress(data[at : at + 4096], 5) == b"WARC/":
                    return data[at:]
            except _errors():
                pass  # the three bytes stand there by chance
            at = data.find(_GZIP, at + 1)
        more = stream.read(_CHUNK)
        if not more:
            return b""
        data = data[-2:] + more


def _inflater() -> Any:
    """Unpacks gzip, at twice the speed of zlib."""
    from isal import isal_zlib

    return isal_zlib.decompressobj(wbits=31)


def _errors() -> type[Exception]:
    from isal import isal_zlib

    return cast(type[Exception], isal_zlib.error)
