"""What extraction finds in some articles, kept as files that a person can read and compare.

`make golden` writes them anew. A difference is not an error: it is to be read, and kept if it is better.
"""

from pathlib import Path

import pytest
from spacy.language import Language

from transforms.annotate import annotate
from transforms.documents import CleanDocument
from transforms.read import read

HERE = Path(__file__).parent
ARTICLES = HERE.parent.parent / "seeds" / "articles"
NAMES = (
    "voa-nato-russia-talks.txt",
    "centcom-airstrikes-al-qaida-isil.txt",
    "centcom-carter-abadi-mosul.txt",
    "white-house-biden-on-annexation.md",
)


@pytest.mark.parametrize("name", NAMES)
def test_an_article_is_read_as_its_golden_file_says(name: str, nlp: Language, request: pytest.FixtureRequest) -> None:
    golden = HERE / f"{Path(name).stem}.golden"
    found = readable(ARTICLES / name, nlp)
    if request.config.getoption("--write-golden"):
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")


def readable(article: Path, nlp: Language) -> str:
    """Head, statements and stances of the article, a line each."""
    ((_, document, doc, _),) = annotate(read(article), nlp)
    assert isinstance(document, CleanDocument)
    assert doc is not None
    lines = [f"{name}: {getattr(document, name)}" for name in ("title", "kind", "author", "date_text", "published_on")]
    lines += ["", "STATEMENTS (speaker | source | cue | content)"]
    for statement in doc._.statements:
        roles = (statement.source, statement.cue, statement.content)
        written = [" … ".join(span.text for span in role) or "-" for role in roles]
        lines.append(" | ".join((statement.speaker_actor_id or "-", *written)))
    lines += ["", "STANCES (holder | polarity act modality | target | evidence)"]
    for stance in doc._.stances:
        target = f"{stance.target_actor_id or '-'} ({stance.target.text})"
        act = f"{stance.polarity} {stance.act} {stance.modality}"
        lines.append(" | ".join((stance.holder_actor_id, act, target, stance.evidence.text)))
    return "\n".join(" ".join(line.split()) for line in lines) + "\n"
