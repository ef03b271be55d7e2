"""Files to sift come in; each is read by a process of its own, and what was found goes out.

Pages of strangers may hang or end the process that reads them, and only the main thread of a process can be stopped in
time. So a worker keeps a child: when it ends, it is started anew, and a record that ended it three times is left out.
Who is killed from outside is not ended by a record: a new process may be killed at the first one again and again, as it
compiles its words there.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from functools import cache
from typing import IO, Any

from tracker.declarations import load_words
from tracker.extract import Extractor
from tracker.mine import files
from tracker.mine.gate import Gate
from tracker.mine.sift import START, Part, Place, Sieve

#: bytes that a child may allocate: above, the page at hand is in trouble, not the machine
MEMORY = 2 << 30
#: records read of a file at once, a few seconds of work: what is lost with a process, and done again. A file that is
#: not packed record by record, or of a host that gives whole files alone, is read in one go
MOST = 1000
#: how often a record may end the child before it is left out, and how often the child may be killed at one place
TRIES, LOSSES = 3, 20
_KILLED = (-signal.SIGKILL, -signal.SIGTERM)
_COMMAND = ["-m", "tracker.mine.child"]
_ENDED = "its reading ended the process"


class Child:
    """A process that sifts files for this one, started when it is needed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def sift(self, address: str, begin: Place = START, sample: int = 0) -> Part:
        """What the next part of a file gives, or its next `sample` records; raises SourceError where a host fails."""
        fatal: dict[int, str] = {}
        deaths: Counter[tuple[int | None, bool]] = Counter()
        while True:
            at: int | None = None
            try:
                _send(self._input(), (address, begin, fatal, sample))
                while True:
                    kind, value = pickle.load(self._output())
                    if kind == "part":
                        assert isinstance(value, Part)
                        return value
                    if kind == "source":
                        raise files.SourceError(value)
                    at = value
            except (EOFError, pickle.UnpicklingError, BrokenPipeError):
                code = self.close()
                killed = code in _KILLED
                deaths[at, killed] += 1
                often = deaths[at, killed] >= (TRIES if at is not None and not killed else LOSSES)
                if at is not None and often:
                    fatal[at] = _ENDED
                elif at is None and killed and often:
                    raise files.SourceError(f"{address}: what reads it was killed {LOSSES} times") from None
                elif at is None and not killed and (often or code > 0):
                    raise RuntimeError(f"{address}: what reads it ends; its own words stand above") from None

    def close(self) -> int:
        """Ends the process, if it has not ended by itself, and returns its exit code; a `sift` starts a new one."""
        process, self._process = self._process, None
        if process is None:
            return 0
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                assert pipe
                pipe.close()
        try:
            return process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def __del__(self) -> None:
        self.close()

    @property
    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen([sys.executable, *_COMMAND], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self._process

    def _input(self) -> IO[bytes]:
        stream = self._running.stdin
        assert stream
        return stream

    def _output(self) -> IO[bytes]:
        stream = self._running.stdout
        assert stream
        return stream


def _send(stream: IO[bytes], message: Any) -> None:
    pickle.dump(message, stream)
    stream.flush()


@cache
def sieve() -> Sieve:
    """The sieve of this process."""
    words = load_words()
    extractor = Extractor(words)
    return Sieve(Gate(words, extractor.hints), extractor)


def main() -> None:
    """Answers the questions on standard input until it is closed; what libraries print goes to standard error."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    questions = sys.stdin.buffer
    with contextlib.suppress(EOFError, BrokenPipeError):  # whoever asked is gone
        while True:
            address, begin, fatal, sample = pickle.load(questions)
            try:
                start = time.process_time()
                with files.Reading(address, begin.at) as source:
                    most = None if source.size is None else MOST
                    part = sieve()(source, begin, fatal, lambda number: _send(answers, ("at", number)), most, sample)
                part.seconds = time.process_time() - start
            except files.SourceError as error:
                _send(answers, ("source", str(error)))
            else:
                _send(answers, ("part", part))


if __name__ == "__main__":
    main()
