"""Takes the files of queries/; gives the questions as Datasette's canned queries and the page /questions show them.

A file opens with comment lines `-- for: GROUP`, `-- title: TEXT`, then lines `-- TEXT` of description; its SQL follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

#: the groups in the order of the page, as people describe themselves
GROUPS = {
    "users": "If you use one of these platforms",
    "law": "For legal work",
    "press": "For a story",
    "office": "For a privacy office",
    "research": "For research",
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answer in SQL; `name` is the file's name and the last part of the URL."""

    name: str
    group: str
    title: str
    description: str
    sql: str


def parse(name: str, text: str) -> Question:
    """Return the question in `text`; ValueError where its opening lines are not as the module says."""
    lines = text.splitlines()
    count = next((n for n, line in enumerate(lines) if not line.startswith("--")), len(lines))
    head = [line.removeprefix("--").strip() for line in lines[:count]]
    if len(head) < 2 or not head[0].startswith("for: ") or not head[1].startswith("title: "):
        raise ValueError(f"queries/{name}.sql must open with '-- for: GROUP' and '-- title: TEXT'")
    group = head[0].removeprefix("for: ")
    if group not in GROUPS:
        raise ValueError(f"queries/{name}.sql: group {group!r} is not one of {', '.join(GROUPS)}")
    sql = "\n".join(lines[count:]).strip()
    return Question(name, group, head[1].removeprefix("title: "), " ".join(head[2:]), sql)


QUESTIONS = tuple(
    parse(file.name.removesuffix(".sql"), file.read_text(encoding="utf-8"))
    for file in sorted(files(__package__).joinpath("queries").iterdir(), key=lambda file: file.name)
    if file.name.endswith(".sql")
)
