"""The spaCy pipeline: the model's components with ours around them, each of which other pipelines can add by name."""

from pathlib import Path

import spacy
from spacy.language import Language

from transforms import actors, entities, segment, stances, statements, tagging  # noqa: F401  (they register components)
from transforms.annotations import register_extensions
from transforms.version import MODEL, Profile, usable_profile


def load_pipeline(overlay: Path | None = None, profile: Profile = Profile.ACCURATE) -> Language:
    """The model with paragraph_boundaries, reference_entities, quotations, mentions, statements and stances.

    `overlay` is the user's CSV of actors and aliases. The accurate profile has statement_tags too, if their weights are
    there. Takes about a second after spaCy is imported.
    """
    register_extensions()
    nlp = spacy.load(MODEL)
    config = {"overlay": str(overlay) if overlay else None}
    nlp.add_pipe("paragraph_boundaries", before="parser")
    nlp.add_pipe("reference_entities", before="ner", config=config)
    nlp.add_pipe("quotations", last=True)
    nlp.add_pipe("mentions", last=True, config=config)
    if usable_profile(profile)[0] is Profile.ACCURATE:
        nlp.add_pipe("statement_tags", last=True)
    nlp.add_pipe("statements", last=True)
    nlp.add_pipe("stances", last=True)
    return nlp
