"""A body comes in; the answer of a door goes out. Its tag is that of all pages: see kept.py."""

from __future__ import annotations

from datasette import Response
from datasette.utils import add_cors_headers

from tracker.site.desk import Desk

#: seconds for which a reader may keep an answer; the record changes once a day or once an hour
AGE = 300


def answer(desk: Desk, body: bytes, kind: str, age: int = AGE) -> Response:
    """Return `body` of the media type `kind`."""
    headers = {
        "cache-control": f"public, max-age={age}",
        "content-security-policy": "default-src 'none'",
        "x-content-type-options": "nosniff",
    }
    if desk.datasette.cors:
        add_cors_headers(headers)
    return Response(body, headers=headers, content_type=kind)


def absolute(desk: Desk, path: str) -> str:
    """Return the address of `path` with its host."""
    return str(desk.datasette.absolute_url(desk.request, desk.datasette.urls.path(path)))
