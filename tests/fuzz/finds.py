"""What broke a reader once, by its name; test_fuzz.py keeps it mended."""

from __future__ import annotations

_RSS = b'<rss version="2.0"><channel><item><link>%s</link><title>%s</title></item></channel></rss>'
_HEAD = b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2026-11-22T08:00:00Z\r\n"

FINDS: dict[str, list[bytes]] = {
    "discover": [
        _RSS % (b"https://\x00a.org/1", b"where the host should begin"),
        b'<?xml version="1.0" encoding="\x00utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>',
        b'<rss version="2.0"><channel><item><link>https://a.org/1</link><title'
        b"<html><ul><li><a href=/1>One</a></ul></html>>x</title></item></channel></rss>",
        _RSS % (b"h\x00ttps://a.org/1", b"a NUL in an address went on into the ledger"),
    ],
    "read": [
        b"\x00A title\n\nA text with \x00 in it reached the database whole.",
        b'{"text": "a \\u0000 b", "title": "\\u0000"}',
    ],
    "warc": [
        _HEAD + b"WARC-Block-Digest: sha1:-Block-Digest: sha1:VGM733\r\nContent-Length: 4\r\n\r\nabcd\r\n\r\n",
        b"WARC/1.1\nContent-Length:11111111111111111157\n\ns",
        b"WARC/1.1\nWARC-Block-Digest:\x00:\nContent-Length:",
        _HEAD + b"WARC-Target-URI\r\nContent-Type: application/http\r\nContent-Length: 4\r\n\r\nabcd\r\n\r\n",
    ],
}
