"""A page comes in with what each of its links is to become; the page goes out with those links, all else as it was."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from html.parser import HTMLParser

#: the attributes that hold an address of the site
LINKS = {("a", "href"), ("link", "href"), ("img", "src"), ("script", "src"), ("use", "href"), ("image", "href")}


class Page(HTMLParser):
    """A page, with the places of its forms and of its tags with links."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.text = text
        self.starts = [0]
        for line in text.split("\n"):  # as the parser counts lines
            self.starts.append(self.starts[-1] + len(line) + 1)
        #: (start, end, tag, attributes) of each tag that has a link
        self.tags: list[tuple[int, int, str, list[tuple[str, str | None]]]] = []
        #: (start, end, address that it asks) of each form
        self.forms: list[tuple[int, int, str]] = []
        self._form: tuple[int, str] | None = None
        self.feed(text)
        self.close()

    def _place(self) -> int:
        line, column = self.getpos()
        return self.starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self._place()
        if tag == "form":
            self._form = start, dict(attrs).get("action") or ""
        elif self._form is None and any((tag, name) in LINKS for name, _ in attrs):
            self.tags.append((start, start + len(self.get_starttag_text() or ""), tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._form:
            start, action = self._form
            self.forms.append((start, self._place() + len("</form>"), action))
            self._form = None

    @property
    def links(self) -> list[str]:
        """The addresses that the page links to or loads, without those in forms."""
        return [value for *_, tag, attrs in self.tags for name, value in attrs if (tag, name) in LINKS and value]

    def rewritten(self, link: Callable[[str], str], form: Callable[[str], str]) -> str:
        """Return the page with each address as `link` gives it, and each form replaced by what `form` gives."""
        changes = [(start, end, form(action)) for start, end, action in self.forms]
        for start, end, tag, attrs in self.tags:
            new = [(name, link(value) if value and (tag, name) in LINKS else value) for name, value in attrs]
            if new != attrs:
                written = "".join(f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in new)
                closed = "/" if self.text[start:end].endswith("/>") else ""
                changes.append((start, end, f"<{tag}{written}{closed}>"))
        parts, done = [], 0
        for start, end, new_text in sorted(changes):
            parts += [self.text[done:start], new_text]
            done = end
        return "".join([*parts, self.text[done:]])
