"""advice.yaml comes in; the links by which people can object to a company or turn to a regulator go out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

ADVICE: dict[str, dict[str, Any]] = YAML(typ="safe", pure=True).load(
    files(__package__).joinpath("advice.yaml").read_text(encoding="utf-8")
)

Link = dict[str, Any]


def for_company(company: str) -> list[Link]:
    """Return the links of a company: what, url, region (None: all), checked (None: not yet)."""
    return [{"region": None, **link} for link in ADVICE["companies"].get(company, [])]


def for_regulators(regulators: Iterable[Mapping[str, Any]]) -> list[Link]:
    """Return where each of `regulators` (id, name, url) takes complaints, else its website."""
    found = []
    for one in regulators:
        known = ADVICE["regulators"].get(one["id"], {})
        if known or one["url"]:
            what = known.get("what") or f"{one['name']}: {'complaints' if known else 'website'}"
            url, checked = known.get("url") or one["url"], known.get("checked")
            found.append({"what": what, "url": url, "region": None, "checked": checked, "regulator": one["id"]})
    return found
