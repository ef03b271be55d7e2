"""What JSON Feed 1.1 asks of a feed, as a JSON Schema (draft 2020-12) in our own words, for the tests."""

from __future__ import annotations

from typing import Any

_ADDRESS = {"type": "string", "pattern": "^https?://[^ ]+$"}
_TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"}
_TEXT = {"type": "string", "minLength": 1}
#: what is of our own has a name that starts with an underscore and is an object
_OWN = {"^_[^.]+$": {"type": "object"}}
_AUTHORS = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"name": _TEXT, "url": _ADDRESS, "avatar": _ADDRESS},
        "minProperties": 1,
        "additionalProperties": False,
    },
}
_ITEM: dict[str, Any] = {
    "type": "object",
    "required": ["id"],
    "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
    "properties": {
        **dict.fromkeys(("url", "external_url", "image", "banner_image"), _ADDRESS),
        **dict.fromkeys(("id", "title", "summary", "content_html", "content_text", "language"), _TEXT),
        "date_published": _TIME,
        "date_modified": _TIME,
        "tags": {"type": "array", "items": _TEXT},
        "authors": _AUTHORS,
    },
    "patternProperties": _OWN,
    "additionalProperties": False,
}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        **dict.fromkeys(("home_page_url", "feed_url", "next_url", "icon", "favicon"), _ADDRESS),
        **dict.fromkeys(("title", "description", "user_comment", "language"), _TEXT),
        "authors": _AUTHORS,
        "expired": {"type": "boolean"},
        "items": {"type": "array", "items": _ITEM},
    },
    "patternProperties": _OWN,
    "additionalProperties": False,
}
