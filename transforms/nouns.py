"""Lists of nouns that tell a state's organs and deeds, people and collectives from things."""

from functools import cache

from spacy.tokens import Token

from transforms.reference import word_list


def noun_lemma(token: Token) -> str:
    """The singular in lower case. The lemmatizer leaves the plural of names ("our Allies") as it is."""
    lemma = token.lemma_.lower()
    if token.pos_ != "PROPN" or not lemma.endswith("s") or lemma.endswith("ss"):
        return lemma
    return f"{lemma[:-3]}y" if lemma.endswith("ies") else lemma[:-1]


def is_plural(token: Token) -> bool:
    return token.tag_ == "NNS" or (token.pos_ == "PROPN" and token.lower_ != noun_lemma(token))


@cache
def state_heads(reading: str) -> frozenset[str]:
    """Lemmas of seeds/reference/state_heads.csv by reading.

    `actor`: an organ or an official. `deed`: an action or policy. `deed_upon`: a deed whose "of" names the sufferer.
    `member`: those who act for an organisation, but not for a country.
    """
    return frozenset(row["word"] for row in word_list("state_heads") if row["reading"] == reading)


@cache
def group_heads(reading: str) -> frozenset[str]:
    """Lemmas of seeds/reference/group_heads.csv by reading.

    `plural`: a group where the noun is plural. `collective`: in the singular too. `relational`: a plural that is
    somebody's ("allies"), and not part of whom it belongs to. `vague`: standing alone it could be anybody.
    """
    return frozenset(row["word"] for row in word_list("group_heads") if row["reading"] == reading)


@cache
def quantity_words(reading: str) -> frozenset[str]:
    """Words of seeds/reference/quantity_words.csv: `modifier` ("several"), or `part` ("one" of, "members" of)."""
    return frozenset(row["word"] for row in word_list("quantity_words") if row["reading"] == reading)


@cache
def thing_heads() -> frozenset[str]:
    """Lower-case last words of names that are no actors: treaties, laws, events, places."""
    return frozenset(row["word"] for row in word_list("thing_heads"))


@cache
def organisation_heads() -> frozenset[str]:
    """Lower-case last words of names of organisations: "the Doctors' *Union*", "Kastellos *Shipping*"."""
    return frozenset(row["word"] for row in word_list("organisation_heads"))


@cache
def government_bodies(reading: str) -> frozenset[str]:
    """Lower-case heads of the names of bodies that every state has: `executive`, or `independent` of the government."""
    return frozenset(row["word"] for row in word_list("government_bodies") if row["reading"] == reading)


@cache
def resumptive_nouns(kind: str) -> frozenset[str]:
    """Lemmas that take up an actor of the kind (country, igo, org) named before: "the alliance", "the country"."""
    return frozenset(row["word"] for row in word_list("resumptive_nouns") if row["kind"] == kind)
