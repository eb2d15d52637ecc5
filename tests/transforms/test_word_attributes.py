import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from transforms.version import MODEL
from transforms.word_attributes import create_word_attributes

TEXTS = (
    "Let's see whether they're gonna talk. There is nothin' to do, is there? It ain't over, y'all: I said so.",
    "The ministers did not say that Iran had attacked,\n\nbut that it\u00a0would. Once they do, we'll know.",
    "He got ta go. I gotta go. Let 's do what you have to do, he gets it; they got nothing of ours, c'm on!",
)


@pytest.fixture(scope="module")
def model() -> Language:
    return spacy.load(MODEL)


def attributes(doc: Doc) -> list[tuple[str, ...]]:
    return [(token.text, token.tag_, token.pos_, str(token.morph), token.lemma_, token.dep_) for token in doc]


@pytest.mark.parametrize("text", TEXTS)
def test_words_get_the_attributes_that_the_attribute_ruler_of_the_model_gives_them(model: Language, text: str) -> None:
    by_ruler = attributes(model(text))
    with model.select_pipes(enable=["tok2vec", "tagger", "parser"]):
        parsed = model(text)
    remembering = create_word_attributes(model, "word_attributes")
    for _ in range(2):  # once new to the component, once remembered
        assert attributes(model.get_pipe("lemmatizer")(remembering(parsed.copy()))) == by_ruler
