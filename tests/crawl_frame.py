"""A number comes in; what a made-up newspaper puts round its stories goes out: styles, scripts, menus, icons, teasers.

About as heavy as real ones: 17 news pages recorded between 2016 and 2026 have 56 KB to 1.5 MB, in the middle 242 KB
(47 KB packed) with 1,100 tags, 190 of them links, and trafilatura needs 46 ms for one. These have 200 KB (35 KB packed)
with 1,290 tags, 260 of them links, and it needs 19 ms.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from html import escape

PROPERTIES = ("margin", "padding", "width", "max-width", "top", "line-height", "grid-gap", "border-radius", "font-size")
#: of a newspaper of middling weight
RULES, SETTINGS, LINKS, ICONS, TEASERS = 500, 180, 80, 8, 55


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
