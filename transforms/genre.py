"""Who speaks in a document: a reporter, one author, or several speakers in turn with labels."""

import re
from functools import lru_cache
from itertools import islice

from transforms.layout import paragraph_spans
from transforms.reference import load_reference, word_list
from warehouse.contract import DocumentKind

_FEWEST_TURNS = 3
_FEWEST_SPEAKERS = 2

_LABEL = re.compile(
    r"""
    (?P<capitals> [A-Z][A-Z'’.,/-]* (?:\ [A-Z][A-Z'’.,/-]*){0,9} (?:\ \([^()\n]{1,60}\))? ) \ ?:(?=\s|$)  # MR. PRICE:
  | (?P<question> Q ) (?: \ ?: | \.(?=\ ) | (?=\ [^\s.,]) )  # Q:  Q. and Q without a mark
  | (?P<answer> A ) \ ?[:.](?=\ )
  | (?P<name> [A-Z][\w.'’-]{1,30} (?:\ [A-Z][\w.'’-]{0,30}){0,4} ) \ ?:(?=\s|$)  # Jane Doe:
    """,
    re.VERBOSE,
)


def speaker_labels(text: str) -> dict[int, tuple[int, int]]:
    """Characters of the speaker label of each paragraph that has one, by the paragraph's start.

    A label in capitals is always one, a name with a colon only where it comes back, as in an interview.
    """
    found = {start: match for start, end in paragraph_spans(text) if (match := _LABEL.match(text, start, end))}
    names = [match["name"] for match in found.values() if match["name"]]
    return {
        start: match.span()
        for start, match in found.items()
        if (match["name"] is None or names.count(match["name"]) >= _FEWEST_SPEAKERS)
        and (match["capitals"] or "").casefold() not in _no_speakers()
    }


@lru_cache(maxsize=1)
def _no_speakers() -> frozenset[str]:
    return frozenset(row["label"].casefold() for row in word_list("no_speakers"))


def is_transcript(text: str, labels: dict[int, tuple[int, int]]) -> bool:
    """Whether at least two speakers take at least three turns."""
    speakers = {text[start:end].rstrip(": ") for start, end in labels.values()}
    return len(labels) >= _FEWEST_TURNS and len(speakers) >= _FEWEST_SPEAKERS


def kind_and_author(
    text: str, title: str | None, byline: str | None, labels: dict[int, tuple[int, int]]
) -> tuple[DocumentKind, str | None]:
    """What sort of document it is, and whose words or report it is, as written.

    One author speaks where the title says so ("Statement by President Biden on …"), where it is signed in capitals, or
    where a byline stands above a text in the first person. A release that says "we" speaks for the actor that its
    title or first sentence begins with ("The United States condemns …").
    """
    if is_transcript(text, labels):
        return DocumentKind.TRANSCRIPT, byline
    if title and (genre := _genre_of_title().match(title)):
        author = genre["author"] or genre["before"] or genre["group"] or _signature(text) or byline
        return DocumentKind.FIRST_PERSON, author
    if signature := _signature(text):
        return DocumentKind.FIRST_PERSON, signature
    if byline and "," not in byline and " and " not in byline and _is_said_by(_I, text, _FEWEST_I, _LEAST_I_SHARE):
        return DocumentKind.FIRST_PERSON, byline
    if not byline and (voiced := _voiced_by(text)):
        return DocumentKind.FIRST_PERSON, voiced
    return DocumentKind.ARTICLE, byline


_NAME = r"(?:(?:[A-Z0-9][\w.'’&/-]*|and|of|the|for|van|von|der|de|al|bin|pro|tempore),? ){0,14}?[A-Z0-9][\w.'’&/-]*"
_ABOUT = r"on|regarding|concerning|about|following|before|after|during|at|in|to|with|upon|ahead|marking|as|aboard|via"
_AFTER_AUTHOR = rf"(?=$|,? (?i:{_ABOUT})\b|,? [A-Z][a-z]{{3,}}ing (?!(?:{_ABOUT})\b)|\s?[|:–—(])"


@lru_cache(maxsize=1)
def _genre_of_title() -> re.Pattern[str]:
    """Titles that name a genre in which one author speaks, with the author where they name one."""
    words = sorted((row["genre"] for row in word_list("first_person_genres")), key=len, reverse=True)
    genres = "|".join(map(re.escape, words))
    prepared = r"(?: (?i:as prepared|as delivered)(?: (?i:for delivery))?)?"
    return re.compile(
        rf"(?:An? |The |Full text:? |Transcript:? )?(?i:{genres}){prepared} (?i:by|from|of) (?:the )?"
        rf"(?P<author>{_NAME}){_AFTER_AUTHOR}"
        rf"|(?:An? |The )?(?i:{genres}) (?i:to|on|following|regarding)\b"
        rf"|(?:Joint )?(?P<before>{_NAME}?)(?:[’']s?)? (?:Joint )?[Ss]tatement (?i:{_ABOUT})\b"
        rf"|(?P<group>{_NAME}?)(?: Joint|[’']s?) Statement$"
    )


_SIGNATURE = re.compile(r"[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.,'’-]*){1,4}")
_PARAGRAPHS_WITH_SIGNATURE = 3


def _signature(text: str) -> str | None:
    """The name in capitals that a notice or a letter ends with ("JOSEPH R. BIDEN JR.")."""
    last = [text[start:end] for start, end in paragraph_spans(text)][1:][-_PARAGRAPHS_WITH_SIGNATURE:]
    signed = (paragraph for paragraph in reversed(last) if _SIGNATURE.fullmatch(paragraph))
    return next((name for name in signed if name.partition(" ")[0].lower() in load_reference().first_names), None)


_FIRST_PARAGRAPHS = 3


@lru_cache(maxsize=1)
def _opening_of_release() -> re.Pattern[str]:
    verbs = "|".join(row["verb"] for row in word_list("release_verbs"))
    return re.compile(rf"(?:The )?(?P<author>{_NAME}) (?:\w+ly |today |also )?(?i:{verbs})\b")


def _voiced_by(text: str) -> str | None:
    """Whom a release speaks for, if it says "we" outside quotations often enough."""
    if not _is_said_by(_WE, text, _FEWEST_WE, _LEAST_WE_SHARE):
        return None
    openings = (
        _opening_of_release().match(text, start) for start, _ in islice(paragraph_spans(text), _FIRST_PARAGRAPHS)
    )
    return next((opening["author"] for opening in openings if opening), None)


_QUOTED = re.compile(r"“[^”]{0,3000}”|\"[^\"]{0,3000}\"")
_I = re.compile(r"\bI(?:['’](?:m|ve|d|ll))?\b")
_WE = re.compile(r"\b[Ww]e(?:['’](?:re|ve|d|ll))?\b")
_FEWEST_I, _FEWEST_WE = 5, 2
_LEAST_I_SHARE, _LEAST_WE_SHARE = 0.008, 0.005
"""How often "I", or "we", stands outside quotations, of all words there, in a text that its author speaks in."""


def _is_said_by(pronoun: re.Pattern[str], text: str, fewest: int, least_share: float) -> bool:
    own_words = _QUOTED.sub("", text)
    count = len(pronoun.findall(own_words))
    return count >= fewest and count >= least_share * len(own_words.split())
