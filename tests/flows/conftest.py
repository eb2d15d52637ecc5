"""A real Prefect server for the tests of the flow, and a small folder of articles."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.settings import set_prefect_defaults

set_prefect_defaults()


@pytest.fixture(scope="session")
def server() -> Iterator[None]:
    """Prefect's server on a database of its own, for all tests of the session."""
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Three sample articles, one of them twice, an empty file and one that is not in English."""
    articles = Path(__file__).parent.parent.parent / "seeds" / "articles"
    folder = tmp_path / "inbox"
    folder.mkdir()
    names = ("voa-nato-russia-talks.txt", "centcom-carter-abadi-mosul.txt", "white-house-biden-on-annexation.md")
    for name in names:
        shutil.copy(articles / name, folder)
    shutil.copy(articles / names[0], folder / "the-same-again.txt")
    (folder / "empty.txt").touch()
    (folder / "german.txt").write_text(
        "Der Kanzler sagte am Montag in Berlin, die Regierung werde der Ukraine weiter helfen. "
        "Die Opposition im Bundestag widersprach ihm und nannte den Plan der Regierung teuer und schlecht begründet.\n",
        encoding="utf-8",
    )
    return folder
