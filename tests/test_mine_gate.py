"""The gate before all parsing: it knows the words of an act in every charset, and drops what only comes near."""

from __future__ import annotations

import pytest

pytest.importorskip("hyperscan")

from test_mine import ACT, FILL, html

from tracker.mine import child
from tracker.mine.gate import Gate, rough


@pytest.fixture(scope="module")
def gate() -> Gate:
    return child.sieve().gate


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
def test_the_gate_knows_the_words_in_every_charset(gate: Gate, charset: str, text: str) -> None:
    body = html(text, "", charset)
    assert gate.worded(body)
    assert gate.telling(body, f"text/html; charset={charset}")


def test_a_charset_that_fails_is_as_good_as_none(gate: Gate) -> None:
    assert gate.telling(html() + b"\xe9", "text/html; charset=undefined")


def test_the_gate_drops_what_only_comes_near(gate: Gate) -> None:
    """A menu with AI in it, scripts on models, and company names in a frame around news on something else."""
    frame = "<ul><li>AI</li><li>Facebook</li></ul><script>var model='train';x('Meta AI training of models')</script>"
    assert not gate.worded(html(FILL, "A new hall") + frame.encode())
    near = "Google released a new AI model that draws pictures, and its shares rose by two per cent."
    assert not gate.telling(html(near, "News"), "text/html")
    assert not gate.telling(html(f"{near} Users train for the marathon with it.", "News"), "text/html")


@pytest.mark.parametrize("lang", ["en", "de"])
def test_an_act_counts_near_words_on_the_matter(gate: Gate, lang: str) -> None:
    near, act = {
        "en": ("Google released a new AI model that draws.", "Google was sued by a rival over the shape of a chair."),
        "de": ("Google zeigte am Montag eine neue KI, die malt.", "Google wurde von einem Rivalen verklagt."),
    }[lang]
    told = [gate.telling(html(f"{near} {'It rained. ' * far}{act}", ""), "text/html") for far in range(4)]
    assert told == [True, True, False, False]


def test_names_are_whole_words_however_they_are_spelled(gate: Gate) -> None:
    names = gate._names
    assert not any(map(names.stand, (b"Metaphors", b"XML", b"AT&amp;Tx", b"a snap", b"")))
    for content in (b"Metaphors of Meta", b"AT&amp;T", b"AT&T", b"<p>X's</p>"):
        assert names.stand(content), content
    assert gate._offices.stand(b"the Federal&nbsp;Trade\n \xc2\xa0Commission")
    assert not gate._offices.stand(b"the Federal, Trade and Commission")


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
def test_of_scripts_and_styles_only_the_text_of_an_article_is_read(gate: Gate, more: str, read: bool) -> None:
    assert gate.worded(html(FILL, "A new hall") + more.encode()) is read


@pytest.mark.parametrize(
    "text",
    [
        "The social network Pinterest told a committee in Ottawa that it held back. Its AI may learn nothing there.",
        "Das Vorhaben von Meta mit der KI ist zurückgestellt worden, teilte die Aufsicht für den Datenschutz mit.",
        "Meta a suspendu son projet d'IA, a dit l'autorité chargée de la vie privée.",
        "Slack's privacy principles allow its AI to learn from messages of customers.",
    ],
)
def test_the_gate_knows_an_act_in_any_form(gate: Gate, text: str) -> None:
    assert gate.telling(html(text, "News"), "text/html")


@pytest.mark.parametrize("matter", ["Voice recordings", "Face scans", "Transcribing", "Facial recognition"])
def test_the_gate_knows_recordings_of_people_of_which_no_ai_is_named(gate: Gate, matter: str) -> None:
    text = "{} of players had been done by Microsoft, which then changed its privacy policy and stopped it."
    assert gate.worded(html(text.format(matter), "News"))
    assert not gate.worded(html(text.format("Shouts"), "News"))


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
