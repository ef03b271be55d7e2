"""An answer comes in piece by piece; its body goes out unpacked, never larger in memory than the limit.

httpx would unpack a piece whole, and whatever is packed in what is packed: 64 kB can become gigabytes there.
"""

from __future__ import annotations

import zlib

import httpx

from tracker.fetch.answers import FetchError

#: bytes of a body, as it travels and after decompression
MAX_BODY = 5_000_000
#: what we can unpack, as the request tells
ACCEPTED = "gzip, deflate"
#: parts that one gzip body may be put together of
_MEMBERS = 100


async def whole(response: httpx.Response, url: str) -> bytes:
    """The body, unpacked; raises FetchError where it is too large, broken, or packed in a way that we did not offer."""
    said = response.headers.get("content-length", "")
    if said.isdecimal() and len(said) < 20 and int(said) > MAX_BODY:
        raise _too_large(url)
    unpacker = _unpacker(response.headers.get("content-encoding", ""), url)
    body, travelled = bytearray(), 0
    async for piece in response.aiter_raw():
        travelled += len(piece)
        try:
            body += unpacker.unpacked(piece, MAX_BODY + 1 - len(body)) if unpacker else piece
        except zlib.error as error:
            raise FetchError(url, f"the body cannot be unpacked: {error}", lasting=True) from None
        if max(len(body), travelled) > MAX_BODY:
            raise _too_large(url)
    if unpacker and travelled and not unpacker.ended:
        raise FetchError(url, "the body breaks off within what is packed")
    return bytes(body)


def _too_large(url: str) -> FetchError:
    return FetchError(url, f"larger than {MAX_BODY // 1_000_000} MB", lasting=True)


def _unpacker(encoding: str, url: str) -> _Unpacker | None:
    codings = [name for part in encoding.lower().split(",") if (name := part.strip()) not in ("", "identity")]
    if not codings:
        return None
    if codings[0] not in ("gzip", "x-gzip", "deflate") or len(codings) > 1:
        raise FetchError(url, f"packed as {encoding[:60]!r}, for which we did not ask", lasting=True)
    return _Unpacker(deflate=codings[0] == "deflate")


class _Unpacker:
    """gzip, also of several members, or deflate, with the frame of zlib or without."""

    def __init__(self, *, deflate: bool) -> None:
        self._deflate = deflate
        self._inflater = zlib.decompressobj(zlib.MAX_WBITS if deflate else zlib.MAX_WBITS | 16)
        self._begun = False
        self._members = 1

    @property
    def ended(self) -> bool:
        return self._inflater.eof

    def unpacked(self, piece: bytes, most: int) -> bytes:
        """What a piece holds, `most` bytes of it at most; raises zlib.error."""
        found = bytearray()
        while piece and len(found) < most:
            try:
                found += self._inflater.decompress(piece, most - len(found))
            except zlib.error:
                if not self._deflate or self._begun:
                    raise
                self._inflater = zlib.decompressobj(-zlib.MAX_WBITS)
                self._begun = True
                continue
            self._begun = True
            piece = self._inflater.unused_data
            if not piece.startswith(b"\x1f\x8b"):
                break  # nothing, or padding behind the end
            self._members += 1
            if self._members > _MEMBERS:
                raise zlib.error(f"more than {_MEMBERS} parts")
            self._inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
        return bytes(found)
