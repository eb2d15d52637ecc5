"""A warehouse with some rows in it, published through the real path."""

from datetime import date
from pathlib import Path

import pytest
from warehouse_loads import Batch, load_of

from warehouse.lock import lock
from warehouse.publish import publish


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a test's warehouse goes. There is nothing yet."""
    return tmp_path / "onrecord.duckdb"


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Russia and the USA on NATO and each other, over two months. Read it, do not write to it.

    January: Russia opposes NATO, twice in near-identical articles; the USA supports it. February: Russia supports NATO
    and demands something of the USA, quoted by Sergey Lavrov and by "Lavrov". One article has no date.
    """
    folder = tmp_path_factory.mktemp("told")
    january, february = Batch(), Batch()
    for batch in (january, february):
        batch.actor("country:RUS", in_reference=True, country_code="RUS")
        batch.actor("country:USA", in_reference=True, country_code="USA")
        batch.actor("igo:NATO", in_reference=True)
        batch.actor("person:Sergey Lavrov", affiliation_actor_id="country:RUS", country_code="RUS")
        batch.actor("person:Lavrov")

    first = "Russia condemned NATO over the drills, while Washington praised NATO."
    for document_id, publisher in (("jan", "Daily Post"), ("jan-copy", "Evening Star")):
        january.document(document_id, first, published_on=date(2022, 1, 10), publisher=publisher)
        january.stance(
            document_id, "condemned NATO", holder="country:RUS", target="igo:NATO", polarity="oppose", act="REJECT"
        )
        january.stance(
            document_id, "praised NATO", holder="country:USA", target="igo:NATO", polarity="support", act="SUPPORT"
        )
    january.rejected("empty.txt", "e3b0", "empty")

    february.document(
        "feb",
        "Sergey Lavrov said that Russia welcomed NATO talks and that Washington must answer Russia.",
        published_on=date(2022, 2, 20),
        publisher="Daily Post",
    )
    said = february.statement(
        "feb",
        "Russia welcomed NATO talks and that Washington must answer Russia",
        speaker="person:Sergey Lavrov",
        source="Sergey Lavrov",
        quote_type="indirect",
    )
    february.mention("feb", "country:RUS", "Russia")
    february.mention("feb", "igo:NATO", "NATO")
    february.stance(
        "feb",
        "welcomed NATO talks",
        holder="country:RUS",
        target="igo:NATO",
        polarity="support",
        act="AGREE",
        statement=said,
    )
    february.stance(
        "feb", "must answer Russia", holder="country:RUS", target="country:USA", polarity="oppose", act="REQUEST"
    )
    february.document("undated", "Lavrov said nothing was new. An official said it was late.")
    february.statement("undated", "nothing was new", speaker="person:Lavrov", source="Lavrov")
    february.statement("undated", "it was late", source="An official", confidence=0.5)
    february.stance(
        "undated",
        "nothing was new",
        holder="person:Lavrov",
        target=None,
        polarity="oppose",
        act="REJECT",
        target_text="nothing",
    )

    path = folder / "told.duckdb"
    with lock(path):
        publish(path, load_of(folder, "2022-01", january, near_duplicates=[("jan-copy", "jan", 0.99)]))
        publish(path, load_of(folder, "2022-02", february, quarantined=[("fact_stance", "broken|1")]))
    return path
