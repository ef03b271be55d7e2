"""data/notices.yaml: what is accepted, and what is said of each mistake."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from home import ROOT
from told import META, Desk

from tracker.declarations.notices import load_notices
from tracker.model import DeclarationError


@pytest.mark.parametrize(
    ("recipient", "said"),
    [
        ("{to: 'json://a'}", "entry 1 (no name), field name: is missing"),
        ("{name: a, to: 'json://a', company: meta}", "entry 1 (a), field company: 'company' is unknown; did you mean"),
        ("{name: a, to: 'json://a', companies: [Facebook]}", "field companies: 'Facebook' is unknown; did you mean"),
        ("{name: a, to: 'json://a', regions: [UK]}", "entry 1 (a), field regions: 'UK' is unknown"),
        ("{name: a, to: 'json://a', actions: [banned]}", "field actions.1: must be one of paused, resumed, "),
        ("{name: a, to: 'json://a', actions: []}", "field actions: must not be empty"),
        ("{name: a, to: 'json://a', tell: [old]}", "field tell.1: must be one of new, changed, sources, got 'old'"),
        ("{name: a, to: 'json://a', kinds: [paper]}", "field kinds.1: must be one of regulator, news, "),
        (
            "{name: a, to: desk@example.org}",
            "field to: must be an address (mailto://..., slack://..., json://...) or a",
        ),
        ("{name: a, to: 'mailto://me:pass@example.org'}", "field to: holds a password; name a variable"),
        ("{name: a, to: 'json://$1'}", "field to: a $ must begin the name of a variable"),
        ("{name: a, to: 'json://a'}\n- {name: a, to: 'json://a'}", "entry 2 (a), field name: 'a' stands in entry 1"),
        ("a", "entry 1 (no name): must be a mapping"),
    ],
)
def test_a_mistake_is_told_with_entry_and_field(tmp_path: Path, recipient: str, said: str) -> None:
    path = tmp_path / "notices.yaml"
    path.write_text(f"site: https://a.example\nrecipients:\n- {recipient}\n", "utf-8")
    with pytest.raises(DeclarationError) as error:
        load_notices(path)
    assert str(error.value).startswith("notices.yaml: entry ")
    assert said in str(error.value)
    assert "pass@" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "must hold a mapping of site and recipients"),
        ("recipients: []", "field site: is missing"),
        ("{site: a.example, recipients: []}", "field site: must be the web address of the site"),
        ("{site: 'https://a.example', recipients: {}}", "must hold a list of entries"),
        ("{site: 'https://a.example', recipients: [], sites: a}", "'sites' is unknown; did you mean site?"),
    ],
)
def test_a_mistake_of_the_file(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "notices.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(DeclarationError, match=re.escape(said)):
        load_notices(path)


def test_without_the_file_the_command_says_so(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    ended = desk.notify("22")
    assert ended.exit_code == 2
    assert "notices.yaml is not there; the README shows one" in ended.stderr


def test_the_example_of_the_readme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = re.search(r"```yaml\n(site: .*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert found
    desk = Desk(tmp_path)
    desk.record(META)
    (tmp_path / "data" / "notices.yaml").write_text(found[1], "utf-8")
    for name, value in (("MAIL_USER", "me"), ("MAIL_PASSWORD", "a b"), ("OPERATOR_ADDRESS", "json://127.0.0.1")):
        monkeypatch.setenv(name, value)
    assert desk.notify("22").output.count("is new: 1 events are taken as known") == 2
