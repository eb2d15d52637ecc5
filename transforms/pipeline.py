"""The spaCy pipeline: the model's components with ours around them, each of which other pipelines can add by name."""

from pathlib import Path

import spacy
from spacy.language import Language
from spacy.pipeline import Lemmatizer
from thinc.api import use_ops

from transforms import (  # noqa: F401  (they register the components)
    actors,
    entities,
    segment,
    sentence_limit,
    stances,
    statements,
    word_attributes,
)
from transforms.annotations import register_extensions
from transforms.version import MODEL, WEIGHTS, Profile, usable_profile


def load_pipeline(overlay: Path | None = None, profile: Profile = Profile.ACCURATE) -> Language:
    """The model with our components: from paragraph_boundaries and sentence_limit to mentions, statements and stances.

    Its attribute_ruler and lemmatizer are made faster, and say the same. `overlay` is the user's CSV of actors and
    aliases. The accurate profile uses learned models, if their weights are there. Takes about a second after spaCy
    is imported.
    """
    register_extensions()
    with use_ops("numpy", use_blis=False):  # BLIS knows few processors, and is three times as slow on the others
        nlp = spacy.load(MODEL)
    nlp.add_pipe("word_attributes", before="attribute_ruler")
    nlp.remove_pipe("attribute_ruler")
    index_lemmas(nlp)
    config = {"overlay": str(overlay) if overlay else None}
    nlp.add_pipe("paragraph_boundaries", before="parser")
    nlp.add_pipe("sentence_limit", after="parser")
    nlp.add_pipe("reference_entities", before="ner", config=config)
    nlp.add_pipe("quotations", last=True)
    nlp.add_pipe("mentions", last=True, config=config)
    learned = {"weights": str(WEIGHTS) if usable_profile(profile)[0] is Profile.ACCURATE else None}
    nlp.add_pipe("statements", last=True, config=learned)
    nlp.add_pipe("stances", last=True, config=learned)
    return nlp


def index_lemmas(nlp: Language) -> None:
    """Makes the lemmatizer look lemmas up in sets: it comes with lists, one of 57,000 words."""
    lemmatizer = nlp.get_pipe("lemmatizer")
    assert isinstance(lemmatizer, Lemmatizer)
    index = lemmatizer.lookups.get_table("lemma_index")
    for part_of_speech, lemmas in index.items():
        index[part_of_speech] = frozenset(lemmas)
