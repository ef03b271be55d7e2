"""Mining: whatever the file, the host or the worker does, the same pages come out, and each loss is told."""

from __future__ import annotations

import gzip
import io
import json
import random
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from statistics import median

import pytest

pytest.importorskip("distributed")
pytest.importorskip("hyperscan")

import crawl
from click.testing import CliRunner
from pyarrow import parquet

from tracker import mine as mines
from tracker.cli import main
from tracker.mine import child, files, stream
from tracker.mine.sift import START, Part, Place, Sieve
from tracker.mine.store import Store
from tracker.model import InputError

ACT = "Snap has paused the training of its AI models on posts of users in Norway, the company said."
FILL = "The council opened a new hall on Monday, after a long debate, and people spoke of it for days."


def html(text: str = ACT, title: str = "Snap pauses AI training in Norway", charset: str = "utf-8") -> bytes:
    page = f'<html><head><meta charset="{charset}"><title>{title}</title>'
    page += '<meta property="article:published_time" content="2025-10-01"></head>'
    page += f"<body><article><h1>{title}</h1>"
    return f"{page}<p>{text}</p><p>{FILL}</p></article></body></html>".encode(charset, "xmlcharrefreplace")


def member(name: str, body: bytes = b"", kind: str = "text/html", more: str = "") -> bytes:
    return crawl.record(f"https://a.example/{name}", kind, body or html(), more=more)


def packed(*records: bytes) -> bytes:
    return b"".join(gzip.compress(one, mtime=0) for one in records)


def troubles(content: bytes) -> list[tuple[int, str]]:
    return [(raw.number, raw.trouble) for raw in stream.records(io.BytesIO(content)) if raw.trouble]


def whole(content: bytes) -> int:
    return sum(not raw.trouble for raw in stream.records(io.BytesIO(content)))


@pytest.fixture(scope="module")
def sieve() -> Sieve:
    return child.sieve()


def sifted(sieve: Sieve, *bodies: bytes, kind: str = "text/html") -> Part:
    return sieve(io.BytesIO(packed(*(member(str(n), body, kind) for n, body in enumerate(bodies)))))


# ---- the stream

FIVE = [member(str(number)) for number in range(5)]


@pytest.mark.parametrize("form", [packed(*FIVE), b"".join(FIVE), gzip.compress(b"".join(FIVE))])
def test_every_record_of_every_form(form: bytes) -> None:
    found = list(stream.records(io.BytesIO(form)))
    assert [raw.content + b"\r\n\r\n" for raw in found] == FIVE


@pytest.mark.parametrize(
    "bad",
    [
        packed(FIVE[2])[:200],
        packed(FIVE[2])[:100] + b"\0" * 40 + packed(FIVE[2])[140:],
        packed(b"no record at all " * 50),
        packed(FIVE[2].replace(b"Content-Length: ", b"Content-Length: 9", 1)),
        packed(FIVE[2].replace(b"Content-Length: ", b"Content-Length: " + b"9" * 5000, 1)),
        packed(FIVE[2].replace(b"Content-Length", b"Content-Langth")),
        b"\0" * 100 + b"junk",
    ],
)
def test_what_is_damaged_costs_its_own_record(bad: bytes) -> None:
    content = packed(*FIVE[:2]) + bad + packed(*FIVE[3:])
    assert whole(content) == 4
    assert [number for number, _ in troubles(content)] == [3]


def test_a_file_that_breaks_off() -> None:
    assert troubles(packed(*FIVE)[:-300]) == [(5, "damaged or cut short")]
    assert troubles(b"".join(FIVE)[:-300]) == [(5, "cut short by the end of the file")]
    assert troubles(b"")
    assert troubles(b"<html>")


@pytest.mark.parametrize("pack", [packed, lambda *records: b"".join(records)])
def test_a_record_that_is_too_large_is_passed_over(pack, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(stream, "LARGEST", 100_000)
    content = pack(FIVE[0], member("large", b"x" * 3_000_000), FIVE[1])
    assert whole(content) == 2
    assert [number for number, _ in troubles(content)] == [2]


# ---- the gate and the reading


def test_made_pages_are_as_heavy_as_recorded_ones() -> None:
    """The figures of tests/crawl.py; those of recorded pages stand there too."""
    pages = [made.body for made in crawl.pages(0, 150)]
    assert 150_000 < median(map(len, pages)) < 250_000
    assert 25_000 < median(len(gzip.compress(one)) for one in pages) < 45_000
    assert 900 < median(one.count(b"<") - one.count(b"</") for one in pages) < 1_500


@pytest.mark.parametrize("lang", crawl.READ)
def test_what_full_reading_keeps_passes(sieve: Sieve, lang: str) -> None:
    """The labelled texts, as pages: all but one at most are kept through the gate. More: tests/bench/mine.py."""
    bodies = [html(text.replace("\n\n", "</p><p>"), title) for title, text in crawl.telling(lang)[:25]]
    kept = {row["url"] for row in sifted(sieve, *bodies).reports}
    open_gate = Sieve(_Open(), sieve.extractor)  # type: ignore[arg-type]
    assert kept
    assert len({row["url"] for row in sifted(open_gate, *bodies).reports} - kept) <= 1


class _Open:
    """A gate that lets all pass."""

    def worded(self, _content: bytes) -> bool:
        return True

    def telling(self, _body: bytes, _kind: str) -> bool:
        return True


def test_packed_bodies_are_unpacked_before_they_are_judged(sieve: Sieve) -> None:
    body = gzip.compress(html())
    part = sieve(io.BytesIO(packed(member("p", body, more="Content-Encoding: gzip\r\n"))))
    assert (part.pages, part.kept_pages) == (1, 1)


def headed(block: bytes, kind: str, lines: bytes = b"\r\n", more: bytes = b"") -> bytes:
    """A record with heads of anyone's making: the ends of their lines, and a line more."""
    head = [b"WARC/1.0", b"WARC-Type: " + kind.encode(), b"WARC-Target-URI: https://a.example/1",
            b"WARC-Date: 2025-10-02T00:00:00Z", b"WARC-Record-ID: <urn:uuid:1>", b"X-More: " + more,
            b"Content-Type: " + (b"application/http" if kind == "response" else b"text/html"),
            b"Content-Length: %d" % len(block), b"", b""]  # fmt: skip
    return lines.join(head) + block + b"\r\n\r\n"


@pytest.mark.parametrize("kind", ["response", "resource"])
@pytest.mark.parametrize("lines", [b"\n", b"\r\n"])
@pytest.mark.parametrize("more", [b"", b"x" * 5000])
def test_heads_of_every_form_are_read(sieve: Sieve, kind: str, lines: bytes, more: bytes) -> None:
    http = lines.join([b"HTTP/1.1 200 OK", b"X-More: " + more, b"Content-Type: text/html", b"", b""])
    block = http + html() if kind == "response" else html()
    part = sieve(io.BytesIO(headed(block, kind, lines, more)))
    assert (part.pages, part.kept_pages, part.troubles) == (1, 1, [])


def test_without_a_blank_line_all_is_head(sieve: Sieve) -> None:
    part = sieve(io.BytesIO(headed(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + html(), "response")))
    assert (part.pages, part.worded, part.broken) == (1, 0, 0)


def test_kept_records_are_those_of_the_crawl(sieve: Sieve) -> None:
    part = sifted(sieve, html(FILL, "A hall"), html())
    assert gzip.decompress(part.kept) == member("1")
    assert [(row["record"], row["company"], row["region"], row["action"]) for row in part.reports] == [
        (2, "snap", "NO", "paused")
    ]


SIX = [member(str(number)) for number in range(6)]


def test_a_sample_ends_anywhere(sieve: Sieve) -> None:
    for content in (packed(*SIX), gzip.compress(b"".join(SIX)), b"".join(SIX)):
        part = sieve(io.BytesIO(content), sample=2)
        assert (part.records, part.next, part.bytes) == (2, None, len(content))  # all of it is one chunk


def test_damage_costs_the_same_however_the_file_is_cut(sieve: Sieve) -> None:
    """Records of half a chunk, some of them damaged, and zeros that lie over the end of a chunk."""
    noise = random.Random(1)
    whole = [packed(member(str(number), html() + noise.randbytes(30_000).hex().encode())) for number in range(24)]
    whole[5] = whole[5][:20_000] + b"?" * 99 + whole[5][20_099:]
    whole[12] = whole[12][:-6] + b"??????"
    whole[18] += bytes(150_000)
    content = b"".join(whole)
    at_once, together = sieve(io.BytesIO(content)), Part()
    assert at_once.kept_pages == 22
    assert at_once.broken == 2
    begin: Place | None = START
    while begin:
        source = io.BytesIO(content)
        source.seek(begin.at)
        part = sieve(source, begin, most=1)
        together.count(part)
        together.kept += part.kept
        begin = part.next
    assert together == at_once


@pytest.mark.parametrize("full", [900, 1 << 20])
@pytest.mark.parametrize(
    ("content", "cut"),
    [
        (packed(*SIX), True),
        (packed(*SIX[:3]) + b"\0" * 40 + packed(*SIX[3:]), True),
        (packed(*SIX[:2]) + packed(SIX[2])[20:] + packed(*SIX[3:]), True),
        (packed(*SIX)[:-30], True),
        (gzip.compress(b"".join(SIX[:3])) + gzip.compress(b"".join(SIX[3:])), True),
        (gzip.compress(b"".join(SIX)), False),
        (b"".join(SIX), False),
    ],
)
def test_a_file_in_parts_gives_what_it_gives_at_once(
    sieve: Sieve, content: bytes, cut: bool, full: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parts end after some records, or where they hold enough, and each is read without what stands before it."""
    at_once = sieve(io.BytesIO(content))
    monkeypatch.setattr("tracker.mine.sift.KEPT", full)
    begin: Place | None = START
    parts, together = 0, Part()
    while begin:
        source = io.BytesIO(b"x" * begin.at + content[begin.at :])
        source.seek(begin.at)
        part = sieve(source, begin, most=2)
        together.count(part)
        together.kept += part.kept
        parts, begin = parts + 1, part.next
    together.seconds = at_once.seconds
    assert together == at_once
    assert together.bytes == len(content)
    assert (parts > 1) == (cut or full == 900)


# ---- files and folders


def test_a_folder_keeps_what_is_done_and_forgets_a_torn_line(tmp_path: Path, sieve: Sieve) -> None:
    store = Store(tmp_path, "r")
    store.add("x/a.warc.gz", sifted(sieve, html()), START)
    with (tmp_path / "manifest.jsonl").open("ab") as stream_:
        stream_.write(b'{"file": "x/b')
    again = Store(tmp_path, "r")
    assert list(again.done) == ["x/a.warc.gz"]
    assert (tmp_path / "manifest.jsonl").read_bytes().endswith(b"\n")
    with pytest.raises(InputError, match="other words"):
        Store(tmp_path, "other")
    (tmp_path / "manifest.jsonl").unlink()
    (tmp_path / "else").touch()
    with pytest.raises(InputError, match="something else"):
        Store(tmp_path, "r")


@pytest.mark.parametrize(
    ("end", "times", "told"),
    [
        ("os.abort()", 99, [(7, "its reading ended the process")]),
        ("os.abort()", 2, []),
        ("os.kill(os.getpid(), 9)", 19, []),
        ("os.kill(os.getpid(), 9)", 99, [(7, "its reading ended the process")]),
    ],
)
def test_a_record_that_ends_its_process_is_left_out(
    tmp_path: Path, end: str, times: int, told: list[tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three times it may be another's fault; then it is named, and what stands around it is kept.

    Whoever looks after the machine may kill it more often than that.
    """
    fake = tmp_path / "fake.py"
    fake.write_text(
        "import os, pickle, sys\n"
        "from pathlib import Path\n"
        "from tracker.mine.sift import Part\n"
        "address, begin, fatal, sample = pickle.load(sys.stdin.buffer)\n"
        "def say(*m): pickle.dump(m, sys.stdout.buffer); sys.stdout.flush()\n"
        "say('at', 7)\n"
        f"count = Path({str(tmp_path / 'count')!r}); done = len(count.read_text()) if count.exists() else 0\n"
        "count.write_text('x' * (done + 1))\n"
        f"if 7 not in fatal and done < {times}: {end}\n"
        "part = Part()\n"
        "if 7 in fatal: part.trouble(7, fatal[7])\n"
        "say('part', part)\n"
    )
    monkeypatch.setattr(child, "_COMMAND", ["-W", "ignore", str(fake)])
    assert child.Child().sift("any").troubles == told


def test_a_process_that_is_killed_at_no_record_is_no_fault_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "fake.py"
    monkeypatch.setattr(child, "_COMMAND", [str(fake)])
    fake.write_text("import os\nos.kill(os.getpid(), 9)\n")
    with pytest.raises(files.SourceError, match="any: what reads it was killed 20 times"):
        child.Child().sift("any")
    fake.write_text("raise SystemExit(1)\n")
    with pytest.raises(RuntimeError, match="any: what reads it ends"):
        child.Child().sift("any")


# ---- the whole


def test_a_process_of_its_own_reads_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(packed(*FIVE))
    reader = child.Child()
    part = reader.sift(str(path), sample=2)
    assert (part.pages, part.kept_pages, part.next) == (2, 2, None)
    part = reader.sift(str(path), Place(2, len(packed(FIVE[0]))))
    assert (part.pages, part.kept_pages, part.next) == (4, 4, None)
    assert part.bytes == path.stat().st_size - len(packed(FIVE[0]))
    assert part.seconds > 0
    with pytest.raises(files.SourceError, match="nowhere"):
        reader.sift(str(tmp_path / "nowhere.warc.gz"))
    reader.close()


def test_from_files_to_the_review(tmp_path: Path, sieve: Sieve, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two files are mined and brought in; the second run reads nothing anew; a mirror is a witness more."""

    lock = threading.Lock()

    def here(_: child.Child, address: str, begin: Place = START, sample: int = 0) -> Part:
        with lock, files.Reading(address, begin.at) as source:
            return sieve(source, begin, most=2, sample=sample)

    monkeypatch.setattr(child.Child, "sift", here)  # in this process, which has all words compiled
    one, other = tmp_path / "one.warc.gz", tmp_path / "other.warc.gz"
    mirror = crawl.record("https://mirror.example/copy", "text/html", html())
    one.write_bytes(
        packed(member("1"), member("2", html(FILL, "A hall"))) + b"\0" * 10 + packed(member("3", html(FILL)))
    )
    other.write_bytes(packed(mirror)[:-60] + packed(mirror))
    out = tmp_path / "found"
    place = tmp_path / "place"
    (place / "data").mkdir(parents=True)
    (place / "feeds.yaml").write_bytes((crawl.HERE.parent / "feeds.yaml").read_bytes())
    (place / "data" / "history.yaml").write_text("[]")

    def run(*words: str, code: int = 0) -> str:
        answer = CliRunner().invoke(main, ["--root", str(place), *words], catch_exceptions=False)
        assert answer.exit_code == code, answer.output
        return answer.output

    assert "2 files" in run("mine", str(tmp_path / "*.warc.gz"), "--dry-run")
    assert not out.exists()
    told = run("mine", str(tmp_path / "*.warc.gz"), "--out", str(out))
    assert "dashboard: http" in told
    assert "2 of 2 files, 4 pages, 2 kept" in told
    lines = [json.loads(line) for line in (out / "manifest.jsonl").read_text().splitlines()]
    assert {(Path(line["file"]).name, line["kept"], line["broken"]) for line in lines} == {
        ("one.warc.gz", 1, 0), ("other.warc.gz", 1, 1)
    }  # fmt: skip
    assert {line["bytes"] for line in lines} == {one.stat().st_size, other.stat().st_size}
    rows = parquet.read_table(out / "reports").to_pylist()
    assert [(row["company"], row["action"], row["regulators"]) for row in rows] == [("snap", "paused", [])] * 2
    assert "0 files read, 2 were done" in run("mine", str(tmp_path / "*.warc.gz"), "--out", str(out))
    assert "2 pages brought in" in run("import", str(out))
    run("build")
    assert "snap-no-paused" in run("review")
    with closing(sqlite3.connect(place / "data" / "timeline.db")) as database:
        sources = database.execute("select url, copy_of is null from event_sources order by url").fetchall()
    assert sorted(sources) == [("https://a.example/1", 1), ("https://mirror.example/copy", 0)]
    with pytest.raises(InputError, match=r"without a manifest\.jsonl"):
        mines.mined(tmp_path)


def test_after_a_failure_a_file_is_read_on_from_where_it_was(
    tmp_path: Path, sieve: Sieve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A host that fails three times in a row is given up; what it gave in between starts the count anew."""
    path = tmp_path / "six.warc.gz"
    path.write_bytes(packed(*SIX))
    asked: list[int] = []
    fails = {3: 2, 5: 2}

    def sift(_: child.Child, address: str, begin: Place = START) -> Part:
        asked.append(begin.number)
        if fails.get(begin.number):
            fails[begin.number] -= 1
            raise files.SourceError("the host is away")
        with files.Reading(address, begin.at) as source:
            return sieve(source, begin, most=2)

    monkeypatch.setattr(child.Child, "sift", sift)
    run = mines.mine([str(path)], tmp_path / "out", None, lambda _: None, lambda: 0.0)
    assert asked == [1, 3, 3, 3, 5, 5, 5]
    assert [(line["kept"], line["bytes"]) for line in run.lines] == [(6, path.stat().st_size)]
    assert not run.unread
    fails[3] = 3
    again = mines.mine([str(path)], tmp_path / "other", None, lambda _: None, lambda: 0.0)
    assert again.unread == ((str(path), "the host is away"),)
    assert not again.lines


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mines, "find_spec", lambda name: None if name == "distributed" else True)
    with pytest.raises(InputError, match=r"distributed: pip install '\.\[mine\]'"):
        mines.ready()
