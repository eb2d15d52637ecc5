"""Reference entities: every name that the reference data knows becomes an entity before the model looks for its own.

The model then works around them. It finds nothing in headlines and cuts long names of organisations in two, and a known
name also carries its actor.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from transforms.people import name_parts
from transforms.reference import Alias, AliasKind, Reference, load_reference, word_list
from warehouse.contract import ActorKind

SHORTEST_CAPITALISED = 4
"""Shorter names are not looked for in capitals: "US" and "Un" would be taken for one another."""

LONGEST_NAME = 3
"""Words of a name after a department, which is where a name with a known first name ends."""

LABEL_OF_KIND = {
    ActorKind.COUNTRY: "GPE",
    ActorKind.IGO: "ORG",
    ActorKind.ORG: "ORG",
    ActorKind.PERSON: "PERSON",
    ActorKind.GROUP: "NORP",
}
LABEL_OF_ALIAS = {AliasKind.DEMONYM: "NORP", AliasKind.ADJECTIVE: "NORP", AliasKind.METONYM: "ORG"}


@Language.factory("reference_entities", default_config={"overlay": None}, retokenizes=False)
def create_reference_entities(nlp: Language, name: str, overlay: str | None) -> "ReferenceEntities":
    """The component; `overlay` is the path of the user's CSV of actors and aliases."""
    return ReferenceEntities(nlp, load_reference(Path(overlay) if overlay else None))


class ReferenceEntities:
    """Marks names of the reference data as entities, the longest where they overlap, with the actor id as `kb_id_`.

    A name is found as written in the reference data and in capitals, as headlines have it.
    """

    def __init__(self, nlp: Language, reference: Reference) -> None:
        self.aliases = reference.aliases
        self.label_of = {alias.text: label_of(alias, reference) for alias in reference.aliases.values()}
        self.first_names = reference.first_names
        self.context_of = {
            row["text"]: re.compile(rf"\b(?:{row['context']})\b") for row in word_list("ambiguous_names")
        }
        self.name_extensions = {row["word"] for row in word_list("name_extensions")}
        self.matcher = PhraseMatcher(nlp.vocab, attr="ORTH")
        for alias in self.aliases.values():
            self.matcher.add(alias.text, [nlp.make_doc(form) for form in written_forms(alias.text)])

    def __call__(self, doc: Doc) -> Doc:
        text = doc.text  # made anew of all tokens each time
        spans = [
            Span(doc, match.start, match.end, self.label_of[alias.text], kb_id=alias.actor_id, span_id=alias.actor_id)
            for match, alias in self.longest_matches(doc)
            if not self.is_part_of_other_name(match) and self.has_context(alias, text)
        ]
        people = [Span(doc, start, end, "PERSON") for start, end in self.names_after_departments(doc)]
        doc.set_ents(filter_spans([*people, *spans]), default="unmodified")
        return doc

    def names_after_departments(self, doc: Doc) -> Iterator[tuple[int, int]]:
        """Tokens of the name in "Minister for the Middle East *Ann Lee*", which the model takes for one long name."""
        for token in doc[1:-1]:
            if token.lower_ == "for" and token.nbor(-1).lower_ in heads_of_departments():
                end = start = token.i + 1 + (token.nbor(1).lower_ == "the")
                while end < len(doc) and (doc[end].is_title or doc[end].lower_ == "and"):
                    end += 1
                for i in range(start + 1, end - 1):
                    if doc[i].is_title and doc[i].lower_ in self.first_names and end - i <= LONGEST_NAME:
                        yield i, end
                        break

    def longest_matches(self, doc: Doc) -> Iterable[tuple[Span, Alias]]:
        for match in filter_spans(self.matcher(doc, as_spans=True)):
            yield match, self.aliases[match.label_]

    def is_part_of_other_name(self, match: Span) -> bool:
        """Whether a word beside it makes it another name: "Michael Jordan", "Moscow University", "Donald Trump Jr."."""
        doc, start, end = match.doc, match.start, match.end
        before = doc[start - 1].text if start else ""
        after = doc[end].text if end < len(doc) else ""
        if self.label_of[match.label_] == "PERSON" and after.lower() in name_parts("suffix"):
            return True
        if len(match) > 1:
            return False
        if after in self.name_extensions:
            return True
        follows_first_name = before.istitle() and before.lower() in self.first_names
        if self.label_of[match.label_] == "PERSON":
            return follows_first_name
        return match.text in self.context_of and (follows_first_name or (after.isalpha() and after[0].isupper()))

    def has_context(self, alias: Alias, text: str) -> bool:
        """Whether the document speaks of the country where the name has another common reading, as Georgia has."""
        context = self.context_of.get(alias.text)
        return context is None or context.search(text) is not None


@cache
def heads_of_departments() -> frozenset[str]:
    """Last words of the offices that news names with what they are for."""
    return frozenset(title.rpartition(" ")[2] for title, kind in load_reference().titles.items() if kind == "office")


def label_of(alias: Alias, reference: Reference) -> str:
    return LABEL_OF_ALIAS.get(alias.kind) or LABEL_OF_KIND[reference.actors[alias.actor_id].kind]


def written_forms(text: str) -> list[str]:
    """The name without article, and in capitals where that cannot be an acronym."""
    bare = text.removeprefix("the ").removeprefix("The ")
    capitals = bare.upper()
    return [bare] if capitals == bare or len(bare) < SHORTEST_CAPITALISED else [bare, capitals]
