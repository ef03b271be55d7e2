"""Work on the bytes of a stranger goes in; it is done in time, or one error says why it is not.

A page may nest so deeply, or hold so many dates, that our reader or a library beneath it fails or reads for hours.
Then this one page is in trouble and not the whole run.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Sequence
from types import FrameType
from typing import TypeVar

from tracker.model import TrackerError

T = TypeVar("T")

#: seconds for one page of a list, to read one document, to find its acts; usual are some hundredths of a second
LIST, READ, EXTRACT = 20.0, 30.0, 30.0
#: tags of a page at most; our parsers make an object of a kilobyte or two of each
TAGS = 300_000


class OverwhelmedError(TrackerError):
    """What came cannot be read: it costs too much, or the reader fails on it."""


class _TimeUp(BaseException):
    """Libraries that catch every Exception do not catch this one."""


def weigh(body: bytes) -> None:
    """Raises OverwhelmedError for markup whose tree would not fit in memory."""
    if (tags := body.count(b"<")) > TAGS:
        raise OverwhelmedError(f"it has {tags} tags, {TAGS} at most are read")


def bounded(seconds: float, work: Callable[[], T]) -> T:
    """What `work` gives. Raises OverwhelmedError when it takes longer, nests too deeply or fails; our own errors pass.

    Only the main thread can be interrupted; in others there is no limit of time.
    """
    try:
        return _timed(seconds, work) if threading.current_thread() is threading.main_thread() else work()
    except _TimeUp:
        raise OverwhelmedError(f"it takes longer than {seconds:g} s to read") from None
    except RecursionError:
        raise OverwhelmedError("it is nested too deeply to be read") from None
    except MemoryError:
        raise OverwhelmedError("it takes more memory than there is to read") from None
    except TrackerError:
        raise
    except Exception as error:
        raise OverwhelmedError(f"the reader fails on it: {type(error).__name__}: {error}"[:300]) from error


def _timed(seconds: float, work: Callable[[], T]) -> T:
    """No context manager: the bell may ring within the library's code for them, and then it would ring on for ever."""
    at_work = True

    def ring(_number: int, _frame: FrameType | None) -> None:
        if at_work:
            raise _TimeUp

    before = signal.signal(signal.SIGALRM, ring)
    try:
        try:
            signal.setitimer(signal.ITIMER_REAL, seconds, 0.5)  # and again, should a destructor swallow the first
            return work()
        finally:
            at_work = False
    finally:  # reached also when it rings just before the line above
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def blame(failures: Sequence[OverwhelmedError], of: int) -> None:
    """Raises what lies beneath the first failure where our reader fails on half of the pages: the bug is ours then."""
    causes = [error.__cause__ for error in failures if error.__cause__]
    if causes and len(causes) * 2 >= of:
        raise causes[0]
