"""Mining: whatever the file, the host or the worker does, the same pages come out, and each loss is told."""

from __future__ import annotations

import gzip
import io
import json
import random
import re
import sqlite3
import threading
from contextlib import closing
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
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
from tracker.mine.gate import rough
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


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("utf-16", ACT),
        ("shift_jis", ACT),
        ("windows-1251", ACT),
        ("us-ascii", "La CNIL a ordonné à Clearview de cesser d'entraîner son algorithme d'IA sur des données."),
        ("iso-8859-1", "LinkedIn a suspendu l'entraînement de ses modèles d'IA avec les données des membres."),
        ("windows-1252", "Meta hat das Training seiner KI mit Beiträgen von Nutzern in der EU ausgesetzt."),
    ],
)
def test_the_gate_knows_the_words_in_every_charset(sieve: Sieve, charset: str, text: str) -> None:
    body = html(text, "", charset)
    assert sieve.gate.worded(body)
    assert sieve.gate.telling(body, f"text/html; charset={charset}")


def test_a_charset_that_fails_is_as_good_as_none(sieve: Sieve) -> None:
    assert sieve.gate.telling(html() + b"\xe9", "text/html; charset=undefined")


def test_the_gate_drops_what_only_comes_near(sieve: Sieve) -> None:
    """A menu with AI in it, scripts on models, and company names in a frame around news on something else."""
    frame = "<ul><li>AI</li><li>Facebook</li></ul><script>var model='train';x('Meta AI training of models')</script>"
    assert not sieve.gate.worded(html(FILL, "A new hall") + frame.encode())
    near = "Google released a new AI model that draws pictures, and its shares rose by two per cent."
    assert not sieve.gate.telling(html(near, "News"), "text/html")
    assert not sieve.gate.telling(html(f"{near} Users train for the marathon with it.", "News"), "text/html")


@pytest.mark.parametrize("lang", ["en", "de"])
def test_an_act_counts_near_words_on_the_matter(sieve: Sieve, lang: str) -> None:
    near, act = {
        "en": ("Google released a new AI model that draws.", "Google was sued by a rival over the shape of a chair."),
        "de": ("Google zeigte am Montag eine neue KI, die malt.", "Google wurde von einem Rivalen verklagt."),
    }[lang]
    told = [sieve.gate.telling(html(f"{near} {'It rained. ' * far}{act}", ""), "text/html") for far in range(4)]
    assert told == [True, True, False, False]


def test_names_are_whole_words_however_they_are_spelled(sieve: Sieve) -> None:
    names = sieve.gate._names
    assert not any(map(names.stand, (b"Metaphors", b"XML", b"AT&amp;Tx", b"a snap", b"")))
    for content in (b"Metaphors of Meta", b"AT&amp;T", b"AT&T", b"<p>X's</p>"):
        assert names.stand(content), content
    assert sieve.gate._offices.stand(b"the Federal&nbsp;Trade\n \xc2\xa0Commission")
    assert not sieve.gate._offices.stand(b"the Federal, Trade and Commission")


@pytest.mark.parametrize(
    ("more", "read"),
    [
        (f"<script>var told = '{ACT}'</script>", False),
        (f"<SCRIPT>var told = '{ACT}'</SCRIPT>", False),
        (f"<style>/* {ACT} */</style>", False),
        (f"<script>1</script><p>{ACT}</p><script>2</script>", True),
        (f"<style>/* <script */</style><p>{ACT}</p><script>1</script>", True),
        (f'<script type="application/ld+json">{{"articleBody": "{ACT}"}}</script>', True),
        (f"<script>1<p>{ACT}</p>", True),
    ],
)
def test_of_scripts_and_styles_only_the_text_of_an_article_is_read(sieve: Sieve, more: str, read: bool) -> None:
    assert sieve.gate.worded(html(FILL, "A new hall") + more.encode()) is read


@pytest.mark.parametrize(
    "text",
    [
        "The social network Pinterest told a committee in Ottawa that it held back. Its AI may learn nothing there.",
        "Das Vorhaben von Meta mit der KI ist zurückgestellt worden, teilte die Aufsicht für den Datenschutz mit.",
        "Meta a suspendu son projet d'IA, a dit l'autorité chargée de la vie privée.",
        "Slack's privacy principles allow its AI to learn from messages of customers.",
    ],
)
def test_the_gate_knows_an_act_in_any_form(sieve: Sieve, text: str) -> None:
    assert sieve.gate.telling(html(text, "News"), "text/html")


@pytest.mark.parametrize("matter", ["Voice recordings", "Face scans", "Transcribing", "Facial recognition"])
def test_the_gate_knows_recordings_of_people_of_which_no_ai_is_named(sieve: Sieve, matter: str) -> None:
    text = "{} of players had been done by Microsoft, which then changed its privacy policy and stopped it."
    assert sieve.gate.worded(html(text.format(matter), "News"))
    assert not sieve.gate.worded(html(text.format("Shouts"), "News"))


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_rough_text_is_what_stands_between_blocks(charset: str) -> None:
    hidden = "<!-- <p>This comment has far more than six words in it.</p> -->"
    page = (
        "<script>say('Meta pauses its AI training in Norway, too')</script>"
        f"<TITLE> Snap &amp; co </TITLE><P class='a'>Snap <b>pauses</b> its AI training{hidden} in the whole of Norway."
        "<BR/>Nobody at the company has said when it will go on.</P><li>Too few words</li><div>\n            \n</div>"
        "<p>Nobody at the company has said when it will go on.</p>"
    )
    assert rough(page.encode(charset), "text/html") == (
        "Snap & co",
        [
            "Snap pauses its AI training in the whole of Norway.",
            "Nobody at the company has said when it will go on.",
        ],
    )


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


def test_lists_globs_and_files(tmp_path: Path) -> None:
    for name in ("b.warc.gz", "a.warc.gz"):
        (tmp_path / name).write_bytes(b"")
    listing = tmp_path / "warc.paths.gz"
    listing.write_bytes(gzip.compress(b"a.warc.gz\nwarc.paths.gz\nhttps://x.example/c.warc.gz\n"))
    every = files.files([str(listing), str(tmp_path / "*.warc.gz"), str(tmp_path / "b.warc.gz")])
    assert every == [str(tmp_path / "a.warc.gz"), str(tmp_path / "b.warc.gz"), "https://x.example/c.warc.gz"]
    for line in ("crawl-data/x.warc.gz", "/crawl-data/x.warc.gz"):
        assert files._beside("https://d.example/crawl-data/2025/warc.paths.gz", line) == (
            "https://d.example/crawl-data/x.warc.gz"
        )
    assert files._beside("/lists/warc.paths", "/crawl/x.warc.gz") == "/crawl/x.warc.gz"
    with pytest.raises(InputError, match="no WARC file"):
        files.files([str(tmp_path / "z*.warc.gz")])
    for cut in (listing.read_bytes()[:-9], listing.read_bytes()[:10] + b"\xff" * 20):
        listing.write_bytes(cut)
        with pytest.raises(InputError, match=r"warc\.paths\.gz: "):
            files.files([str(listing)])


def test_a_transfer_that_breaks_off_is_no_end_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"x" * 100)
    with files.Reading(str(path)) as source:
        source.size = 200
        source.read(100)
        with pytest.raises(files.SourceError, match="broke off after 100 of 200"):
            source.read(100)


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


class Host(SimpleHTTPRequestHandler):
    """A host that gives whole files alone, or, with `parts`, those that are asked for."""

    parts = False

    def do_GET(self) -> None:
        content = Path(self.translate_path(self.path)).read_bytes()
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", "")) if self.parts else None
        self.send_response(206 if asked else 200)
        if asked:
            begin, end = int(asked[1]), min(int(asked[2]), len(content) - 1)
            self.send_header("Content-Range", f"bytes {begin}-{end}/{len(content)}")
            content = content[begin : end + 1]
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def end_headers(self) -> None:
        if self.parts:
            self.send_header("Accept-Ranges", "bytes")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.parametrize("parts", [True, False])
def test_a_host_may_give_parts_of_files_or_not(tmp_path: Path, parts: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    content = random.Random(1).randbytes(400_000)
    (tmp_path / "a.warc.gz").write_bytes(content)
    monkeypatch.setattr(files, "_BLOCK", 50_000)
    handler = partial(type("Handler", (Host,), {"parts": parts}), directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/a.warc.gz"
        with files.Reading(address, 123_456) as source:
            assert source.size == (len(content) if parts else None)
            assert source.read(200_000) == content[123_456:323_456]
            assert (source.tell(), source.read(100_000), source.read(1)) == (323_456, content[323_456:], b"")
        with pytest.raises(files.SourceError, match=r"ends .*before"):
            files.Reading(address, 500_000)
        with pytest.raises(files.SourceError, match=r"b\.warc\.gz"):
            files.Reading(address.replace("a.warc", "b.warc"))
        server.shutdown()


def test_whatever_a_host_does_is_told_of_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"x" * 100)
    with pytest.raises(files.SourceError, match="ends before byte 400, where"):
        files.Reading(str(path), 400)

    def away(*_: object, **__: object) -> None:
        raise RuntimeError("of a library's own kind")

    monkeypatch.setattr(files, "url_to_fs", away)
    for ask in (files.Reading, files.size):
        with pytest.raises(files.SourceError, match=r"a\.warc\.gz: of a library's own kind"):
            ask(str(path))


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mines, "find_spec", lambda name: None if name == "distributed" else True)
    with pytest.raises(InputError, match=r"distributed: pip install '\.\[mine\]'"):
        mines.ready()
