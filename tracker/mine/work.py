"""A file and a place in it come in on a worker of Dask; the part that was sifted there goes out.

This module is what a worker imports: each of its threads keeps a child process, which does the work.
"""

from __future__ import annotations

import threading

from tracker.mine.child import Child
from tracker.mine.rules import rules
from tracker.mine.sift import Part, Place
from tracker.model import InputError

_of_thread = threading.local()


def sift(address: str, begin: Place, expected: str) -> Part:
    """Raises InputError where this worker would read pages by other rules than those expected."""
    if rules() != expected:
        raise InputError("a worker has another version of the tracker or of a library; give all the same")
    child: Child | None = getattr(_of_thread, "child", None)
    if child is None:
        child = _of_thread.child = Child()
    return child.sift(address, begin)
