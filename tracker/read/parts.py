"""What the readers of single formats hand back: the parts of a page, before they become a Document."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.model import Kind


@dataclass(frozen=True, slots=True)
class Parts:
    """`text` is paragraphs divided by a blank line; of `dates` (ISO prefixes) the first that can be true counts."""

    title: str
    text: str
    dates: tuple[str | None, ...]
    publisher: str = ""
    #: where the page itself says them
    kind: Kind | None = None
    lang: str | None = None
    #: the rules of its source that found nothing in it
    missed: tuple[str, ...] = ()


def line(text: str) -> str:
    """Text on one line, with single spaces."""
    return " ".join(whole(text).split())


def whole(text: str) -> str:
    """Text as long as it was, with `?` for halves of characters, which JSON can spell (`\\ud800`) and no file holds.

    A blank stands for NUL, behind which some readers of SQLite see nothing.
    """
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
