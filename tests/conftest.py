"""What tests of several rooms share."""

from pathlib import Path

import pytest
from hypothesis import settings
from spacy.language import Language

settings.register_profile("suite", deadline=None)  # a busy machine is no failure
settings.load_profile("suite")

ARTICLES = Path(__file__).parent.parent / "seeds" / "articles"


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The whole pipeline, loaded once."""
    from transforms.pipeline import load_pipeline

    return load_pipeline()


@pytest.fixture(scope="session")
def rules() -> Language:
    """The pipeline without learned models, loaded once."""
    from transforms.pipeline import load_pipeline
    from transforms.version import Profile

    return load_pipeline(profile=Profile.FAST)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-golden", action="store_true", help="Write the golden files anew.")
