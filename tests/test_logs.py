"""`--log json`: each line is an object with the id of the run; plain lines stay the default."""

from __future__ import annotations

import copy
import json
import logging
import logging.config
import warnings
from pathlib import Path
from typing import Any

import pytest
import uvicorn.config
from home import Home
from web import Web

from tracker import logs, pipeline


def objects(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_every_line_of_a_run_is_an_object_that_names_the_run(tmp_path: Path) -> None:
    with Web(down=("edpb",)) as web:
        home = Home(tmp_path, web)
        plain = home.run("collect", "ico-news", "edpb-news")
        home.now = "2026-11-23T06:00:00Z"
        ended = home.run("--log", "json", "collect", "ico-news", "edpb-news")
    assert ended.exit_code == plain.exit_code == 1
    assert "edpb-news: broken; nobody answers" in plain.stdout
    well, trouble = objects(ended.stdout), objects(ended.stderr)
    assert {"ico-news", "edpb-news"} <= {one.get("source") for one in well}
    assert [(one["source"], one["level"], one["step"]) for one in trouble] == [("edpb-news", "WARNING", "fetch")]
    assert len(plain.stderr.splitlines()) == len(trouble), "the same is told"
    assert {one["command"] for one in well + trouble} == {"collect"}
    assert len({one["run"] for one in well + trouble}) == 1
    assert all(one["time"].endswith("+00:00") and one["message"] for one in well + trouble)
    assert well[-1]["exit_code"] == 1
    again = objects(home.run("--log", "json", "sources").stdout)
    assert {one["run"] for one in again} != {well[0]["run"]}
    assert {one["source"]: one["state"] for one in again}["edpb-news"] == "broken"


def test_an_error_is_a_line_too(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = home.run("--log", "json", "collect", "nope")
    assert ended.exit_code == 2
    assert [(one["level"], "nope" in one["message"]) for one in objects(ended.stderr)] == [("ERROR", True)]
    assert home.run("--log", "json", "collect", "--nope").exit_code == 2

    def bug(*_: object, **__: object) -> None:
        raise KeyError("ours")

    monkeypatch.setattr(pipeline, "build", bug)
    ended = home.run("--log", "json", "build")
    assert ended.exit_code == 1
    (line,) = objects(ended.stderr)
    assert line["level"] == "CRITICAL"
    assert "KeyError: 'ours'" in line["exc_info"]
    with pytest.raises(KeyError):
        home.run("build")


def test_what_libraries_tell_is_among_them(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uvicorn.config, "LOGGING_CONFIG", copy.deepcopy(uvicorn.config.LOGGING_CONFIG))
    before = logging.getLogger().handlers[:]
    with logs.lines(False, "serve", "1"):
        logs.of_server()
        logging.config.dictConfig(uvicorn.config.LOGGING_CONFIG)
        logging.getLogger("uvicorn.access").info('%s - "%s"', "127.0.0.1", "GET /", extra={"color_message": "red"})
        logging.getLogger("stamina").warning("once more")
        logging.getLogger("httpx").info("a request")
        logging.getLogger("lxml").warning("trouble")
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            logging.captureWarnings(True)
            warnings.warn("old", DeprecationWarning, stacklevel=1)
    assert logging.getLogger().handlers == before
    said = capsys.readouterr()
    assert [one["message"] for one in objects(said.out)] == ['127.0.0.1 - "GET /"', "once more"]
    assert "red" not in said.out
    trouble = objects(said.err)
    assert trouble[0]["message"] == "trouble"
    assert "DeprecationWarning: old" in trouble[1]["message"]


def test_what_a_command_gives_to_another_program_stays_as_it_is(home: Home) -> None:
    line = json.dumps({"id": "a", "text": "Nothing."}) + "\n"
    assert objects(home.run("--log", "json", "extract", lines=line).stdout) == [{"id": "a", "events": []}]
