"""Plain text, Markdown (with or without front matter) and JSON records come in; the parts of a document come out."""

from __future__ import annotations

import json
import re

from bs4 import BeautifulSoup
from bs4.dammit import UnicodeDammit
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tracker.model import Kind, Snapshot
from tracker.read import dates, ends
from tracker.read.parts import Parts, line, whole

_FRONT = re.compile(r"\A\s*---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"([A-Za-z_][\w-]*):[ \t]*(.*)")
#: a line that holds a date and nothing else
_DATELINE = re.compile(r"\W*(?:(?:published|posted|date)\W+)?(?:\d{1,2}:\d{1,2}(?::\d{1,2})?)?\W*", re.IGNORECASE)
#: characters in a first line that is a title; paragraphs among which a date may stand above a text
_TITLE, _HEAD = 150, 3
#: characters: hard-wrapped text has no longer lines
_WRAPPED = 120
#: the share of a paragraph that is link when it is an entry of a menu
_MENU = 0.9


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """The fields between two lines of dashes at the head of a text, names in lower case, and the rest of the text.

    Read line by line and not as YAML: scraped titles hold colons that would break it. Nested values are left out.
    """
    match = _FRONT.match(text)
    fields = [_FIELD.fullmatch(row.rstrip()) for row in match[1].splitlines()] if match else []
    found = {field[1].lower(): _unquoted(field[2]) for field in fields if field}
    return (found, text[match.end() :]) if match and found else ({}, text)


def document(body: bytes) -> Parts | None:
    """A record with `text`, and `title`, `published`, `publisher`, `kind`, `lang` where it knows them.

    None for any other JSON: a link of a list may lead to that too.
    """
    try:
        record = json.loads(body)
    except (ValueError, RecursionError):
        return None
    said = (
        {key: whole(value) for key, value in record.items() if isinstance(value, str)}
        if isinstance(record, dict)
        else {}
    )
    if "text" not in said:
        return None
    kind = Kind(said["kind"]) if said.get("kind") in set(Kind) else None
    title, publisher = said.get("title", ""), said.get("publisher", "")
    return Parts(title, said["text"], (said.get("published"),), publisher, kind, said.get("lang") or None)


def markdown(body: bytes, snapshot: Snapshot) -> Parts:
    """Markdown: links become their words, images go.

    Front matter is the mark of a page that was saved whole: its menus go too, and what stands above its first sentence
    and below its last, the frame of the site.
    """
    fields, rest = front_matter(_decoded(body, snapshot))
    rows = _blocks(rest, menus=not fields)
    title = fields.get("title") or snapshot.title or next((text for text, heading in rows if heading), "")
    article = [text for text, _ in rows if text != title]
    head = article[:_HEAD]
    if fields:
        head, article = ends.without_frame(article)
    noted = (dates.first(fields.get(name, ""), "en") for name in ("published", "date"))
    shown = (dates.first(row, "en") for row in head if _is_dateline(row))
    # a mirror bears the day of its copy; the article's own date stands above the text and is the earlier one
    days = sorted(day for day in (*noted, *shown) if day)
    publisher = fields.get("publisher") or fields.get("source") or ""
    kind = fields.get("kind")
    return Parts(
        line(title),
        "\n\n".join(ends.without_calls(article)),
        (snapshot.published, *days),
        publisher,
        Kind(kind) if kind in set(Kind) else None,
    )


def text(body: bytes, snapshot: Snapshot) -> Parts:
    """Plain text: a short first line is its title, a line that is a date is its date."""
    blocks = re.split(r"\n[ \t]*\n", _decoded(body, snapshot).replace("\r\n", "\n").strip())
    paragraphs = [row for block in blocks for row in _rows(block.split("\n"))]
    title = snapshot.title
    if not title and len(paragraphs) > 1 and len(paragraphs[0]) < _TITLE and not ends.prose(paragraphs[0]):
        title = paragraphs.pop(0)
    days = [dates.first(row, "en") for row in paragraphs[:_HEAD] if _is_dateline(row)]
    return Parts(title, "\n\n".join(ends.without_calls(paragraphs)), (snapshot.published, *days))


def _decoded(body: bytes, snapshot: Snapshot) -> str:
    charset = re.search(r"charset=[\"']?([\w.:-]+)", snapshot.content_type)
    known = [charset[1]] if charset else ["utf-8"]
    return whole(UnicodeDammit(body, known_definite_encodings=known).unicode_markup or "")


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        quote = value[0]
        return value[1:-1].replace("\\" + quote, quote).replace(quote * 2, quote)
    return value


def _is_dateline(row: str) -> bool:
    found = next(dates.find(row, "en"), None)
    return found is not None and bool(_DATELINE.fullmatch(row[: found.start] + " " + row[found.end :]))


def _rows(lines: list[str]) -> list[str]:
    """The paragraphs of a block: one where its lines are those of hard-wrapped text, else each line for itself."""
    rows = [row for row in map(line, lines) if row]
    longest = max(map(len, rows), default=0)
    wrapped = longest <= _WRAPPED and all(len(row) > longest / 2 and not ends.prose(row) for row in rows[:-1])
    return [" ".join(rows)] if rows and wrapped else rows


def _blocks(source: str, *, menus: bool) -> list[tuple[str, bool]]:
    """The paragraphs of Markdown as text, and whether each is a heading of the first rank; with or without `menus`."""
    found: list[tuple[str, bool]] = []
    opened = ""
    for token in MarkdownIt("commonmark").enable("table").parse(source):
        if token.type == "inline":
            lines, menu = _lines(token)
            if menus or not menu:
                found += [(row, opened == "h1") for row in _rows(lines)]
        elif token.type in ("fence", "code_block"):
            found += [(row, False) for row in _rows(token.content.split("\n"))]
        elif token.type == "html_block":
            plain = BeautifulSoup(token.content, "lxml").get_text("\n")
            found += [(row, False) for row in _rows(plain.split("\n"))]
        elif token.nesting == 1:
            opened = token.tag
    return found


def _lines(inline: Token) -> tuple[list[str], bool]:
    """The lines of a paragraph or list item, and whether all that it says is a link: an entry of a menu."""
    written, linked, depth = [""], 0, 0
    for token in inline.children or ():
        if token.type in ("link_open", "link_close"):
            depth += token.nesting
        elif token.type in ("softbreak", "hardbreak"):
            written.append("")
        elif token.type in ("text", "code_inline"):
            written[-1] += token.content
            linked += len(token.content.strip()) if depth else 0
    whole = line("".join(written))
    return written, linked > 0 and linked >= _MENU * len(whole) and not ends.prose(whole)
