"""Organisations that the reference data does not know: one actor for a name, its acronym and its shorter forms."""

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Span, Token

from transforms.annotations import Mention
from transforms.nouns import government_bodies, organisation_heads, thing_heads
from transforms.people import POSSESSIVES, is_in_headline, joined, longest_title
from transforms.places import is_place
from transforms.reference import Reference
from warehouse.contract import ActorKind, LinkReason

INTRODUCED, FOUND_BY_MODEL, LONE = 0.85, 0.6, 0.5
"""Confidence of a name whose acronym the text gives, of several words or an acronym, and of one word."""

ORGANISED = frozenset({"ORG", "PERSON"})
"""Labels of the model that say that a word is part of a name already."""

ACTING = frozenset({"nsubj", "nsubjpass", "poss"})
ACRONYM = re.compile(r"[A-Z][A-Za-z&.\-]*[A-Z]s?")


def find_organisations(doc: Doc, reference: Reference) -> list[Mention]:
    """Mentions of organisations that the model found, as `org:` with the longest form in the document.

    An acronym in parentheses after a name stands for it everywhere. A government's body carries the country's code, as
    other countries have one of the same name: `org:Defence Ministry (RUS)`.
    """
    spans = [span for ent in doc.ents if ent.label_ == "ORG" and not ent.kb_id_ and (span := trim(ent))]
    spans = [span for span in [*spans, *missed_names(doc)] if not has_title(span, reference)]
    in_body = {name_of(span) for span in spans if not is_in_headline(span)}
    spans = [span for span in spans if name_of(span) in in_body]  # in a headline every word looks like a name's
    acting = acting_names(spans)
    spans = [span for span in spans if " " in name_of(span) or name_of(span) in acting]
    full_names = {name for span in spans if " " in (name := name_of(span))}
    actor_ids = {name_of(span): f"{ActorKind.ORG}:{with_country(span, reference)}" for span in reversed(spans)}
    introduced = dict(introduced_acronyms(doc, actor_ids))
    mentions = []
    for span in spans:
        name = name_of(span)
        longer = introduced.get(name) or actor_ids.get(longer_form(name, full_names))
        actor_id = longer or f"{ActorKind.ORG}:{with_country(span, reference)}"
        reason = LinkReason.ALIAS if longer else LinkReason.NAME
        mentions.append(Mention(span, actor_id, reason, INTRODUCED if name in introduced else certainty_of(name)))
    return mentions + missed_acronyms(doc, introduced)


def certainty_of(name: str) -> float:
    return FOUND_BY_MODEL if " " in name or ACRONYM.fullmatch(name) else LONE


def acting_names(spans: Sequence[Span]) -> set[str]:
    """Names that do or have something in the text and never say where: a lone word is often a town or a weapon."""
    acting = {name_of(span) for span in spans if span.root.dep_ in ACTING}
    return acting - {name_of(span) for span in spans if is_place(span)}


def trim(ent: Span) -> Span | None:
    """The name without article, possessive and parentheses, or None where it names no organisation."""
    start = ent.start
    end = next((token.i for token in ent if token.text == "("), ent.end)
    while end > start and (ent.doc[end - 1].text in POSSESSIVES or not ent.doc[end - 1].text[-1].isalnum()):
        end -= 1
    while start < end and (ent.doc[start].lower_ == "the" or not ent.doc[start].text[0].isalnum()):
        start += 1
    span = ent.doc[start:end]
    if start == end or not span.text[0].isupper() or len(span.text) < 3 or span[-1].pos_ in {"ADP", "CCONJ", "DET"}:
        return None
    return None if span[-1].lower_ in thing_heads() else span


def has_title(span: Span, reference: Reference) -> bool:
    """Whether the model took an office for an organisation: "Pentagon Press Secretary", "Minister for Europe"."""
    words = [token.lower_ for token in span]
    return longest_title(words, reference) > 0 or any(
        joined(words[start:]) in reference.titles for start in range(len(words))
    )


def name_of(span: Span) -> str:
    return " ".join(span.text.split())


def with_country(span: Span, reference: Reference) -> str:
    """The name, a government body's with the code of the country that stands beside it."""
    name = name_of(span)
    words = {token.lower_ for token in span}
    if not words & (government_bodies("executive") | government_bodies("independent")):
        return name
    beside = [span.doc[position] for position in (span.start - 2, span.start - 1) if position >= 0]
    after = span.doc[span.end : span.end + 3]
    if len(after) and after[0].lower_ == "of":
        beside += after
    codes = [actor.country_code for token in beside if (actor := reference.actors.get(token.ent_kb_id_))]
    return f"{name} ({codes[-1]})" if codes and codes[-1] else name


def missed_names(doc: Doc) -> Iterator[Span]:
    """Capitalised words up to one that names of organisations end in, where the model found none."""
    for token in doc:
        if token.lower_ not in organisation_heads() or not token.text[0].isupper() or token.ent_type_ in ORGANISED:
            continue
        start = token.i
        while start > 0 and is_part_of_name(doc[start - 1]) and not doc[start].is_sent_start:
            start -= 1
        while start < token.i and (doc[start].lower_ == "the" or doc[start].text in POSSESSIVES):
            start += 1
        is_longer = token.i + 1 < len(doc) and doc[token.i + 1].text[0].isupper() and doc[token.i + 1].pos_ == "PROPN"
        if start < token.i and not is_longer and not any(one.ent_type_ in ORGANISED for one in doc[start : token.i]):
            yield doc[start : token.i + 1]


def is_part_of_name(token: Token) -> bool:
    """Countries are not: a "U.S. Mission" is the country's."""
    is_capitalised = token.text[0].isupper() and token.pos_ in {"PROPN", "NOUN", "ADJ"}
    return token.text in POSSESSIVES or (is_capitalised and token.ent_type_ != "GPE")


def introduced_acronyms(doc: Doc, actor_ids: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Acronyms in parentheses after a name, with the actor named."""
    for ent in doc.ents:
        span = trim(ent)
        after = doc[span.end : span.end + 3] if span else None
        if not span or not after or len(after) < 3 or after[0].text != "(" or after[2].text != ")":
            continue
        acronym, actor_id = after[1].text, ent.kb_id_ or actor_ids.get(name_of(span))
        if actor_id and ACRONYM.fullmatch(acronym) and acronym[0] == span.text[0].upper():
            yield acronym, actor_id


def longer_form(name: str, full_names: set[str]) -> str:
    """The one longer name that begins with this one, or else the name itself."""
    longer = [full for full in full_names if full.startswith(f"{name} ")] if " " not in name else []
    return longer[0] if len(longer) == 1 else ""


def missed_acronyms(doc: Doc, introduced: dict[str, str]) -> list[Mention]:
    """Introduced acronyms that the model left out or gave another label."""
    return [
        Mention(doc[token.i : token.i + 1], introduced[token.text], LinkReason.ALIAS, INTRODUCED)
        for token in (doc if introduced else ())
        if token.text in introduced and not token.ent_kb_id_
    ]
