"""The units of systemd, the container file and the job on GitHub do what README says; .ci/run has their linters."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "tracker" / "deploy"
SERVICES = sorted(DEPLOY.glob("*.service"))
CONTAINER = (DEPLOY / "Containerfile").read_text("utf-8")

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")


def ran(*command: str | Path) -> str:
    """What a tool says; its failure is the test's."""
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout + ended.stderr


@needs_systemd
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for path in (*SERVICES, *DEPLOY.glob("*.timer")):
        # the program that is started lies elsewhere here
        text = path.read_text("utf-8").replace("/srv/tracker/.venv/bin/tracker", "/bin/true")
        (tmp_path / path.name).write_text(text, "utf-8")
    assert ran("systemd-analyze", "verify", *sorted(tmp_path.iterdir())) == ""


@needs_systemd
@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_service_may_do_little(path: Path) -> None:
    """By the scale of systemd-analyze, 0 to 10: below 1.5, where a service that declares nothing has 9.6."""
    ran("systemd-analyze", "security", "--offline=true", "--threshold=15", path)


def started(path: Path) -> list[str]:
    return re.findall(r"^ExecStart=/srv/tracker/.venv/bin/tracker (.+)$", path.read_text("utf-8"), re.MULTILINE)


def test_services_start_the_commands_of_the_tracker() -> None:
    from tracker import cli

    assert [path.name for path in SERVICES] == ["tracker-refresh.service", "tracker-serve.service"]
    for path in SERVICES:
        (command,) = started(path)
        name, *options = command.split()
        cli.main.commands[name].make_context(name, options, obj=None)  # an option that is none is an error


def test_what_is_edited_is_found_where_the_tracker_works(tmp_path: Path) -> None:
    """The line that both services and the container begin with."""
    (line,) = {
        found
        for path in SERVICES
        for found in re.findall(r"^ExecStartPre=/bin/sh -c '(.+)'$", path.read_text("utf-8"), re.M)
    }
    assert line in CONTAINER
    (tmp_path / "work").mkdir()
    code = line.replace("/srv/tracker", str(ROOT))
    for _ in range(2):
        subprocess.run(["/bin/sh", "-c", code], cwd=tmp_path / "work", check=True)
        assert (tmp_path / "work" / "feeds.yaml").samefile(ROOT / "feeds.yaml")
        edited = {path.name for path in (ROOT / "data").glob("*.yaml")}
        assert {path.name for path in (tmp_path / "work" / "data").iterdir()} == edited


def test_the_container_file() -> None:
    for words in re.findall(r"^COPY (?!--from)(.+) \S+$", CONTAINER, re.MULTILINE):
        assert all(list(ROOT.glob(word)) for word in words.split()), words
    last = CONTAINER.rpartition("\nFROM ")[2]
    assert re.search(r"^USER [1-9]\d*$", last, re.MULTILINE), "it does not run as root"
    assert "HEALTHCHECK" in last


def test_the_container_hands_its_words_to_the_tracker(tmp_path: Path) -> None:
    found = re.search(r"^ENTRYPOINT (\[.+\])$", CONTAINER, re.MULTILINE)
    assert found
    entry = [word.replace("/srv/tracker", str(ROOT)) for word in YAML(typ="safe").load(found[1])]
    program = tmp_path / "tracker"
    program.write_text('#!/bin/sh\necho "$#" "$@"\n', "utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    ended = subprocess.run(
        [*entry, "check", "a b"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert ended.stdout == "2 check a b\n"


@pytest.mark.parametrize(("code", "goes_on"), [(0, True), (1, True), (2, False), (3, True), (137, False)])
def test_a_refresh_on_github_that_needs_a_person_is_kept_and_told(tmp_path: Path, code: int, goes_on: bool) -> None:
    """The step itself, with a tracker that ends so; the job `tell` is red for every code but 0."""
    job = YAML(typ="safe").load(ROOT / ".github" / "workflows" / "refresh.yml")["jobs"]
    (step,) = [step for step in job["refresh"]["steps"] if step.get("id") == "refresh"]
    program = tmp_path / ".venv" / "bin" / "tracker"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\nexit {code}\n", "utf-8")
    program.chmod(0o755)
    environment = os.environ | {"GITHUB_OUTPUT": str(tmp_path / "output")}
    ended = subprocess.run(["bash", "-e", "-c", step["run"]], cwd=tmp_path, env=environment, check=False)
    assert (ended.returncode == 0) is goes_on
    assert (tmp_path / "output").read_text() == f"code={code}\n"
    assert job["tell"]["if"] == "${{ !cancelled() && needs.refresh.outputs.code != '0' }}"
    told = subprocess.run(["bash", "-e", "-c", job["tell"]["steps"][0]["run"]], capture_output=True, check=False)
    assert told.returncode == 1
