"""Parts of speech as the model's attribute ruler gives them, but each kind of word is looked up once.

The ruler tries its two hundred patterns on every token. Nearly all of them look at the tag, the dependency and, of a
few listed words, the form alone, so that what they say of one token is true of all that are alike in these.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc
from spacy.vocab import Vocab

REMEMBERED = {"LOWER", "TAG", "DEP", "IS_SPACE"}
"""Attributes by which words are told apart. Patterns that look at others are tried on every token."""

Match = tuple[int, int, int, int]
"""(number of the rule, key of the rule, start, end)."""


@Language.factory("word_attributes", retokenizes=False)
def create_word_attributes(nlp: Language, name: str) -> "WordAttributes":
    """The component, with the rules of the pipeline's attribute_ruler, in whose place it stands."""
    ruler = nlp.get_pipe("attribute_ruler")
    assert isinstance(ruler, AttributeRuler)
    return WordAttributes(nlp.vocab, name, ruler.patterns)


class WordAttributes(AttributeRuler):
    """An attribute ruler that remembers which rules apply to which words."""

    def __init__(self, vocab: Vocab, name: str, rules: Any) -> None:
        super().__init__(vocab, name)
        self.add_patterns(rules)
        self.of_word, self.in_context = Matcher(vocab), Matcher(vocab)
        self.listed: set[int] = set()
        self.remembered: dict[tuple[int, ...], list[tuple[int, int]]] = {}
        for number, rule in enumerate(rules):
            for pattern in rule["patterns"]:
                words = listed_words(pattern)
                (self.in_context if words is None else self.of_word).add(str(number), [pattern])
                self.listed.update(vocab.strings.add(word) for word in words or ())

    def match(self, doc: Doc) -> list[Match]:
        """Where each rule applies; rules that come later are later in the list, and so take precedence."""
        matches = [(self.number(key), key, start, end) for key, start, end in self.in_context(doc, allow_missing=True)]
        for position, word in enumerate(self.words(doc)):
            if word not in self.remembered:
                found = self.of_word(doc[position : position + 1], allow_missing=True)
                self.remembered[word] = [(self.number(key), key) for key, _, _ in found]
            matches += [(number, key, position, position + 1) for number, key in self.remembered[word]]
        return sorted(matches)

    def words(self, doc: Doc) -> Iterator[tuple[int, ...]]:
        """What the rules can tell the tokens apart by."""
        for form, *others in doc.to_array(["LOWER", "TAG", "DEP", "IS_SPACE"]).tolist():
            yield (form if form in self.listed else 0, *others)

    def number(self, key: int) -> int:
        return int(self.vocab.strings[key])


def listed_words(pattern: list[Mapping[str, Any]]) -> list[str] | None:
    """The forms that a pattern for one word lists; None where more than such a list, tag and dependency decides."""
    if len(pattern) > 1 or not set(pattern[0]) <= REMEMBERED:
        return None
    match pattern[0].get("LOWER", []):
        case str(word):
            return [word]
        case {"IN": words, **others} if not others:
            return list(words)
        case []:
            return []
    return None
