"""The report page over small warehouses: what it says, where its marks lead, and what it does with hostile text."""

import os
import re
import time
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest
from page_reader import ReadPage
from warehouse_loads import Batch, load_of

from warehouse.errors import NotAReport, NothingToReport, WarehouseMissing
from warehouse.lock import lock
from warehouse.publish import publish
from warehouse.report.build import build_report
from warehouse.report.findings import MATRIX_SIZE, read_findings
from warehouse.report.last_report import LastReport, last_report
from warehouse.report.sentences import LONGEST_PASSAGE, plain, web_address
from warehouse.report.sides import Side, side_of
from warehouse.schema import install_marts, migrate

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\x00\x1b[31m\u202eevil]]>&amp;{{ 7*7 }}"


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "report.html"


def built(warehouse: Path, output: Path, **options: object) -> ReadPage:
    build_report(warehouse, output, **options)  # type: ignore[arg-type]
    return ReadPage(output)


def published(path: Path, load_id: str, batch: Batch) -> None:
    with lock(path):
        publish(path, load_of(path.parent, load_id, batch))


def batch_of(*document_ids: str, polarity: str = "oppose", published_on: date = date(2022, 1, 10)) -> Batch:
    batch = Batch()
    for actor in ("country:RUS", "igo:NATO"):
        batch.actor(actor, in_reference=True)
    for document_id in document_ids:
        batch.document(document_id, f"Russia said it turns to NATO in {document_id}.", published_on=published_on)
        batch.statement(document_id, "it turns to NATO", speaker="country:RUS", source="Russia")
        act = "REJECT" if polarity == "oppose" else "SUPPORT"
        batch.stance(document_id, "turns to NATO", holder="country:RUS", target="igo:NATO", polarity=polarity, act=act)
    return batch


def test_every_mark_leads_to_sentences_on_the_page(told: Path, output: Path) -> None:
    page = built(told, output)
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert page.inner_links <= set(page.ids)
    groups = {element.attributes["id"] for element in page.all("section") if element.attributes.get("class") == "group"}
    kinds = {anchor.split("-")[0] for anchor in groups & page.inner_links}
    assert kinds == {"speaker", "pair", "actor", "rule"}
    assert any(re.fullmatch(r"pair-\d+-\d{8}-(support|oppose)", anchor) for anchor in groups & page.inner_links)


def test_every_chart_is_described_and_is_there_as_a_table(told: Path, output: Path) -> None:
    page = built(told, output)
    charts = page.all("svg")
    assert len(charts) >= 5
    for chart in charts:
        assert chart.attributes["role"] == "img"
        assert len(chart.attributes["aria-label"]) > 10
    assert page.source.count("The same as a table") == len(charts)
    assert len(page.all("table")) >= len(charts)


def test_the_page_loads_nothing_and_has_no_script(told: Path, output: Path) -> None:
    page = built(told, output)
    assert page.loaded == []
    assert not page.all("script")
    assert "default-src 'none'" in page.source


def test_headline_figures_are_those_of_the_marts(told: Path, output: Path) -> None:
    made = build_report(told, output)
    with duckdb.connect(told, read_only=True) as connection:
        counts = [
            connection.execute(f"SELECT count(*) FROM current_{name}").fetchall()[0][0]
            for name in ("document", "statement", "stance")
        ]
    assert [made.document_count, made.statement_count, made.stance_count] == counts
    assert "2022-01-10 to 2022-02-20" in output.read_text(encoding="utf-8")


def test_the_matrix_agrees_with_the_mart(told: Path) -> None:
    cells = {
        (row["holder_actor_id"], row["target_actor_id"]): (row["support_count"], row["oppose_count"])
        for row in read_findings(told).cells
    }
    with duckdb.connect(told, read_only=True) as connection:
        rows = connection.execute(
            "SELECT holder_actor_id, target_actor_id, sum(support_count), sum(oppose_count) "
            "FROM stance_matrix GROUP BY ALL"
        ).fetchall()
    assert cells == {(holder, target): (int(support), int(oppose)) for holder, target, support, oppose in rows}


def test_the_evidence_is_marked_within_its_sentence_and_its_article_is_named(told: Path, output: Path) -> None:
    page = built(told, output)
    assert {"condemned NATO", "praised NATO", "welcomed NATO talks", "must answer Russia"} <= set(page.marked)
    assert "Russia condemned NATO over the drills, while Washington praised NATO." in page.text
    for words in ("Title of jan", "Daily Post", "2022-01-10", "jan.txt"):
        assert words in page.text


def test_a_change_of_mind_is_shown_with_both_sentences(told: Path) -> None:
    findings = read_findings(told)
    (turn,) = findings.turns
    shown = [
        "".join(piece.text for piece in findings.groups[turn[f"{side}_anchor"]].sentences[0].pieces)
        for side in ("before", "after")
    ]
    assert (turn["before"], turn["after"]) == ("oppose", "support")
    assert "Russia condemned NATO" in shown[0]
    assert "Russia welcomed NATO talks" in shown[1]


def test_quality_figures_are_counted(told: Path, output: Path) -> None:
    page = built(told, output)
    inputs = read_findings(told).inputs
    assert (inputs["rejected_count"], inputs["quarantined_count"]) == (1, 1)
    assert (inputs["near_duplicate_count"], inputs["broken_expectation_count"]) == (1, 1)
    for words in ("empty.txt", "text_matches_span", "stance: verb", "statement: cue"):
        assert words in page.text


@pytest.mark.filterwarnings("error")
def test_hostile_text_stays_text(path: Path, output: Path) -> None:
    batch = Batch()
    holder, target = f"person:{HOSTILE}", f"org:{HOSTILE}"
    for actor in (holder, target):
        batch.actor(actor)
    batch.document("d", f"{HOSTILE} said {HOSTILE} is bad.", path=f"{HOSTILE}.txt", published_on=date(2022, 1, 1),
                   publisher=HOSTILE)  # fmt: skip
    batch.rows["dim_document"][-1] |= {"title": HOSTILE, "url": "javascript:alert(3)"}
    batch.statement("d", f"{HOSTILE} is bad", speaker=holder, source=HOSTILE, cue="said")
    batch.stance("d", f"{HOSTILE} is bad", holder=holder, target=target, polarity="oppose", act="REJECT",
                 target_text=HOSTILE)  # fmt: skip
    batch.rejected(f"{HOSTILE}.bin", "e", "empty")
    published(path, "1", batch)
    page = built(path, output)
    assert page.open == []
    assert not page.all("script")
    assert not page.all("img")
    assert page.loaded == []
    assert not any(name.startswith("on") for element in page.elements for name in element.attributes)
    assert all("javascript:" not in element.attributes.get("href", "") for element in page.elements)
    assert not any(character in page.source for character in "\x00\x1b\u202e")
    assert "{{ 7*7 }}" in page.text
    assert "<script>alert(1)</script>" in page.text  # as words
    assert len({*read_findings(path).labels.values()}) == 2


def test_a_web_address_is_a_link_and_anything_else_is_not() -> None:
    assert web_address("https://example.org/a?b=1") == "https://example.org/a?b=1"
    for bad in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x.org", "http://[", "", None):
        assert web_address(bad) is None
    assert plain("a\n\tb\x00\u200bc\u202e") == "a bc"
    assert plain("abcdef", 4) == "abc…"


def test_a_long_passage_is_cut_around_its_evidence(path: Path) -> None:
    batch = batch_of()
    batch.document("long", f"{'word ' * 500}Russia shuns NATO {'word ' * 500}end.", published_on=date(2022, 1, 1))
    batch.stance("long", "shuns NATO", holder="country:RUS", target="igo:NATO", polarity="oppose", act="REJECT")
    published(path, "1", batch)
    (sentence,) = read_findings(path).groups["pair-1"].sentences
    assert [piece.text for piece in sentence.pieces if piece.is_marked] == ["shuns NATO"]
    assert sum(len(piece.text) for piece in sentence.pieces) < LONGEST_PASSAGE + 10


def test_an_empty_warehouse_gives_a_page_that_says_so(path: Path, output: Path) -> None:
    with duckdb.connect(path) as connection:
        migrate(connection, path)
        install_marts(connection)
    page = built(path, output)
    assert "The warehouse is empty" in page.text
    assert page.open == []
    assert page.loaded == []
    assert not page.all("svg")
    assert page.inner_links <= set(page.ids)


def test_articles_without_stances_give_a_page_that_says_so(path: Path, output: Path) -> None:
    batch = Batch()
    batch.document("plain", "It rained.")
    published(path, "1", batch)
    page = built(path, output)
    for words in ("No statement has a named speaker", "No actor has a stance toward another", "no dates"):
        assert words in page.text


def test_a_missing_warehouse_is_told_and_nothing_is_written(path: Path, output: Path) -> None:
    with pytest.raises(WarehouseMissing):
        build_report(path, output)
    assert not output.exists()


def test_since_leaves_out_what_is_older_or_undated(told: Path, output: Path) -> None:
    made = build_report(told, output, since=date(2022, 2, 1))
    assert made.document_count == 1
    text = ReadPage(output).text
    assert "2 articles older than that or without a date are left out" in text
    assert "condemned NATO" not in text.split("Sentences")[-1]
    assert "no article that was published on 2030-01-01" in built(told, output, since=date(2030, 1, 1)).text


@pytest.mark.parametrize("holder", ["country:USA", "usa"])
def test_timelines_can_be_chosen(told: Path, holder: str) -> None:
    (timeline,) = read_findings(told, holder=holder).timelines
    assert (timeline["holder_actor_id"], timeline["target_actor_id"]) == ("country:USA", "igo:NATO")
    assert [point["stance_count"] for point in timeline["points"]] == [1]


def test_a_pair_without_stances_is_told_with_those_that_there_are(told: Path, output: Path) -> None:
    with pytest.raises(NothingToReport, match="country:RUS"):
        build_report(told, output, holder="country:FRA")
    with pytest.raises(NothingToReport, match="igo:NATO"):
        build_report(told, output, target="nobody")
    assert not output.exists()


def test_the_next_report_shows_what_came_since_the_last(path: Path, output: Path) -> None:
    published(path, "1", batch_of("a", "b"))
    first = built(path, output)
    assert "This is the first report" in first.text
    published(path, "2", batch_of("c", polarity="support", published_on=date(2022, 3, 1)))
    made = build_report(path, output)
    page = ReadPage(output)
    assert made.new_stance_count == 1
    assert "1 load with 1 article, 1 statement and 1 stance." in " ".join(page.text.split())
    findings = read_findings(path, last=LastReport("1", None))
    assert findings.groups["new-stances"].count == findings.groups["new-statements"].count == 1
    assert findings.groups["new-stances"].sentences[0].title == "Title of c"
    assert [turn["after"] for turn in findings.turns] == ["support"]


def test_a_report_made_again_without_a_load_shows_the_same(path: Path, output: Path) -> None:
    published(path, "1", batch_of("a"))
    build_report(path, output)
    assert build_report(path, output).new_stance_count is None
    published(path, "2", batch_of("b"))
    assert [build_report(path, output).new_stance_count for _ in range(3)] == [1, 1, 1]
    published(path, "3", batch_of("c", "d"))
    assert build_report(path, output).new_stance_count == 2


def test_a_report_of_another_warehouse_is_not_compared_with(path: Path, told: Path, output: Path) -> None:
    published(path, "1", batch_of("a"))
    build_report(path, output)
    assert build_report(told, output).new_stance_count is None


@pytest.mark.parametrize("content", ["", "my notes", '<meta name="onrecord-report" content="[]">'])
def test_a_file_that_is_no_report_is_not_replaced(told: Path, output: Path, content: str) -> None:
    output.write_text(content, encoding="utf-8")
    with pytest.raises(NotAReport, match="--output"):
        build_report(told, output)
    assert output.read_text(encoding="utf-8") == content
    with pytest.raises(NotAReport, match="folder"):
        last_report(output.parent)


def test_nothing_half_written_is_left_where_the_page_cannot_be_written(
    told: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("No space left on device")

    build_report(told, output)
    before = output.read_bytes()
    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(Exception, match="No space left"):
        build_report(told, output)
    assert output.read_bytes() == before
    assert list(output.parent.iterdir()) == [output]


@pytest.mark.parametrize(
    ("score", "side"),
    [(-1, Side.OPPOSES), (-0.6, Side.OPPOSES), (-0.5, Side.RATHER_OPPOSES), (0, Side.MIXED), (0.2, Side.MIXED),
     (0.5, Side.RATHER_SUPPORTS), (0.6, Side.SUPPORTS), (1, Side.SUPPORTS)],
)  # fmt: skip
def test_a_net_score_is_one_of_five_words(score: float, side: Side) -> None:
    assert side_of(score) == side


def test_a_hundred_thousand_stances_make_a_page_of_a_few_megabytes_in_seconds(path: Path, output: Path) -> None:
    with duckdb.connect(path) as connection:
        migrate(connection, path)
        connection.execute(MANY)
        install_marts(connection)
    started = time.process_time()
    made = build_report(path, output)
    assert time.process_time() - started < 20
    assert made.stance_count == 100_000
    assert made.byte_count < 5_000_000
    assert len(read_findings(path).holders) == MATRIX_SIZE
    page = ReadPage(output)
    assert page.inner_links <= set(page.ids)
    assert "left out" in page.text


MANY = f"""
INSERT INTO load BY NAME
SELECT 'l' AS load_id, TIMESTAMPTZ '{datetime(2026, 1, 1, tzinfo=UTC)}' AS started_at, started_at AS published_at,
    '1' AS extractor_version, 'm' AS model_name, 20000 AS input_count, 0 AS unchanged_count, 20000 AS document_count,
    0 AS duplicate_count, 0 AS rejected_count, 0 AS extracted_row_count, 0 AS published_row_count,
    0 AS quarantined_row_count;

INSERT INTO dim_actor BY NAME
SELECT format('person:Actor {{}}', i) AS actor_id, 'person' AS kind, format('Actor {{}}', i) AS name,
    false AS in_reference, 'l' AS load_id
FROM range(400) AS r(i);

INSERT INTO actor_alias BY NAME
SELECT actor_id, actor_id AS canonical_actor_id, 'same' AS reason FROM dim_actor;

INSERT INTO dim_document BY NAME
SELECT format('d{{}}', i) AS document_id, format('A rather long title of the article with number {{}}', i) AS title,
    'article' AS document_kind, DATE '2000-01-01' + (i * 7919 % 9000)::INTEGER AS published_on, 'day' AS date_precision,
    'en' AS language, repeat(format('Actor number {{}} condemned the other one in words that are quoted here. ', i), 30)
    AS text, 300 AS word_count, [1]::UINTEGER[] AS minhash, '1' AS extractor_version, true AS is_current,
    'l' AS load_id
FROM range(20000) AS r(i);

INSERT INTO dim_source BY NAME
SELECT 's' || document_id AS source_id, document_id, document_id || '.txt' AS path, document_id AS raw_hash,
    1 AS byte_count, 'utf-8' AS encoding, [] AS raw_ranges, true AS is_current, 'l' AS load_id
FROM dim_document;

INSERT INTO fact_sentence BY NAME
SELECT document_id, i AS sentence_index, 0 AS paragraph_index, i * 300 AS start_char, i * 300 + 290 AS end_char,
    text[i * 300 + 1 : i * 300 + 290] AS text, '1' AS extractor_version, 'l' AS load_id
FROM dim_document, range(5) AS r(i);

INSERT INTO fact_stance BY NAME
SELECT format('{{}}-{{}}', document_id, sentence_index) AS stance_id, document_id, sentence_index,
    format('person:Actor {{}}', (pow((hash(document_id) + sentence_index) % 1000 / 1000, 3) * 399)::INTEGER)
        AS holder_actor_id,
    format('person:Actor {{}}', (pow((hash(document_id || 't') + sentence_index) % 977 / 977, 3) * 398)::INTEGER + 1)
        AS target_actor_id,
    'x' AS target_text, start_char AS target_start_char, start_char + 1 AS target_end_char,
    if(hash(stance_id) % 3 = 0, 'support', 'oppose') AS polarity, if(polarity = 'support', 'AID', 'REJECT') AS act,
    'present' AS modality, false AS is_negated, text[6:60] AS evidence_text, start_char + 5 AS start_char,
    start_char + 60 AS end_char, 'condemned' AS cue_text, format('verb{{}}:x', hash(stance_id) % 15) AS rule,
    hash(stance_id) % 100 / 100 AS confidence, '1' AS extractor_version, 'l' AS load_id
FROM fact_sentence AS sentence;

INSERT INTO fact_statement BY NAME
SELECT 'st' || stance_id AS statement_id, document_id, sentence_index, start_char, end_char, 'x' AS source_text,
    [] AS source_spans, 'said' AS cue_text, [] AS cue_spans, evidence_text AS content_text,
    [{{'start_char': start_char, 'end_char': end_char}}] AS content_spans, 'direct' AS quote_type,
    holder_actor_id AS speaker_actor_id, rule, confidence, extractor_version, load_id
FROM fact_stance;
"""
