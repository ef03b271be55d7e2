"""A seed comes in; pages that change day after day go out, with what each change was: noise of many kinds, or an edit.

The pages are HTML in three layouts, of sentences of our own, and are read by the tracker's own reader.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from html import escape

from tracker import versions
from tracker.model import Format, Kind, PageRules, Snapshot, Source
from tracker.read import read
from tracker.versions import Rules, notices

WHO = ("The office", "The company", "Acme", "The court", "The commission", "Our team", "The board", "LinkedIn", "Meta",
       "The watchdog", "Each member", "A spokesman", "The council", "The firm", "Zoom")  # fmt: skip
DOES = ("has agreed to change", "will publish", "has not answered", "looks into", "has stopped", "will go on with",
        "has asked about", "keeps", "does not share", "may use", "has to delete",
        "objects to", "likes")  # fmt: skip
WHAT = ("the training of its models", "the posts of members", "its notice on privacy", "the photos of children",
        "the plan for this autumn", "the settings of each account", "the letters of last year", "the personal data",
        "the terms for customers", "the answers to our questions", "its register of risks", "the calls")  # fmt: skip
WHEN = ("since the spring", "from 3 November 2025 on", "in the United Kingdom", "for 45 days", "before the hearing",
        "after the talks in Dublin", "on 14 June 2024", "without delay", "for now", "until the end of 2026",
        "in 27 countries", "under Article 6 of the law")  # fmt: skip
TAIL = ("so that people can object", "and nobody was told", "as it had promised", "which we welcome",
        "despite the rules", "because of the complaints", "and says so", "if nothing comes of it")  # fmt: skip

#: by rules of their own or by the general reader
SOURCES = (
    Source("ruled", "Office", Kind.REGULATOR, "https://office.example/news", Format.LISTING,
           page=PageRules(body=".prose", title="h1", date=".day", remove=("further-reading",))),
    Source("paper", "Paper", Kind.NEWS, "https://paper.example/feed", Format.FEED),
    Source("terms", "Acme", Kind.COMPANY, "https://acme.example/terms", Format.FEED),
)  # fmt: skip


def sentence(chance: random.Random) -> str:
    return " ".join(map(chance.choice, (WHO, DOES, WHAT, WHEN, TAIL))) + "."


@dataclass(frozen=True)
class Look:
    """A page as it is on a day: what it says, and all around it."""

    title: str
    paragraphs: tuple[str, ...]
    layout: int
    #: paragraphs among those of the text that are not its own, by place
    inserts: tuple[tuple[int, str], ...] = ()
    aside: tuple[str, ...] = ()
    nonce: int = 0
    numbers: int = 0
    joined: frozenset[int] = frozenset()
    curly: bool = False
    whole: str | None = None
    cut: int | None = None

    def html(self) -> bytes:
        if self.whole is not None:
            return self.whole.encode()
        rows = [escape(text, quote=False) for text in self.paragraphs]
        if self.numbers:
            rows = [f"{self.numbers + place}. {row}" for place, row in enumerate(rows)]
        rows = [_linked(row, self.nonce) for row in rows]
        for place, text in reversed(self.inserts):
            rows.insert(min(place, len(self.paragraphs)), text)
        rows = rows[: self.cut]
        body = ""
        for place, row in enumerate(rows):
            body = body.removesuffix("</p>") + f" {row}</p>" if place in self.joined and body else f"{body}<p>{row}</p>"
        if self.curly:
            body = body.replace("'", "\u2019").replace(" of ", "\u00a0of ").replace("members", "mem\u00adbers")
        teasers = "".join(f"<li><a href='/n/{self.nonce}-{n}'>{text}</a></li>" for n, text in enumerate(self.aside))
        head = f"<title>{self.title} | Site</title><meta name=csrf content=n{self.nonce:08x}>"
        script = f"<script nonce=x{self.nonce}>var seen={self.nonce};</script>"
        shell = (
            f'<nav><a href="/?s={self.nonce}">Home</a> <a href="/news">News</a></nav><main><h1>{self.title}</h1>'
            f"<div class=day>20 September 2024</div><div class=prose>{body}</div></main>",
            f"<header><ul><li>Menu {self.nonce % 7}</li></ul></header><article><h1>{self.title}</h1>"
            f"<time datetime=2024-09-20>20 September 2024</time>{body}</article>",
            f"<div id=top></div><main class='c{self.nonce % 5}'><section><h1>{self.title}</h1>{body}</section></main>",
        )[self.layout]
        page = f"{shell}<aside><h2>More news</h2><ul>{teasers}</ul></aside><footer>Contact, terms</footer>{script}"
        return f"<!doctype html><html lang=en><head>{head}</head><body>{page}</body></html>".encode()


def _linked(row: str, nonce: int) -> str:
    """Every second paragraph has a link whose address changes from look to look."""
    first, _, rest = row.partition(" ")
    return f'{first} <a href="https://a.example/x?utm_source=n{nonce}&id={nonce}">{rest[:20]}</a>{rest[20:]}'


Step = Callable[[random.Random, Look, list[Look]], Look]


def _insert(*texts: str) -> Step:
    def step(chance: random.Random, look: Look, _: list[Look]) -> Look:
        text = chance.choice(texts).format(n=chance.randint(2, 9999), d=chance.randint(1, 28))
        return replace(look, inserts=((chance.randint(0, len(look.paragraphs)), text),))

    return step


def _shuffled(chance: random.Random, look: Look, _: list[Look]) -> Look:
    rows = list(look.paragraphs)
    chance.shuffle(rows)
    return replace(look, paragraphs=tuple(rows))


def _back(chance: random.Random, look: Look, past: list[Look]) -> Look:
    return replace(chance.choice(past), nonce=look.nonce) if past else look


def _teasers(chance: random.Random, look: Look, _: list[Look]) -> Look:
    return replace(look, aside=tuple(sentence(chance)[:60] for _ in range(chance.randint(2, 6))))


def _related(chance: random.Random, look: Look, _: list[Look]) -> Look:
    titles = [(999, "Related articles"), *((999, sentence(chance).rstrip(".")) for _ in range(3))]
    return replace(look, inserts=tuple(titles))


def _rejoined(chance: random.Random, look: Look, _: list[Look]) -> Look:
    return replace(look, joined=frozenset(chance.sample(range(1, len(look.paragraphs)), 2)))


def _cut(_: random.Random, look: Look, __: list[Look]) -> Look:
    return replace(look, cut=1)


def _error(chance: random.Random, look: Look, _: list[Look]) -> Look:
    texts = ("Something went wrong. Please try again later.", "This page is temporarily unavailable.",
             "Checking your browser before you go on to the site.")  # fmt: skip
    text = chance.choice(texts)
    return replace(look, whole=f"<html><body><article class=prose><h1>Sorry</h1><p>{text}</p></article></body></html>")


def _with_notice(look: Look) -> Look:
    return replace(look, inserts=((1, NOTICES[look.nonce // 5 % 4].format(n=look.layout)),))


def _word(chance: random.Random, text: str) -> str:
    return text.replace(" the ", f" the {chance.choice(('whole', 'new', 'other'))} ", 1)


NOISE: dict[str, Step] = {
    "links and ids": lambda _, look, __: look,  # these change with every look
    "cookie notice": _insert(
        "We use cookies to make this site better. You can change your cookie settings at any time.",
        "This website uses cookies, {n} of them. Accept all cookies or manage cookies.",
        "Wir verwenden Cookies. Mehr dazu in den Cookie-Einstellungen.",
    ),
    "banner": _insert(
        "This page is under review because of the Data (Use and Access) Act.",
        "Our website will be unavailable on {d} May for planned maintenance.",
        "Take our short survey and tell us what you think of this website.",
        "Was this page helpful? {n} people said yes.",
    ),
    "counter": _insert("{n} views", "Views: {n}", "This page has been viewed {n} times", "{n} comments"),
    "relative time": _insert("Updated {d} hours ago", "Posted {d} days ago by the office", "vor {d} Stunden"),
    "stamp": _insert("Last updated: {d} May 2026", "Page last reviewed on {d} March 2026", "© 2024-{n} Office"),
    "call": _insert("Follow us on LinkedIn", "Subscribe to our weekly newsletter", "Share this page by e-mail"),
    "teasers": _teasers,
    "related": _related,
    "reordered": _shuffled,
    "flip back": _back,
    "typography": lambda _, look, __: replace(look, curly=not look.curly),
    "numbering": lambda chance, look, _: replace(look, numbers=chance.choice((0, 1, 4, 12))),
    "cut into paragraphs": _rejoined,
    "cut short": _cut,
    "error page": _error,
    "other layout": lambda chance, look, _: replace(look, layout=chance.choice((1, 2))) if look.layout else look,
    # no rule knows the words of these two: the first stands on all pages of a site for some days, the second on one
    "site notice": lambda _, look, __: _with_notice(look),
    "unforeseen": _insert("Our post room is closed on Monday {d} June, so that letters may be {n} minutes late."),
}  # fmt: skip
NOTICES = (
    "On the bank holiday our {n} phone lines close at noon, and letters wait for a day.",
    "We have moved house: please write to office {n} at the new address from now on.",
    "Those who run for the board may put their names down in room {n} until Friday.",
    "Our visitors' centre shows {n} of the first telephones all through the summer.",
)


def _edited(change: Callable[[random.Random, str], str]) -> Step:
    """A step that rewrites one paragraph."""

    def step(chance: random.Random, look: Look, _: list[Look]) -> Look:
        rows = list(look.paragraphs)
        place = chance.randrange(len(rows))
        rows[place] = change(chance, rows[place])
        return replace(look, paragraphs=tuple(rows))

    return step


def _swap(words: tuple[str, ...]) -> Callable[[random.Random, str], str]:
    """Puts another of `words` in the place of the first that stands there; else a new sentence behind the text."""

    def change(chance: random.Random, text: str) -> str:
        there = [word for word in words if word in text]
        if not there:
            return f"{text} {sentence(chance)}"
        word = chance.choice(there)
        return text.replace(word, chance.choice([other for other in words if other != word]), 1)

    return change


def _fewer(chance: random.Random, text: str) -> str:
    """A sentence less, or half a sentence where there is one only."""
    parts = text.split(". ")
    if len(parts) > 1:
        parts.pop(chance.randrange(len(parts) - 1))
        return ". ".join(parts)
    return " ".join(text.split()[:-4]) + "." if len(text.split()) > 9 else f"{text} {sentence(chance)}"


def _negated(_: random.Random, text: str) -> str:
    for old, new in ((" has not ", " has "), (" does not ", " does "), (" has ", " has not "), (" will ", " will not "),
                     (" may ", " may not ")):  # fmt: skip
        if old in text:
            return text.replace(old, new, 1)
    return "It is not so: " + text


def _added(chance: random.Random, look: Look, _: list[Look]) -> Look:
    rows = list(look.paragraphs)
    rows.insert(chance.randint(0, len(rows)), sentence(chance))
    return replace(look, paragraphs=tuple(rows))


def _dropped(chance: random.Random, look: Look, _: list[Look]) -> Look:
    if len(look.paragraphs) < 6:
        return _added(chance, look, [])
    rows = list(look.paragraphs)
    rows.pop(chance.randrange(len(rows)))
    return replace(look, paragraphs=tuple(rows))


def _dated(chance: random.Random, look: Look, _: list[Look]) -> Look:
    heading = f"Updated statement {chance.randint(1, 28)} September 2025"
    rows = (heading, sentence(chance), "Previous statement - 20 September 2024")
    return replace(look, paragraphs=(*rows, *(row for row in look.paragraphs if "statement" not in row)))


EDITS: dict[str, Step] = {
    "paragraph added": _added,
    "paragraph removed": _dropped,
    "dated section": _dated,
    "sentence removed": _edited(_fewer),
    "sentence added": _edited(lambda chance, text: f"{text} {sentence(chance)}"),
    "negation": _edited(_negated),
    "date or number": _edited(_swap(WHEN)),
    "name": _edited(_swap(WHO)),
    "verb": _edited(_swap(DOES)),
    "object": _edited(_swap(WHAT)),
    "one word": _edited(_word),
    "replaced": _edited(lambda chance, _: sentence(chance)),
}  # fmt: skip


@dataclass
class History:
    """A page and what happened to it: the first look, then one after each step, with its kind and whether it counts."""

    source: Source
    first: Look
    steps: list[tuple[str, bool, Look]] = field(default_factory=list)


def history(seed: int, length: int) -> History:
    """A page with `length` changes, two in three of them noise; an edit may come together with noise."""
    chance = random.Random(seed)
    layout = seed % 3
    rows = tuple(" ".join(sentence(chance) for _ in range(chance.randint(1, 3))) for _ in range(chance.randint(6, 14)))
    state = Look(sentence(chance)[:50], rows, layout, aside=("A teaser", "Another one"))
    found = History(SOURCES[layout], state)
    past: list[Look] = []
    texts = [frozenset(_said(state))]
    for number in range(1, length + 1):
        state = replace(state, nonce=seed * 1000 + number)
        shown = state
        edited = chance.random() < 0.34
        kind = chance.choice([*EDITS] if edited else [*NOISE, *(kind for kind in NOISE if kind != "unforeseen")])
        if edited:
            while frozenset(_said(after := EDITS[kind](chance, state, past))) in texts:
                kind = chance.choice([*EDITS])  # no edit undoes an earlier one: that is the noise "flip back"
            past.append(state)
            texts.append(frozenset(_said(after)))
            state = shown = after
            if chance.random() < 0.3:
                shown = NOISE[chance.choice(("cookie notice", "counter", "teasers", "typography"))](chance, state, past)
        else:
            shown = NOISE[kind](chance, state, past)
        found.steps.append((kind, edited, shown))
    return found


def _said(look: Look) -> Iterator[str]:
    return (sentence for row in look.paragraphs for sentence in row.split(". "))


def looks(one: History) -> list[str]:
    """The text of each look at a page, as the tracker reads it; empty where it finds none."""
    url = f"{one.source.url}/page"
    shot = Snapshot(url, one.source.id, "", "2026-11-22T08:00:00Z", "", 0, "text/html; charset=utf-8")
    read_as = (read(shot, look.html(), one.source) for look in (one.first, *(look for _, _, look in one.steps)))
    return [document.text if document else "" for document in read_as]


def judged(histories: list[History], rules: Rules) -> Iterator[tuple[str, bool, bool]]:
    """Each change of each page: its kind, whether it is an edit, and whether it made a version."""
    read_as = [(one, looks(one)) for one in histories]
    for source in {one.source.id: one.source for one in histories}.values():
        site = [(one, texts) for one, texts in read_as if one.source is source]
        known = replace(rules, notices=notices([[text for text in texts if text] for _, texts in site], rules))
        for one, (first, *later) in site:
            had = [first, *(text for text in later if text)]
            firsts = iter(versions.history(had, known).firsts[1:])
            number, made = 0, next(firsts, None)
            for (kind, edit, _), text in zip(one.steps, later, strict=True):
                number += bool(text)
                yield kind, edit, bool(text) and number == made
                made = next(firsts, None) if text and number == made else made
