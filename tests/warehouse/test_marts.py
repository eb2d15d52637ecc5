from pathlib import Path

from warehouse.query import run_sql


def rows(path: Path, sql: str) -> list[dict[str, object]]:
    return list(run_sql(path, sql).iter_rows(named=True))


def test_the_matrix_counts_near_duplicates_once(told: Path) -> None:
    (cell,) = rows(
        told,
        "SELECT * FROM stance_matrix "
        "WHERE holder_actor_id = 'country:RUS' AND target_actor_id = 'igo:NATO' AND month = '2022-01-01'",
    )
    assert (cell["stance_count"], cell["oppose_count"], cell["support_count"], cell["net_score"]) == (1, 1, 0, -1.0)


def test_the_matrix_adds_up_to_the_stances_toward_actors(told: Path) -> None:
    counted = run_sql(told, "SELECT sum(stance_count) = sum(support_count + oppose_count) FROM stance_matrix").item()
    total = run_sql(
        told,
        "SELECT (SELECT sum(stance_count) FROM stance_matrix) = "
        "(SELECT count(*) FROM current_stance WHERE target_actor_id IS NOT NULL)",
    ).item()
    assert counted
    assert total


def test_a_month_is_not_invented_for_an_undated_text(told: Path) -> None:
    (stance,) = rows(told, "SELECT month, published_on FROM current_stance WHERE document_id = 'undated'")
    assert stance == {"month": None, "published_on": None}


def test_a_change_of_mind_shows_both_sentences(told: Path) -> None:
    (turn,) = rows(told, "SELECT * FROM changes_of_mind")
    assert (turn["holder_actor_id"], turn["target_actor_id"]) == ("country:RUS", "igo:NATO")
    assert (turn["before"], turn["after"]) == ("oppose", "support")
    assert str(turn["before_sentence"]).startswith("Russia condemned NATO")
    assert "welcomed NATO talks" in str(turn["after_sentence"])


def test_a_target_with_holders_on_both_sides_is_contested(told: Path) -> None:
    # Russia's two stances on NATO cancel out over the two months, so that nobody opposes it on balance.
    assert rows(told, "SELECT * FROM contested_targets") == []


def test_the_timeline_runs_in_order_of_publication(told: Path) -> None:
    timeline = rows(
        told,
        "SELECT polarity, net_score_so_far FROM stance_timeline "
        "WHERE holder_actor_id = 'country:RUS' AND target_actor_id = 'igo:NATO' ORDER BY published_on",
    )
    assert timeline == [
        {"polarity": "oppose", "net_score_so_far": -1.0},
        {"polarity": "support", "net_score_so_far": 0.0},
    ]


def test_statements_name_the_actors_of_their_content(told: Path) -> None:
    (said,) = rows(told, "SELECT speaker, about_actor_ids FROM who_said_what WHERE document_id = 'feb'")
    assert said == {"speaker": "Sergey Lavrov", "about_actor_ids": ["country:RUS", "igo:NATO"]}


def test_a_source_without_an_actor_is_shown_as_written(told: Path) -> None:
    found = rows(told, "SELECT speaker FROM who_said_what WHERE speaker_actor_id IS NULL")
    assert found == [{"speaker": "An official"}]


def test_the_spellings_of_a_speaker_are_counted_together(told: Path) -> None:
    (speaker,) = rows(told, "SELECT * FROM most_quoted")
    assert speaker["speaker_actor_id"] == "person:Sergey Lavrov"
    assert speaker["speaker_affiliation_actor_id"] == "country:RUS"
    assert (speaker["statement_count"], speaker["document_count"], speaker["direct_count"]) == (2, 2, 1)


def test_no_view_repeats_its_key(told: Path) -> None:
    keys = {
        "current_document": "document_id",
        "canonical_actor": "actor_id",
        "current_statement": "statement_id",
        "current_stance": "stance_id",
        "who_said_what": "statement_id",
        "stance_timeline": "stance_id",
        "stance_matrix": "holder_actor_id, target_actor_id, month",
        "changes_of_mind": "holder_actor_id, target_actor_id, changed_on",
        "most_quoted": "speaker_actor_id",
        "contested_targets": "target_actor_id",
    }
    for view, key in keys.items():
        repeated = run_sql(told, f"SELECT {key} FROM {view} GROUP BY {key} HAVING count(*) > 1")
        assert repeated.is_empty(), view
