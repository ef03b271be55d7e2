"""A refresh among hostile servers: each is shown with its trouble, and the honest source loses nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import stamina
from home import Home
from hostile_content import CONTENT
from hostile_web import HTML, TRANSPORT, Case, answer, serving
from web import Web
from web_pages import LINKEDIN

from tracker import fetch, limits
from tracker.model import Format

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
#: lists that misbehave, each a source of its own
LISTS = [case for case in TRANSPORT if case.ends[0] != "~" and not case.name.startswith(("retry", "ring"))] + [
    case for case in CONTENT if isinstance(case.reads, Format) and "~" not in case.ends
]
#: pages that misbehave, all in the list of one source
PAGES = [case for case in CONTENT if case.reads == "page"]


def name(case: Case) -> str:
    """The id of its source."""
    return "hostile-" + case.name.replace(".", "-").lower()


def declared(case: Case, base: str) -> str:
    form = case.reads if isinstance(case.reads, Format) else Format.FEED
    find = {Format.LISTING: "{item: li, link: a}", Format.JSON: "{item: items, link: url}"}.get(form)
    entry = {"id": name(case), "name": "Hostile", "kind": "regulator", "url": f"'{base}/{case.name}'", "format": form}
    return "  - {" + ", ".join(f"{k}: {v}" for k, v in (entry | ({"find": find} if find else {})).items()) + "}\n"


def test_hostile_sources_are_shown_and_the_honest_one_loses_nothing(
    tmp_path: Path, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "TIME_LIMIT", 1.0)
    monkeypatch.setattr(limits, "LIST", 1.0)
    monkeypatch.setattr(limits, "READ", 1.0)
    links = "".join(f"<li><a href='/{case.name}'>{case.name}</a>" for case in PAGES)
    honest = f"<html><body><h1>Statement</h1>{LINKEDIN}</body></html>"
    served: dict[str, Any] = {case.name: case.does for case in (*LISTS, *PAGES)}
    served |= {"pages": answer(f"<html>{links}<li><a href='/honest'>x</a>".encode(), HTML)}
    served |= {"honest": answer(honest.encode(), HTML)}
    with serving(served) as base, stamina.set_testing(True, attempts=2):
        home = Home(tmp_path, web)
        text = (
            f"crawler: {{name: x, contact: a@b.org, allow: ['{base.removeprefix('http://')}'], budget: 5000}}\n"
            "sources:\n  - {id: mixed, name: Mixed, kind: regulator, region: GB, regulator: ICO, format: listing,"
            f" find: {{item: li, link: a}}, url: '{base}/pages'}}\n"
        )
        (home.root / "feeds.yaml").write_text(text + "".join(declared(case, base) for case in LISTS), "utf-8")
        ended = home.run("refresh")
        assert ended.exit_code == 1, ended.output
        states = dict(home.ask("select id, state from sources"))
        assert {name for name, state in states.items() if state == "ok"} == {"mixed"}
        assert set(states) == {"mixed", *map(name, LISTS)}
        messages = dict(home.ask("select id, message from sources where id != 'mixed'"))
        assert all(messages.values()), "each tells why"
        read = home.ask("select company, region, action from timeline")
        assert ("linkedin", "GB", "paused") in read, "what is honest is read among the others"
        troubled = {row[0].rsplit("/")[-1] for row in home.ask("select url from problems where source = 'mixed'")}
        assert {"page-a-million-tags", "page-pdf", "page-nul-first"} <= troubled
        assert home.ask("pragma integrity_check") == [("ok",)]
        before = home.ask("select * from timeline")
        assert home.run("build").exit_code == 0
        assert home.ask("select * from timeline") == before
