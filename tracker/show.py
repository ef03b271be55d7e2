"""What the commands found comes in; it is told, to people on a terminal or in plain lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracker.check import Found
from tracker.explain import Explanation, Label
from tracker.extract import Reading
from tracker.extract.sentences import split
from tracker.ledger import Health
from tracker.model import Document, Problem, Rejection, Report, Snapshot, Source
from tracker.notices import Account, Outcome
from tracker.pipeline import NOTHING_REACHED, Backfilled, Built, Collected, Preserved, needs_a_person, standing
from tracker.review import Review

#: colours of states on a terminal; the word stands beside them always
_COLOURS = {"ok": "green", "unchanged": "green", "broken": "bold red", "blocked": "bold red", "silent": "yellow"}
_LINKS_SHOWN = 15
#: sources whose trouble is told one by one where none answers
_FEW = 5
#: colours of what became of a statement; the word stands beside them too
_VERDICTS = {Label.COUNTED: "green", Label.AGAIN: "cyan", Label.NOT_COUNTED: "yellow"}
_LABELS = max(map(len, Label))


class Screen:
    """Where a command writes: results to standard output, progress and trouble to standard error."""

    def __init__(self, verbose: bool) -> None:
        self._out = Console(highlight=False)
        self._err = Console(stderr=True, highlight=False)
        self.verbose = verbose

    def say(self, text: str | Text, style: str = "", **_fields: object) -> None:
        """One line of result; what it tells stands in the fields once more, for logs that have some."""
        if self._out.is_terminal:
            self._out.print(Text(text, style) if isinstance(text, str) else text, soft_wrap=True)
        else:
            print(text, file=self._out.file)  # rich would make blanks of tabs

    def warn(self, text: str, **_fields: object) -> None:
        """One line of trouble."""
        self._err.print(Text(text, "yellow"), soft_wrap=True)

    def table(self, names: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """A table on a terminal; elsewhere a line a row with tabs between, as other programs like it."""
        if not self._out.is_terminal:
            for row in (names, *rows):
                self.say("\t".join(row))
            return
        table = Table(*names, box=None, header_style="bold", pad_edge=False)
        for row in rows:
            table.add_row(*(Text(cell, _COLOURS.get(cell, "")) for cell in row))
        self._out.print(table)

    @contextmanager
    def progress(self) -> Iterator[Callable[[str, str], None]]:
        """A function to tell of progress: one line that moves on a terminal; every line with --verbose."""
        if self._err.is_terminal and not self.verbose:
            with self._err.status("starting") as status:
                yield lambda part, text: status.update(Text(f"{part}: {text}", overflow="ellipsis", no_wrap=True))
        elif self.verbose:
            yield lambda part, text: self._err.print(Text(f"{part}: {text}"), soft_wrap=True)
        else:
            yield lambda *_: None


def collected(screen: Screen, result: Collected) -> None:
    """A line a source that was asked, each problem beneath its source; a lost network is one trouble alone."""
    dark = result.exit_code == NOTHING_REACHED and len(result.asked) > _FEW
    for one in result.outcomes:
        if one.state == "resting" and not one.problems:
            continue
        links = "list unchanged" if one.links is None else f"{one.links} links"
        counts = f"{links}, {one.fetched} archived ({one.new} new), {one.unchanged} unchanged, {one.waiting} waiting"
        text = f"{one.source}: {one.state}" + (f"; {counts}" if one.reached else "; nobody answers")
        screen.say(text, source=one.source, state=one.state, archived=one.fetched, new=one.new, waiting=one.waiting)
        problems(screen.say if one.well or dark else screen.warn, one.problems)
    resting = sum(one.state == "resting" for one in result.outcomes)
    bad = sum(not one.well for one in result.outcomes)
    text = f"{len(result.outcomes)} sources: {bad} in trouble, {resting} not due yet"
    screen.say(text, collected=result.run, sources=len(result.outcomes), trouble=bad, exit_code=result.exit_code)
    if dark:
        screen.warn(
            f"nothing could be reached: of {len(result.asked)} sources none answers;"
            " `tracker doctor` looks at the network"
        )


def problems(tell: Callable[..., None], found: Iterable[Problem]) -> None:
    """A line a problem: to standard error where a person is needed, so that cron sends no mail for the others."""
    for one in found:
        text = f"  {one.step}: {one.message}" + (f" ({one.url})" if one.url else "")
        tell(text, step=one.step, source=one.source, url=one.url)


def built(screen: Screen, result: Built, path: Path) -> None:
    """What the database holds now."""
    for problem in result.problems:
        problems(screen.warn if problem.step == "archive" else screen.say, (problem,))
    screen.say(
        f"{result.events} events; {result.reports} reports and {result.rejections} statements not counted in "
        f"{result.documents} documents ({result.versions} versions): {path}",
        events=result.events,
        reports=result.reports,
        documents=result.documents,
    )


def backfilled(screen: Screen, result: Backfilled) -> None:
    """What was brought from the Wayback Machine, and what is left."""
    problems(screen.warn, result.problems)
    if result.stopped:
        screen.warn(f"stopped: {result.stopped}")
    left = f"; {result.left} to be tried again" if result.left else ""
    screen.say(
        f"{result.looked} addresses looked up, {result.lists} old lists read, {result.archived} captures archived{left}"
    )


def preserved(screen: Screen, result: Preserved) -> None:
    """What the Wayback Machine has saved."""
    problems(screen.warn, result.problems)
    if result.stopped:
        screen.warn(f"stopped: {result.stopped}")
    given_up = f", {result.given_up} given up earlier" if result.given_up else ""
    told = f"{result.saved} pages saved, {result.before} stood there already, {result.pending} at work still"
    screen.say(told + given_up)


def sources(screen: Screen, declared: Iterable[Source], health: dict[str, Health], today: str) -> bool:
    """A table of all sources and their state; whether one of them needs a person."""
    rows, bad = [], False
    for source in declared:
        known = health.get(source.id)
        state, message = standing(source, known, today)
        bad |= needs_a_person(source, state)
        times = (known.last_try, known.last_success, known.last_new) if known else (None, None, None)
        usual = "" if known is None or known.usual_gap is None else f"{known.usual_gap} d"
        rows.append((source.id, source.kind, source.format, state, *(x or "never" for x in times), usual, message))
    names = ("source", "kind", "format", "state", "last try", "last success", "last new", "usual gap", "why")
    screen.table(names, rows)
    return bad


def brought(screen: Screen, snapshots: Iterable[Snapshot]) -> None:
    """A line a page that stands in the archive now."""
    for one in snapshots:
        screen.say(f"{one.url}  {one.file} at {one.offset}")


def checked(screen: Screen, found: Found) -> None:
    """Links, text and reports of a look at a source or an address."""
    if found.list_url and found.links:
        passed = set(found.wanted)
        screen.say(f"{found.list_url}: {len(found.links)} links on its first page, {len(passed)} to be fetched", "bold")
        for link in found.links[:_LINKS_SHOWN]:
            mark = "fetch" if link in passed else "gate "
            screen.say(f"  {mark} {link.published or 'no date   '}  {link.title or 'no title'}  {link.url}")
        if len(found.links) > _LINKS_SHOWN:
            screen.say(f"  and {len(found.links) - _LINKS_SHOWN} more")
    if found.document and found.reading:
        document(screen, found.document)
        for paragraph in found.document.text.split("\n\n"):
            screen.say(f"  {paragraph}", "dim")
        reading(screen, found.document, found.reading)
    elif not found.error:
        screen.warn("no text was found" if found.links or not found.list_url else f"{found.list_url}: no links")
    if found.error:
        screen.warn(f"trouble: {found.error}")


def document(screen: Screen, one: Document) -> None:
    """What is known of a document, before its text."""
    screen.say(one.title or "no title", "bold")
    screen.say(f"  {one.id}")
    about = (one.publisher or "no publisher", one.kind, one.lang, one.published or "no date")
    screen.say(f"  {', '.join(about)}, {len(one.text.split())} words")
    if one.missed:
        screen.warn(f"  page rules that match nothing here: {', '.join(one.missed)}")
    for part in one.sections[1:] and one.sections:
        screen.say(f"  section {part.date or 'without a date'}: {part.heading or 'opening'}")


def reading(screen: Screen, one: Document, found: Reading) -> None:
    """The sentences that report something, or say something that does not count."""
    for sentence in split(one.text):
        reports = [x for x in found.reports if sentence.start <= x.start < sentence.end]
        rejections = [x for x in found.rejections if sentence.start <= x.start < sentence.end]
        if not reports and not rejections:
            continue
        screen.say("")
        screen.say(" ".join(one.text[sentence.start : sentence.end].split()))
        for report in reports:
            screen.say(f"  + {_report(report)}", "green")
        for rejection in rejections:
            screen.say(f"  - {_rejection(rejection)}", "yellow")
    screen.say("")
    screen.say(f"{len(found.reports)} reports, {len(found.rejections)} statements not counted", "bold")


def _report(one: Report) -> str:
    when = f"{one.date or 'no date'}" + (f", in effect {one.effective}" if one.effective else "")
    by = f", by {' and '.join(one.regulators)}" if one.regulators else ""
    part = "news" if one.core else "background"
    return (
        f"who {one.company}, what {one.action} ({one.subject}), where {one.region}, when {when}{by}; {part}; "
        f"words: {one.rule}; confidence {one.confidence:.2f}"
    )


def _rejection(one: Rejection) -> str:
    what = one.action or "no act"
    return f"not counted: {one.reason}; who {one.company or 'nobody named'}, what {what}; words: {one.rule}"


def explained(screen: Screen, one: Explanation) -> None:
    """The sentences that tell of an act, their words highlighted, what is made of them, and the events in the end."""
    screen.say("")
    document(screen, one.document)
    for note in one.notes:
        screen.say(note, "bold yellow")
    silent = 0
    for passage in one.passages:
        if not passage.verdicts:
            silent += 1
            continue
        screen.say("")
        silent = _skipped(screen, silent)
        text = Text(passage.text)
        for verdict in passage.verdicts:
            text.stylize(_VERDICTS[verdict.label] + " underline", verdict.start, verdict.end)
        screen.say(text)
        for verdict in passage.verdicts:
            screen.say(f"  {verdict.label:<{_LABELS}}  {verdict.text}", _VERDICTS[verdict.label])
    screen.say("")
    _skipped(screen, silent)
    screen.say(f"{len(one.events)} {'event' if len(one.events) == 1 else 'events'} reported", "bold")
    for event, _ in one.events:
        screen.say(f"  {event}")


def _skipped(screen: Screen, count: int) -> int:
    """A line for sentences that tell of no act, where there are some; none are left then."""
    if count:
        screen.say(f"({count} {'sentence' if count == 1 else 'sentences'} without an act)", "dim")
    return 0


def reviewed(screen: Screen, found: Review) -> None:
    screen.say(f"{len(found.lacking)} events were read that the curated record lacks:")
    rows = [(x["event"], f"{x['confidence']:.2f}", str(x["witnesses"]), _cut(x["quote"] or "")) for x in found.lacking]
    screen.table(("event", "confidence", "sources", "quote"), rows)
    screen.say(f"{len(found.bare)} events of the curated record are in no archived page:")
    screen.table(
        ("event", "sources", "address"),
        [(x["event"], str(x["witnesses"]), x["document_url"] or "") for x in found.bare],
    )


def notified(screen: Screen, accounts: Iterable[Account], gone: Iterable[str]) -> bool:
    """A line a recipient, and the message of a dry run; whether one was not sent, or it is not sure."""
    trouble = False
    for name in gone:
        screen.warn(f"notices: {name} is no more in data/notices.yaml, and is forgotten")
    for one in accounts:
        match one.outcome:
            case Outcome.FIRST:
                screen.say(
                    f"notices: {one.recipient} is new: {one.known} events are taken as known, and the sources as they"
                    " do today; what comes later is told"
                )
            case Outcome.NOTHING:
                screen.say(f"notices: {one.recipient}: nothing new")
            case Outcome.WAITS:
                screen.say(f"notices: {one.recipient} had a message today; what is new waits: {one.title}")
            case Outcome.DRY:
                screen.say(f"notices: {one.recipient} would get:\n\n{one.title}\n\n{one.body}\n")
            case Outcome.SENT:
                screen.say(f"notices: {one.recipient}: sent: {one.title}")
            case Outcome.NOT_SENT:
                trouble = True
                screen.warn(f"notices: {one.recipient}: not sent, the next run tries again: {one.reason}")
            case Outcome.DOUBTFUL:
                trouble = True
                screen.warn(
                    f"notices: {one.recipient}: it is not sure whether this was sent; the next message names again"
                    f" what it told: {one.title}: {one.reason}"
                )
    return trouble


def _cut(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 100 else words[:99].rsplit(" ", 1)[0] + " …"
