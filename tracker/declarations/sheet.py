"""A YAML file and the type of its entries come in; checked entries go out, or one error that names every mistake."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, fields
from difflib import get_close_matches
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from tracker.model import Becomes, DeclarationError, Expect, Find, PageRules, Witness

T = TypeVar("T")

#: the fields that hold entries of their own
_NESTED: dict[str, type[Any]] = {
    "find": Find,
    "page": PageRules,
    "expect": Expect,
    "becomes": Becomes,
    "sources": Witness,
}
_UNITS = {"poll": " of hours", "gap": " of days", "links": " of links", "max_pages": " of pages", "newest": " of links"}
_WRONG_TYPE = {
    "string_type": "must be text",
    "int_type": "must be a whole number{unit}",
    "int_from_float": "must be a whole number{unit}",
    "float_type": "must be a number",
    "finite_number": "must be a number",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list",
    "dict_type": "must be a mapping (name: value)",
    "dataclass_type": "must be a mapping (name: value)",
}


class _Constructor(SafeConstructor):
    """Leaves dates as they are written: `2024-06` and `2024-06-14` are both text to us."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", SafeConstructor.construct_yaml_str)


def _read(file: Path | Traversable) -> Any:
    """The content of a YAML 1.2 file. Raises DeclarationError with the line where it is no YAML or repeats a key."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _Constructor
    try:
        content = yaml.load(file.read_text(encoding="utf-8"))
        json.dumps(content)  # as its entries are checked
    except (OSError, UnicodeDecodeError) as error:
        raise DeclarationError(f"{file.name}: cannot be read: {error}") from error
    except MarkedYAMLError as error:
        line = f" line {error.problem_mark.line + 1}:" if error.problem_mark else ""
        said = " ".join(str(error.problem or error.context).split())
        raise DeclarationError(f"{file.name}:{line} {said}") from error
    except YAMLError as error:
        raise DeclarationError(f"{file.name}: {error}") from error
    except (TypeError, ValueError, RecursionError) as error:
        allowed = "allowed are lists and mappings (a word as the name) of text, numbers, true, false and null"
        raise DeclarationError(f"{file.name}: {allowed}: {error}") from error
    return content


@dataclass(frozen=True, slots=True)
class Item(Generic[T]):
    """An entry, its number in the file and what people call it; `wrong`: the fields left out for their mistakes."""

    number: int
    label: str
    value: T
    wrong: frozenset[int | str] = frozenset()


class Sheet:
    """One YAML file: its content and the mistakes found in it so far."""

    def __init__(self, file: Path | Traversable) -> None:
        self.name = file.name
        self.content = _read(file)
        self.mistakes: list[str] = []

    def report(self, place: str, field: str, message: str) -> None:
        """Note a mistake; `place` is empty or "entry 3 (ftc-press)", `field` empty or a dotted name."""
        where = ", ".join(part for part in (place, f"field {field}" if field else "") if part)
        self.mistakes.append(f"{self.name}: {where}: {message}" if where else f"{self.name}: {message}")

    def blame(self, item: Item[Any], field: str, message: str) -> None:
        """Note a mistake of an entry, unless the field has one already."""
        if field.split(".")[0] not in item.wrong:
            self.report(f"entry {item.number} ({item.label})", field, message)

    def close(self) -> None:
        """Raises DeclarationError with all mistakes, one a line."""
        if self.mistakes:
            raise DeclarationError("\n".join(self.mistakes))

    def value(self, kind: type[T], raw: object, place: str) -> T | None:
        """`raw` as a `kind`; None where a field is wrong that is needed."""
        values, _ = self._checked(_adapter(kind), kind, raw, place)
        return values[0] if values else None

    def items(self, kind: type[T], entries: Iterable[tuple[str, object]]) -> list[Item[T]]:
        """The entries; those with mistakes without their wrong fields, or left out where these are needed."""
        adapter = _adapter(kind)
        found: list[Item[T]] = []
        for number, (label, raw) in enumerate(entries, 1):
            values, wrong = self._checked(adapter, kind, raw, f"entry {number} ({label})")
            found += [Item(number, label, each, wrong) for each in values]
        return found

    def _checked(
        self, adapter: TypeAdapter[T], kind: type[T], raw: object, place: str
    ) -> tuple[list[T], frozenset[int | str]]:
        """The value of what is right in `raw`, if it makes one, and the names of the fields that are wrong."""
        try:
            return [adapter.validate_json(json.dumps(raw), strict=True)], frozenset()
        except ValidationError as errors:
            details = errors.errors(include_url=False)
        for error in details:
            self.report(place, _dotted(error["loc"]), _message(error, kind))
        wrong = frozenset(error["loc"][0] for error in details if error["loc"])
        if isinstance(raw, dict) and wrong & raw.keys():
            rest = {name: value for name, value in raw.items() if name not in wrong}
            with suppress(ValidationError):
                return [adapter.validate_json(json.dumps(rest), strict=True)], wrong
        return [], wrong

    def listed(self, content: object, *label: str) -> Iterator[tuple[str, object]]:
        """(what people call it, raw) of a list of entries; `label`: the fields that make the name."""
        if not isinstance(content, list):
            self.report("", "", f"must hold a list of entries, got {shown(content)}")
            return
        for raw in content:
            named = [str(raw[name]) for name in label if name in raw] if isinstance(raw, dict) else []
            yield " ".join(named) or "no name", raw

    def keyed(self) -> Iterator[tuple[str, object]]:
        """(id, raw with its id) of a mapping by id."""
        if not isinstance(self.content, dict):
            self.report("", "", f"must hold a mapping by id, got {shown(self.content)}")
            return
        for key, raw in self.content.items():
            yield str(key), {"id": key, **raw} if isinstance(raw, dict) else raw


def _adapter(kind: type[T]) -> TypeAdapter[T]:
    """Checks a `kind`; a key that no field of it or of what it holds has is a mistake."""
    closed: list[type[Any]] = [kind, *_NESTED.values()]
    for each in closed:
        if hasattr(each, "__dataclass_fields__"):
            with_config(ConfigDict(extra="forbid", allow_inf_nan=False))(each)
    return TypeAdapter(kind)


def shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _dotted(location: tuple[int | str, ...]) -> str:
    """`("sources", 0, "url")` as `sources.1.url`: people count from one."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in location)


def _message(error: ErrorDetails, kind: type[Any]) -> str:
    """What pydantic found, in the words of the file."""
    location, got = error["loc"], shown(error["input"])
    last = str(location[-1]) if location else ""
    match error["type"]:
        case "missing":
            return "is missing"
        case "unexpected_keyword_argument":
            return unknown(last, _fields(kind, location))
        case "enum":
            return f"must be one of {error['ctx']['expected'].replace(' or ', ', ').replace(chr(39), '')}, got {got}"
    wrong = _WRONG_TYPE.get(error["type"], error["msg"]).format(unit=_UNITS.get(last, ""))
    quoted = " (put it in quotes)" if error["type"] == "string_type" and isinstance(error["input"], int | float) else ""
    return f"{wrong}, got {got}{quoted}"


def _fields(kind: type[Any], location: tuple[int | str, ...]) -> list[str]:
    """The field names that are allowed where `location` ends."""
    for step in location[:-1]:
        if isinstance(step, str):
            kind = _NESTED.get(step, kind)
    return [field.name for field in fields(kind)]


def unknown(name: str, allowed: Iterable[str]) -> str:
    """`name` is not among `allowed`: the nearest one, and all where they are few."""
    names = sorted(allowed)
    near = get_close_matches(name, names, n=1, cutoff=0.6) or get_close_matches(name.upper(), names, n=1, cutoff=0.6)
    hint = f"did you mean {near[0]}? " if near else ""
    rest = f"allowed: {', '.join(names)}" if len(names) <= 40 else f"allowed: one of {len(names)} in tracker/words/"
    return f"{name!r} is unknown; {hint}{rest}"
