"""What commands tell comes in; it goes out as lines of JSON, with that of our libraries among them."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter
from rich.text import Text

from tracker.show import Screen

#: a library that reports what it will try again: no trouble yet
_PATIENT = "stamina"


class Lines(Screen):
    """Where a command writes, an object a line; trouble goes to standard error, as on every screen."""

    def __init__(self, verbose: bool) -> None:
        super().__init__(verbose)
        self._log = logging.getLogger("tracker")

    def say(self, text: str | Text, style: str = "", **fields: object) -> None:  # noqa: ARG002 - colours are for people
        if said := str(text).strip():
            self._log.info({"message": said, **fields})

    def warn(self, text: str, **fields: object) -> None:
        self._log.warning({"message": text.strip(), **fields})

    def table(self, names: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        keys = [name.replace(" ", "_") for name in names]
        for row in rows:
            self._log.info(
                {"message": ": ".join(cell for cell in row[:3] if cell), **dict(zip(keys, row, strict=True))}
            )

    @contextmanager
    def progress(self) -> Iterator[Callable[[str, str], None]]:
        yield lambda part, text: self._log.debug({"message": text, "part": part})

    def failed(self, text: str) -> None:
        """An error that ends the command."""
        self._log.error({"message": text})

    def crashed(self) -> None:
        """A bug of ours, with its traceback."""
        self._log.critical({"message": "a bug of the tracker ended the run"}, exc_info=True)


@contextmanager
def lines(verbose: bool, command: str, run: str) -> Iterator[Lines]:
    """A screen for one run of a command; each line names both. With `verbose` each step and each request is told."""
    made = JsonFormatter(
        ["levelname", "message"],
        timestamp="time",
        static_fields={"run": run, "command": command},
        rename_fields={"levelname": "level"},
        reserved_attrs=[*RESERVED_ATTRS, "color_message"],  # the server's, for terminals
        json_ensure_ascii=False,
    )
    well, trouble = logging.StreamHandler(sys.stdout), logging.StreamHandler(sys.stderr)
    well.addFilter(lambda record: not _is_trouble(record))
    trouble.addFilter(_is_trouble)
    root, own = logging.getLogger(), logging.getLogger("tracker")
    before = root.level
    root.setLevel(logging.INFO if verbose else logging.WARNING)
    own.setLevel(logging.DEBUG if verbose else logging.INFO)
    logging.captureWarnings(True)
    for handler in (well, trouble):
        handler.setFormatter(made)
        root.addHandler(handler)
    try:
        yield Lines(verbose)
    finally:
        logging.captureWarnings(False)
        root.setLevel(before)
        for handler in (well, trouble):
            root.removeHandler(handler)


def of_server() -> None:
    """From now on the server beneath Datasette writes such lines too."""
    from uvicorn.config import LOGGING_CONFIG  # it reads this when it starts, and Datasette gives it no other

    LOGGING_CONFIG["handlers"].clear()
    for logger in LOGGING_CONFIG["loggers"].values():
        logger.update(handlers=[], propagate=True)


def _is_trouble(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING and record.name.partition(".")[0] != _PATIENT
