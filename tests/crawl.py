"""A number comes in; a made-up crawl of news pages goes out as WARC files: one page in a thousand tells of an act.

Ten languages in the charsets that their pages come in, menus, cookie notices, teasers, scripts, tech news that comes
near, records that are broken. All words are ours (tests/crawl.yaml, the labelled texts of the tests).

About as heavy as real ones: 17 news pages recorded between 2016 and 2026 have 56 KB to 1.5 MB, in the middle 242 KB
(47 KB packed) with 1,100 tags, 190 of them links, and trafilatura needs 46 ms for one. These have 200 KB (35 KB packed)
with 1,290 tags, 260 of them links, and it needs 19 ms.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, BinaryIO

from ruamel.yaml import YAML

HERE = Path(__file__).parent
READ = ("en", "de", "fr", "it", "es", "pt", "nl")
#: how often a language is met
SHARES = {"en": 40, "de": 10, "fr": 8, "it": 6, "es": 10, "pt": 6, "nl": 4, "ru": 6, "ja": 5, "zh": 5}
COMPANIES = ("Meta", "Google", "Amazon", "Apple", "Microsoft", "OpenAI", "Samsung", "LinkedIn", "TikTok", "Snap")
RELEVANT = 1000
BROKEN = 2000
PROPERTIES = ("margin", "padding", "width", "max-width", "top", "line-height", "grid-gap", "border-radius", "font-size")
#: of a newspaper of middling weight
RULES, SETTINGS, LINKS, ICONS, TEASERS = 500, 180, 80, 8, 55


@dataclass(frozen=True, slots=True)
class Made:
    """A page, and whether it was made of a text with an act."""

    url: str
    content_type: str
    body: bytes
    relevant: bool


@cache
def words() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = YAML(typ="safe").load(HERE / "crawl.yaml")
    return found


@cache
def telling(lang: str) -> tuple[tuple[str, str], ...]:
    """(title, text) of the labelled texts in a language that tell of an act."""
    name = "sentences.yaml" if lang == "en" else f"sentences.{lang}.yaml"
    rows = [row for group in YAML(typ="safe").load(HERE / name).values() for row in group]
    if lang == "en":
        for file in ("documents.jsonl", "corpus/blind.jsonl"):
            rows += map(json.loads, (HERE / file).read_text("utf-8").splitlines())
    certain = (row for row in rows if any(not one.get("optional") for one in row.get("events", ())))
    return tuple((row.get("title", ""), row["text"]) for row in certain)


class Frame:
    """A newspaper's frame; `own` has the words of its language (tests/crawl.yaml)."""

    def __init__(self, number: int, own: dict[str, Sequence[str]]) -> None:
        chance = random.Random(f"frame {number}")
        self.own = own
        #: how much heavier than the middle one it is
        self.heavy = min(5.0, max(0.25, chance.lognormvariate(0, 0.6)))
        self.names = [f"{chance.choice(('card', 'css', 'm', 'o'))}-{chance.getrandbits(28):x}" for _ in range(150)]
        self.style = "".join(self._rule(chance, n) for n in range(self._many(RULES)))
        self.script = "".join(
            f'q.push({{"slot":"{chance.choice(self.names)}","id":{chance.getrandbits(40)},"model":"train-{n}",'
            f'"bidders":["{chance.choice(self.names)}","{chance.choice(self.names)}"],"sizes":[[300,250],[728,90]]}});'
            for n in range(self._many(SETTINGS))
        )
        self.icons = [self._icon(chance) for _ in range(ICONS)]
        self.menu = "".join(self._link(chance, n) for n in range(self._many(LINKS)))
        self.foot = "".join(
            f'<div class="{chance.choice(self.names)}"><span>{text}</span></div>' for text in own["frame"]
        )

    def _many(self, count: int) -> int:
        return max(1, round(count * self.heavy))

    def _rule(self, chance: random.Random, number: int) -> str:
        body = ";".join(f"{chance.choice(PROPERTIES)}:{chance.randrange(400) / 10}rem" for _ in range(3))
        return f".{chance.choice(self.names)}:nth-child({number % 7})>.{chance.choice(self.names)}{{{body}}}"

    def _icon(self, chance: random.Random) -> str:
        path = "".join(f"l{chance.randrange(-99, 99) / 10} {chance.randrange(-99, 99) / 10}" for _ in range(30))
        return f'<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 2{path}z"/></svg>'

    def _link(self, chance: random.Random, number: int) -> str:
        words = self.own["menu"]
        return (
            f'<li class="{chance.choice(self.names)} {chance.choice(self.names)}"><a href="/{number}/" '
            f'data-track="menu-{number}">{chance.choice(self.icons) if number % 4 == 0 else ""}'
            f"<span>{words[number % len(words)]}</span></a></li>"
        )

    @property
    def teasers(self) -> int:
        """How many other stories stand beside one."""
        return max(8, self._many(TEASERS))

    def _teaser(self, chance: random.Random, mark: str, title: str) -> str:
        names = chance.choices(self.names, k=4)
        sizes = ", ".join(f"https://img.example/{mark}/{width}.webp {width}w" for width in (240, 480, 960))
        return (
            f'<div class="{names[0]} {names[1]}" data-id="{mark}"><div class="{names[2]}"><a href="/{mark}.html">'
            f'<picture><source type="image/webp" srcset="{sizes}"><img src="https://img.example/{mark}.jpg" alt="" '
            f'loading="lazy" width="480" height="270"></picture></a></div><div class="{names[3]}"><a '
            f'href="/{mark}.html"><h3>{escape(title)}</h3></a><span class="{names[1]}">{chance.choice(self.icons)}'
            f"<span>{chance.randrange(90)}</span></span></div></div>"
        )

    def _state(self, chance: random.Random, marks: Sequence[str], titles: Sequence[str]) -> str:
        return ",".join(
            f'{{"id":"{mark}","title":"{title}","key":"{chance.getrandbits(640):x}","type":"story","ratio":1.78,'
            f'"url":"/{mark}.html","image":"https://img.example/{mark}.jpg","tags":["{chance.choice(self.names)}"]}}'
            for mark, title in zip(marks, titles, strict=True)
        )

    def page(
        self, chance: random.Random, lang: str, charset: str, day: str, title: str, story: Iterable[str],
        teasers: Sequence[str],
    ) -> str:  # fmt: skip
        """A story's page."""
        marks = [f"{chance.getrandbits(64):x}" for _ in teasers]
        side = "".join(self._teaser(chance, mark, one) for mark, one in zip(marks, teasers, strict=True))
        name = chance.choice(self.names)
        text = "".join(f'<p class="{name}">{escape(one)}</p>\n' for one in story)
        return (
            f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="{charset}"><title>{escape(title)}</title>'
            f'<meta property="article:published_time" content="{day}T08:00:00Z"><style>{self.style}</style>'
            f"<script>{self.script}</script></head><body><header><nav><ul>{self.menu}</ul></nav></header><main><article>"
            f'<h1>{escape(title)}</h1>\n{text}</article></main><aside class="sidebar related">{side}</aside>'
            f"<footer>{self.foot}<ul>{self.menu}</ul></footer><script>window.state=["
            f"{self._state(chance, marks, teasers)}];{self.script}</script></body></html>"
        )


class Site:
    """A made-up newspaper: its language, its frame and its ways."""

    #: pages that come near the subject: every fifth, which is more than crawls have
    near_share = 0.2

    def __init__(self, number: int) -> None:
        chance = random.Random(f"site {number}")
        self.number = number
        self.lang = chance.choices(list(SHARES), list(SHARES.values()))[0]
        self.own = words()[self.lang]
        self.charset = chance.choice(self.own["charsets"])
        self.declared = chance.random() < 0.7  # in the header, else in the page alone
        self.frame = Frame(number, self.own)

    def sentence(self, chance: random.Random) -> str:
        between = "" if self.lang in ("ja", "zh") else " "
        return between.join(map(chance.choice, self.own["plain"]))

    def near(self, chance: random.Random) -> str:
        return str(chance.choice(self.own["near"])).format(c=chance.choice(COMPANIES))

    def page(self, number: int, chance: random.Random, *, relevant: bool) -> Made:
        """One page; what is not relevant comes near the subject one time in five."""
        paragraphs = [" ".join(self.sentence(chance) for _ in range(3)) for _ in range(chance.randint(4, 12))]
        title = self.sentence(chance)[:90]
        if relevant:
            told, text = chance.choice(telling(self.lang))
            title = told or text.split(". ")[0][:110]
            paragraphs = [*text.split("\n\n"), *paragraphs[: chance.randint(0, 4)]]
        else:
            for _ in range(chance.choice((1, 3)) if chance.random() < self.near_share else 0):
                paragraphs[chance.randrange(len(paragraphs))] += " " + self.near(chance)
        teasers = [self.sentence(chance) for _ in range(self.frame.teasers)]
        if chance.random() < self.near_share / 2:
            teasers[3] = self.near(chance)
        if self.lang in READ and chance.random() < 0.005:  # a page beside which another one is told of
            told, text = chance.choice(telling(self.lang))
            teasers[4] = told or text[:100]
        day = f"2025-{number % 12 + 1:02}-{number % 28 + 1:02}"
        html = self.frame.page(chance, self.lang, self.charset, day, title, paragraphs, teasers)
        kind = f"text/html; charset={self.charset}" if self.declared else "text/html"
        return Made(f"https://paper{self.number}.example/{number}.html", kind, self.bytes(html), relevant)

    def bytes(self, html: str) -> bytes:
        return html.encode(self.charset, "xmlcharrefreplace")


@cache
def sites(count: int = 150) -> tuple[Site, ...]:
    return tuple(Site(number) for number in range(count))


def pages(start: int, count: int, *, relevant: bool | None = None) -> Iterator[Made]:
    """Pages by their numbers; all or none of them relevant, where that is said."""
    of_read = [site for site in sites() if site.lang in READ]
    for number in range(start, start + count):
        chance = random.Random(f"page {number}")
        wanted = number % RELEVANT == 7 if relevant is None else relevant
        yield chance.choice(of_read if wanted else sites()).page(number, chance, relevant=wanted)


def record(
    url: str, kind: str, body: bytes, *, status: str = "200 OK", more: str = "", date: str = "2025-12-31T10:00:00Z"
) -> bytes:
    """A page as a crawler writes it down."""
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nServer: nginx\r\n{more}Content-Length: {len(body)}\r\n\r\n"
    block = http.encode() + body
    digest = base64.b32encode(hashlib.sha1(body).digest()).decode()
    mark = hashlib.md5(url.encode()).hexdigest()
    head = (
        f"WARC/1.0\r\nWARC-Record-ID: <urn:uuid:{mark[:8]}-{mark[8:12]}-{mark[12:16]}-{mark[16:20]}-{mark[20:]}>\r\n"
        f"Content-Length: {len(block)}\r\nWARC-Date: {date}\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
        f"WARC-Payload-Digest: sha1:{digest}\r\nContent-Type: application/http; msgtype=response\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def write(stream: BinaryIO, start: int, count: int, *, relevant: bool | None = None, damaged: bool = True) -> None:
    """A WARC file of so many pages, with records beside them that are no pages, and some that are damaged."""
    info = b"software: tests\r\n"
    head = f"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: {len(info)}\r\n\r\n"
    stream.write(gzip.compress(head.encode() + info + b"\r\n\r\n", mtime=0))
    for number, made in enumerate(pages(start, count, relevant=relevant), start):
        chance = random.Random(f"record {number}")
        if number % 50 == 0:
            gone = record(f"{made.url}?gone", "text/html", b"<html>gone</html>", status="404 Not Found")
            stream.write(gzip.compress(gone, mtime=0))
        if number % 60 == 0:
            stream.write(gzip.compress(record(f"{made.url}.jpg", "image/jpeg", chance.randbytes(5000)), mtime=0))
        packed = number % 40 == 3
        body = gzip.compress(made.body, 5, mtime=0) if packed else made.body
        whole = record(made.url, made.content_type, body, more="Content-Encoding: gzip\r\n" if packed else "")
        member = gzip.compress(whole, 6, mtime=0)
        if damaged and number % BROKEN == 999:
            member = broken(member, whole, chance)
        stream.write(member)


def broken(member: bytes, whole: bytes, chance: random.Random) -> bytes:
    """A record as a full disk, a bad disk, a crawler's bug or a stranger leave it."""
    half = len(member) // 2
    return chance.choice((
        member[:half],
        member[:half] + chance.randbytes(200) + member[half + 200 :],
        gzip.compress(whole.replace(b"Content-Length: ", b"Content-Length: 9", 1), mtime=0),
        gzip.compress(b"no record at all " * 100, mtime=0),
    ))  # fmt: skip
