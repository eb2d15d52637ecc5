"""The warehouse file that each release wrote opens with today's code, and takes new loads.

`onrecord-0.1.0.duckdb.xz` is what release 0.1.0 made of seeds/articles. It is never written anew: a later release adds
its own file beside it.
"""

import lzma
from pathlib import Path

import pytest
from warehouse_loads import Batch, load_of

from warehouse.errors import QueryFailed
from warehouse.lock import lock
from warehouse.publish import publish
from warehouse.query import run_sql
from warehouse.read import ledger, loads

RELEASED = sorted(Path(__file__).parent.glob("onrecord-*.duckdb.xz"))
COUNTS = (
    "SELECT (SELECT count(*) FROM dim_document) AS documents, (SELECT count(*) FROM fact_statement) AS statements, "
    "(SELECT count(*) FROM fact_stance) AS stances"
)


@pytest.fixture(params=RELEASED, ids=lambda file: file.name)
def released(request: pytest.FixtureRequest, path: Path) -> Path:
    path.write_bytes(lzma.decompress(request.param.read_bytes()))
    return path


def test_a_released_warehouse_answers_questions(released: Path) -> None:
    (documents, statements, stances) = run_sql(released, COUNTS).row(0)
    assert documents == ledger(released).height == 26
    assert statements > 100
    assert stances > 100
    assert run_sql(released, "FROM stance_matrix").height > 0


def test_a_question_about_a_column_that_came_later_says_what_to_do(released: Path) -> None:
    with pytest.raises(QueryFailed, match="the next `onrecord run` adds"):
        run_sql(released, "SELECT model_score FROM fact_stance")


def test_a_load_on_top_of_a_released_warehouse_keeps_what_was_there(released: Path, tmp_path: Path) -> None:
    before = run_sql(released, COUNTS).row(0)
    batch = Batch()
    batch.document("new", "Nothing of this was said before.")
    with lock(released):
        publish(released, load_of(tmp_path / "staged", "second", batch))
    documents, statements, stances = run_sql(released, COUNTS).row(0)
    assert (documents, statements, stances) == (before[0] + 1, before[1], before[2])
    assert loads(released).height == 2
    assert run_sql(released, "SELECT count(model_score) FROM fact_stance").row(0) == (0,)


def test_the_first_release_is_among_them() -> None:
    assert "onrecord-0.1.0.duckdb.xz" in {file.name for file in RELEASED}
