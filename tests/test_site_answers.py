"""What pages conclude is right for a record of our own: where companies stood, what is open, what moved elsewhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import sample
from test_site import RUNNER, get, serve

from tracker.model import Action, Entry
from tracker.site import lanes, questions

#: a company that gave up everywhere and, later, paused in one country
AGAIN = Entry("zoom", "GB", Action.PAUSED, "2024-01-05", "Zoom stopped in Britain.", sample.ENTRIES[0].sources)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("answers") / "any-name.db"
    sample.write(file, (*sample.ENTRIES, AGAIN))
    return file


def row(path: Path, url: str, name: str) -> str:
    """The text of the first row of a table that is about `name`."""
    found = re.search(rf'<tr><th scope="row"><a href="[^"]*">{name}</a>.*?</tr>', get(path, url).text, re.DOTALL)
    assert found, f"{url} has no row of {name}"
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def test_a_board_of_the_past_knows_nothing_of_what_came_later(path: Path) -> None:
    """noyb complained of Meta on 6 June 2024; Meta paused on the 14th."""
    between, after = (row(path, f"/status?as_of=2024-06-{day}", "Meta") for day in ("10", "14"))
    assert "complaint Jun 2024" in between
    assert "will start" in between
    assert "paused" not in between
    assert after.count("paused Jun 2024") == 2


def test_an_act_for_a_country_stands_before_one_for_the_world(path: Path) -> None:
    assert "paused" in row(path, "/region/GB", "Zoom")
    assert "gave up" in row(path, "/company/zoom", "Worldwide")
    elsewhere = get(path, "/region/FR").text.split("Told worldwide")[1].split("</section>")[0]
    assert '/company/zoom">Zoom</a> <a class="state state-part"' in elsewhere


def test_a_matter_that_was_closed_is_not_open(path: Path) -> None:
    assert "Open matters" in get(path, "/region/BR").text.split("Over time")[1]
    assert "Italy halted ChatGPT." in get(path, "/region/IT").text
    assert 'id="open"' not in get(path, "/region/IT").text


def test_a_year_ends_with_its_last_day(path: Path) -> None:
    text = get(path, "/timeline?year=2023").text
    days = re.findall(r'<div class="when"><time datetime="(\d{4})', text)
    assert days
    assert set(days) == {"2023"}


def test_counts_beside_a_choice_are_those_of_the_slice_that_it_leads_to(path: Path) -> None:
    page = get(path, "/timeline?company=meta&region=GB").text.split('aria-label="Narrow down"')[1]
    choices = re.findall(r'<li><a href="(/timeline\?[^"]+)">[^<]+</a> <span class="n">(\d+)</span>', page)
    offered = [address.replace("&amp;", "&") for address, _ in choices]
    assert "/timeline?company=linkedin&region=GB" in offered
    assert "/timeline?company=meta&region=EU" in offered
    for address, count in choices:
        told = re.search(r"<b>(\d+) events?</b>", get(path, address.replace("&amp;", "&")).text)
        assert told, address
        assert told[1] == count, address


def test_old_addresses_of_tables_lead_to_the_new_ones(path: Path) -> None:
    answer = RUNNER.run(serve(path).client.get("/any-name/events.json?_size=2&company=meta"))
    assert answer.status_code == 301
    assert answer.headers["location"] == "/data/events.json?_size=2&company=meta"


@pytest.mark.parametrize("ending", ["bib", "csl.json"])
def test_a_citation_as_a_file_names_the_page_of_the_event(path: Path, ending: str) -> None:
    answer = get(path, f"/event/zoom-gb-paused-2024-01.{ending}")
    assert answer.status_code == 200
    assert '/event/zoom-gb-paused-2024-01"' in answer.text.replace("}", '"')
    assert get(path, f"/event/nix.{ending}").status_code == 404


@pytest.mark.parametrize("question", questions.QUESTIONS, ids=lambda question: question.name)
def test_the_page_of_a_question_has_the_rows_of_its_table(path: Path, question: questions.Question) -> None:
    names = sorted(set(re.findall(r":([a-z]+)\b", question.sql)))
    for query in ("", "&".join(f"{name}=1" for name in names)):
        rows = get(path, f"/data/{question.name}.json?_shape=array&{query}").json()
        page = get(path, f"/questions/{question.name}?{query}")
        assert page.status_code == 200
        table = re.search(r"<tbody>(.*?)</tbody>", page.text, re.DOTALL)
        assert (table[1].count("<tr>") if table else 0) == min(len(rows), 100)
        assert [name for name in names if f'name="{name}"' not in page.text] == []


def _act(action: str, day: str, effective: str | None = None) -> dict[str, Any]:
    actor = "company" if action in lanes.STATES else "others"
    return {"event": action, "company": "a", "company_name": "A", "region": "GB", "region_name": "GB", "action": action,
            "action_label": action, "actor": actor, "date": day, "effective": effective, "part": None,
            "older": 0}  # fmt: skip


def test_an_announcement_that_names_a_day_ends_the_bar_before_it() -> None:
    chart = lanes.draw([_act("paused", "2024-01-01"), _act("announced", "2025-01-01", "2025-07-01")], "2026-01-01")
    assert chart is not None
    assert [(bar.event, bar.state) for bar in chart.lanes[0].bars] == [
        ("paused", "paused"), ("announced", "announced"), ("announced", "running"),
    ]  # fmt: skip
    assert chart.lanes[0].bars[0].width < 50
