"""Statements by rules and learned models together, the choice among their candidates, and life without weights."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from transforms.quoted_speech import Quotations
from transforms.segment import paragraph_starts
from transforms.statement_choice import likeliest_first
from transforms.statement_filter import FEATURES, Rated, features
from transforms.statement_rules import Candidate
from transforms.statements import candidate_statements
from transforms.tagging import LAYERS, TAGS, Tagger
from transforms.version import WEIGHTS, Profile, extractor_version, model_hash, usable_profile


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger(WEIGHTS)


def contents(doc: Doc) -> list[str]:
    return [" ".join(span.text for span in statement.content) for statement in doc._.statements]


# --- what they find ---


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Republicans have soured on the deal with Ruritania.", "the deal with Ruritania"),
        ("Keller toyed with the notion that the army should withdraw.", "that the army should withdraw"),
    ],
)
def test_a_cue_that_no_list_has_is_found(text: str, content: str, nlp: Language, rules: Language) -> None:
    assert contents(rules(text)) == []
    assert contents(nlp(text)) == [content]


def test_a_statement_inside_another_is_kept(nlp: Language) -> None:
    (outer, inner) = nlp("Keller said on Monday that Weber had denied that he took the money.")._.statements
    assert outer.source[0].text == "Keller"
    assert inner.source[0].text == "Weber"
    assert outer.content[0].start < inner.content[0].start


def test_confidence_is_a_probability(nlp: Language) -> None:
    doc = nlp("“We will go,” Keller said. She wants peace. According to Weber, the talks failed. They hope to return.")
    assert len(doc._.statements) >= 3
    assert all(0 < statement.confidence <= 1 for statement in doc._.statements)


@pytest.mark.parametrize(
    "text",
    [
        "He said “go. She said “stay. “They “said” so” he said. ”",
        '"One "two" three" said Keller. "Four',
        "“" * 300 + "go" + "”" * 150,
        "” ” ” said “ “",
        "",
        " \n \n ",
        "said",
        "x" * 3_000 + " said that " + "y." * 1_000,
    ],
)
def test_odd_quotation_marks_harm_nothing(text: str, nlp: Language) -> None:
    doc = nlp(text)
    assert all(span.text for statement in doc._.statements for span in statement.content)


# --- the tagger ---


def test_every_token_is_seen_once_and_windows_are_short(nlp: Language, tagger: Tagger) -> None:
    text = "\n\n".join(["Keller said that the war was over, and went home. " * repeat for repeat in (1, 3, 40, 2)])
    doc = nlp.make_doc(text)
    tagging = tagger.tag(doc)
    assert tagging is not None
    assert tagging.tags.shape == (len(doc), LAYERS, len(TAGS))
    assert np.allclose(tagging.tags.sum(axis=2)[:, 0], 1, atol=1e-5)
    for i in range(0, len(doc), 7):
        start, probabilities = tagging.given((i, i + 1))
        assert start <= i < start + len(probabilities)
        assert ((probabilities >= 0) & (probabilities <= 1)).all()


@given(text=st.text(alphabet="aB .,\n“”\"'é漢 \u200b:-", max_size=120))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_has_a_tag_for_each_token(text: str, nlp: Language, tagger: Tagger) -> None:
    doc = nlp.make_doc(text)
    tagging = tagger.tag(doc)
    assert tagging is None or tagging.tags.shape == (len(doc), LAYERS, len(TAGS))


def test_features_are_finite_numbers(nlp: Language, tagger: Tagger) -> None:
    doc = nlp("“We will go,” Keller said. Nobody knows. According to Weber, the talks failed.")
    tagging = tagger.tag(doc)
    assert tagging is not None
    quotations = Quotations(doc, paragraph_starts(doc))
    candidates = candidate_statements(quotations, tagging)
    found = features(candidates, tagging, quotations)
    assert found.shape == (len(candidates), len(FEATURES))
    assert np.isfinite(found).all()


# --- the choice ---


def candidate(doc: Doc, cue: int, content: tuple[int, int], rule: str = "clause:say") -> Candidate:
    return Candidate(doc[cue], [(cue, cue + 1)], None, [content], rule)


def chosen(doc: Doc, *rated: tuple[Candidate, float]) -> list[Candidate]:
    return likeliest_first([Rated(one, probability, 0) for one, probability in rated], doc)


def test_of_candidates_that_share_words_the_likelier_is_kept(nlp: Language) -> None:
    doc = nlp.make_doc("Keller said that Weber went home and slept")
    longer, shorter = candidate(doc, 1, (2, 8), "tagged"), candidate(doc, 1, (2, 6), "object:say")
    assert chosen(doc, (longer, 0.6), (shorter, 0.9)) == [shorter]


def test_an_unlikely_candidate_is_left_out(nlp: Language) -> None:
    doc = nlp.make_doc("Keller said that Weber went home")
    assert chosen(doc, (candidate(doc, 1, (2, 6)), 0.1)) == []


def test_what_stands_whole_in_a_content_is_kept_too(nlp: Language) -> None:
    doc = nlp.make_doc("Keller said that Weber denied that he went home")
    outer, inner = candidate(doc, 1, (2, 9)), candidate(doc, 4, (5, 9), "clause:deny")
    assert chosen(doc, (outer, 0.9), (inner, 0.1)) == [outer, inner]


def test_a_content_is_taken_whole_where_the_tagger_left_an_inner_cue_out(nlp: Language) -> None:
    doc = nlp.make_doc("Keller said that Weber denied that he went home")
    cut, whole = candidate(doc, 1, (5, 9), "tagged"), candidate(doc, 1, (2, 9))
    inner = candidate(doc, 4, (5, 9), "clause:deny")
    assert chosen(doc, (cut, 0.9), (whole, 0.2), (inner, 0.1)) == [cut, inner]
    assert cut.content == [(2, 9)]


# --- without weights ---


def test_without_weights_rules_go_on_alone(tmp_path: Path) -> None:
    profile, missing = usable_profile(Profile.ACCURATE, tmp_path)
    assert profile is Profile.FAST
    assert {path.name for path in missing} >= {"statement_tagger.onnx", "statement_filter.onnx"}
    assert usable_profile(Profile.FAST, tmp_path) == (Profile.FAST, [])


def test_profiles_are_versions_of_their_own() -> None:
    assert extractor_version() != extractor_version(profile=Profile.FAST)
    assert len(model_hash() or "") == 8
    assert model_hash(Profile.FAST) is None
