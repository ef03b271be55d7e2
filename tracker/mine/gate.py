"""The bytes of a page come in; whether it is worth parsing goes out, by words in the bytes and then by a rough text.

Almost all pages of a crawl are dropped here, so this decides what mining costs. What it drops is never seen again, so
it asks only for what every report rests on: a word on AI, training or recordings of people, and near it a company's
name and a word on privacy, terms, an authority or the handling of data; then, in the text between the tags, the words
of an act near one on the matter, or of training on data, in or beside a sentence that names a company. What these words
say is left to the reader. All words come from tracker/words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache
from html import unescape
from html.entities import codepoint2name
from typing import Any

from tracker import read
from tracker.model import Words

#: bytes of markup between a word on AI and the name of a company, at most
NEAR = 1500
#: bytes of text between two tags, at least, that are more than an entry of a menu
LINE = 40
#: blocks of text before and after one with such a word that are read with it
BLOCKS = 1
#: sentences before and after one with words of an act, in one of which a word on the matter stands
BESIDE = 2
#: words that a block of text has at least; menus and buttons have fewer
PROSE = 6
#: artificial intelligence in capitals, as the languages that are read write it
CAPITALS = ("AI", "A.I.", "KI", "K.I.", "IA", "I.A.", "IAG", "LLM", "GPT")
LANGUAGES = ("en", "de", "fr", "it", "es", "pt", "nl")

_PLAIN = re.compile(r"=?([^\s~()|=!<>^]+(?: [^\s~()|=!<>^]+)*)")
#: a tag with its name, or a comment
_TAG = re.compile(r"<(?:!--.*?-->|(/?\w*)[^>]*>)", re.S)
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "button", "dd", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "li",
    "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead",
    "title", "tr", "ul",
))  # fmt: skip
_TITLE = re.compile(r"<title\b[^>]*>(.*?)</title", re.S | re.I)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_CLOSING = {b"<script": b"</script", b"<style": b"</style"}
_ARTICLE = b'"articleBody"'
_HIDING = (*_CLOSING, *_CLOSING.values(), _ARTICLE)
_CHARSET = re.compile(rb"charset=[\"']?([\w.:-]+)", re.I)
#: the names of letters beyond ASCII in markup
_ENTITIES = {chr(code): name for code, name in codepoint2name.items()}
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
#: what is spelled alike in every charset
_RUN = re.compile(r"[!-%'-~]+")
_SPACE = rb"(?:[\s\xa0]|\xc2\xa0|&nbsp;|&#160;)+"


class Gate:
    """Judges pages; made once, as it compiles all words. `hints` says whether a sentence has words of an act."""

    def __init__(self, words: Words, hints: Callable[[str, str], bool]) -> None:
        self._hints = hints
        self._topic = _database([*map(_stem, _listed(words, "about", "ai", "train")), *map(_word, CAPITALS)])
        offices = {name for one in words.regulators.values() for name in (one.name, *one.names)}
        self._offices = _Names(offices)
        self._strong = _database(map(_phrase, _listed(words, "train", "teach", "privacy", "terms")))
        self._handling = _database(map(_phrase, _listed(words, "handle", "handling", "improve")))
        self._data = _database(map(_phrase, _listed(words, "data", "people")))
        names = {name for one in words.companies.values() for name in (one.name, *one.brands, *one.legal)}
        self._names = _Names(names)
        self._given = _database(map(_stem, _listed(words, "data")))

    def worded(self, content: bytes) -> bool:
        """Whether bytes have a word on the matter in a line of text, and near it the name of a company and why."""
        content = without_scripts(_as_ascii(content))
        places = self._in_text(content)
        return any(self._names.stand(near) and self._bears(near) for near in _around(content, places))

    def telling(self, body: bytes, content_type: str) -> bool:
        """Whether the rough text of a page has the words of an act of a company, or of its training on data."""
        title, blocks = rough(body, content_type)
        near: set[int] = set()
        topical = [number for number, block in enumerate(blocks) if self._ends(block.encode())]
        for number in topical or ([0] if self._ends(title.encode()) else []):
            around = range(max(0, number - BLOCKS), min(len(blocks), number + BLOCKS + 1))
            beside = "\n".join([title, *(blocks[one] for one in around)]).encode()
            if self._names.stand(beside):
                near.update(around)
        if not near:
            return False
        told = [blocks[number] for number in sorted(near)]
        sentences, named = self._named([title, *told])
        if any(self._handles(sentences[number]) for number in named):
            return True
        lang = read.language(" ".join(blocks[number] for number in topical if number in near) or " ".join(told), "en")
        return any(
            self._hints(sentences[number], lang[:2])
            and self._matters(" ".join(sentences[max(0, number - BESIDE) : number + BESIDE + 1]))
            for number in named
        )

    def _named(self, blocks: list[str]) -> tuple[list[str], list[int]]:
        """All sentences, and which name a company or stand in a block beside one that does; all if the first does."""
        sentences: list[str] = []
        named: list[int] = []
        titled = self._names.stand(blocks[0].encode())
        for block in blocks:
            own = _SENTENCE.split(block)
            names = [titled or self._names.stand(one.encode()) for one in own]
            named += [len(sentences) + n for n in range(len(own)) if any(names[max(0, n - 1) : n + 2])]
            sentences += own
        return sentences, named

    def _matters(self, text: str) -> bool:
        """Whether it has a word on AI, training, recordings or data."""
        content = text.encode()
        return bool(self._ends(content)) or _stand(self._given, content)

    def _handles(self, sentence: str) -> bool:
        """Whether it speaks of such matters as `_bears` asks for, and of data."""
        content = sentence.encode()
        return self._bears(content) and _stand(self._given, content)

    def _ends(self, content: bytes) -> list[int]:
        """Where the words on AI, training and recordings end, in order."""
        ends: list[int] = []
        self._topic.scan(content, match_event_handler=lambda _number, _start, end, *_: ends.append(end))
        return sorted(set(ends))

    def _in_text(self, content: bytes) -> list[int]:
        """Those that stand in a line of text between two tags, not in an address or a menu."""
        return [end for end in self._ends(content) if _line(content, end) >= LINE]

    def _bears(self, content: bytes) -> bool:
        """Whether it speaks of training, privacy, terms or an authority, or of what is done with people's data."""
        if _stand(self._strong, content) or self._offices.stand(content):
            return True
        return _stand(self._handling, content) and _stand(self._data, content)


class _Names:
    """Names as whole words, however pages spell them.

    An automaton of names with all their spellings takes seconds to compile, so it has a plain part of each, and the
    name is looked for where that stands.
    """

    def __init__(self, names: Iterable[str]) -> None:
        names = sorted(names)
        self._words = [_word(name) for name in names]
        plain = (max(_RUN.findall(name), key=len, default="").encode() for name in names)
        self._parts = _database(re.escape(one) or word for one, word in zip(plain, self._words, strict=True))

    def stand(self, content: bytes) -> bool:
        """Whether one of them stands there."""
        missed: set[int] = set()

        def stands(number: int, *_: object) -> bool:
            if number not in missed and _pattern(self._words[number]).search(content):
                return True
            missed.add(number)
            return False

        return _stand(self._parts, content, stands)


def _line(content: bytes, place: int) -> int:
    """How long the text between two tags is in which a place lies; 0 inside a tag."""
    start, opened = content.rfind(b">", 0, place), content.rfind(b"<", 0, place)
    if opened > start:
        return 0
    end = content.find(b"<", place)
    return (len(content) if end < 0 else end) - start


def without_scripts(content: bytes) -> bytes:
    """A page without the content of its scripts and styles, but for those that hold the text of its article."""
    found: list[tuple[bytes, int]] = []
    _hiding().scan(content, match_event_handler=lambda number, _start, end, *_: found.append((_HIDING[number], end)))
    pieces, at, closing, opened, body = [], 0, b"", 0, -1
    for mark, end in found:
        start = end - len(mark)
        if not closing and mark in _CLOSING:
            closing, opened, body = _CLOSING[mark], start, -1
        elif mark == closing:
            pieces.append(content[at:opened])
            if body >= 0:
                pieces.append(b"<p>" + content[body:start] + b"</p>")
            at, closing = start, b""
        elif mark == _ARTICLE and body < 0:
            body = start
    return b"".join([*pieces, content[at:]])


def rough(body: bytes, content_type: str) -> tuple[str, list[str]]:
    """Title and text of a page by its tags alone: the blocks that are long enough to be prose, each once."""
    if body[:2] in _UTF_16:
        body = body.decode("utf-16", "replace").encode()
    markup = decoded(without_scripts(body), content_type)
    if content_type.startswith("text/") and "html" not in content_type:
        return "", markup.split("\n\n")
    title = _TITLE.search(markup)
    pieces = _TAG.split(markup)  # text and the names of tags by turns
    pieces[1::2] = ["\0" if tag and tag.lower().lstrip("/") in _BLOCKS else "" for tag in pieces[1::2]]
    shown = "".join(pieces).split("\0")
    long = (block for block in shown if block.count(" ") >= PROSE - 1 and not block.isspace())
    blocks = (" ".join(unescape(block).split()) for block in long)
    prose = [block for block in dict.fromkeys(blocks) if block.count(" ") >= PROSE - 1]
    return " ".join(unescape(title[1]).split()) if title else "", prose


def decoded(body: bytes, content_type: str) -> str:
    """Bytes as text, as UTF-8, by what the page declares, or as most pages of the West are."""
    declared = _CHARSET.search(content_type.encode("ascii", "replace")) or _CHARSET.search(body[:2048])
    for name in ("utf-8-sig", declared[1].decode("ascii") if declared else ""):
        try:
            return body.decode(name or "utf-8")
        except (UnicodeError, LookupError):  # there is a charset named `undefined`, which fails always
            continue
    return body.decode("cp1252", "replace")


def _as_ascii(content: bytes) -> bytes:
    """UTF-16 without its zeros; all other charsets of pages have ASCII letters where text has them."""
    return content.translate(None, b"\0") if content.count(b"\0", 0, 4096) > 200 else content


def _around(content: bytes, places: list[int]) -> Iterator[bytes]:
    """The bytes near some places in order, those that touch as one."""
    start = end = 0
    for place in places:
        if place - NEAR > end:
            yield content[start:end]
            start = place - NEAR
        end = place + NEAR
    yield content[start:end]


def _listed(words: Words, *topics: str) -> Iterator[str]:
    """The words of some topics in every language, as stems."""
    for language in LANGUAGES:
        rules = words.rules[language]
        assert isinstance(rules, dict)
        groups = {**rules, **rules.get("roles", {}), **rules["topics"]}
        listed = [one for topic in topics for one in groups.get(topic, ())]
        for one in dict.fromkeys(map(str, listed)):
            if (plain := _PLAIN.fullmatch(one)) and len(plain[1]) > 2:
                yield plain[1]


def _stem(word: str) -> bytes:
    """What all forms of a word begin with, in any case and charset; a short word stands for itself."""
    if len(word) < 5:
        return _word(word, b"(?i)")
    ending = 0 if " " in word or len(word) < 7 else 1 if len(word) < 9 else 2
    return rb"(?i)\b" + _spelled(word[: len(word) - ending])


def _phrase(phrase: str) -> bytes:
    """What all forms of a phrase begin with, word by word: of "dato personale" also "dati personali"."""
    stems = (word[: max(min(4, len(word) - 1), len(word) - 2, 3)] for word in phrase.split())
    return rb"(?i)\b" + (rb"\w{0,5}" + _SPACE).join(map(_spelled, stems)) + (b"" if len(phrase) > 4 else rb"\w?s?\b")


def _word(word: str, flags: bytes = b"") -> bytes:
    """A word or name as a whole, or with the s of a plural or a genitive."""
    first = rb"\b" if word[0].isascii() and word[0].isalnum() else b""
    last = rb"s?\b" if word[-1].isascii() and word[-1].isalnum() else b""
    return flags + first + _spelled(word) + last


def _spelled(word: str) -> bytes:
    """A word as pages spell it: any blank, and letters beyond ASCII in UTF-8, in one byte, or as an entity."""
    return b"".join(_SPACE if sign == " " else _sign(sign) for sign in word)


def _sign(sign: str) -> bytes:
    if sign == "&":
        return b"&(?:amp;)?"
    if sign.isascii():
        return re.escape(sign).encode()
    forms = [rb"&#0*%d;" % ord(sign), rb"(?i:&#x0*%x;)" % ord(sign)]
    for case in dict.fromkeys((sign, sign.lower(), sign.upper())):
        spellings = [case.encode()]
        if case in _ENTITIES:
            spellings.append(f"&{_ENTITIES[case]};".encode())
        with suppress(UnicodeEncodeError):
            spellings.append(case.encode("cp1252"))
        forms += map(re.escape, spellings)
    return b"(?:" + b"|".join(dict.fromkeys(forms)) + b")"


@cache
def _pattern(expression: bytes) -> re.Pattern[bytes]:
    return re.compile(expression)


@cache
def _hiding() -> Any:
    """The marks of what pages do not show, in any case, as one automaton."""
    return _database(b"(?i)" + re.escape(mark) for mark in _HIDING)


def _database(expressions: Iterable[bytes]) -> Any:
    """The expressions as one automaton."""
    import hyperscan

    every = list(expressions)
    database = hyperscan.Database()
    database.compile(expressions=every, ids=list(range(len(every))), elements=len(every), flags=[0] * len(every))
    return database


def _stand(database: Any, content: bytes, counts: Callable[..., bool] = lambda *_: True) -> bool:
    """Whether one of its words stands there that counts."""
    import hyperscan

    try:
        database.scan(content, match_event_handler=counts)
    except hyperscan.ScanTerminated:  # as is asked for at the first that counts
        return True
    return False
