import csv
from pathlib import Path

import pytest

from expectations import reference
from expectations.reference import check_reference
from transforms.reference import AliasKind, Gender

SHIPPED = Path(__file__).parent.parent.parent / "seeds" / "reference"

FILES = {
    "countries": [
        "actor_id,name,country_code,wikidata_id,source",
        "country:NOR,Norland,NOR,Q1,On Record",
        "country:nor,Nor,NOR,Q1,On Record",
        "country:SUD,,SUD,Q2,On Record",
    ],
    "organisations": [
        "actor_id,name,country_code,affiliation_actor_id,wikidata_id,source",
        "org:Bank,Bank,NOR,country:NOR,Q3,On Record",
        "org:Bank,Bank,NOR,,Q3,On Record",
        "org:Court,Norland,XXX,,Q4,",
        "org:Fleet,Fleet,NOR,org:Nobody,4,On Record",
    ],
    "armed_groups": ["actor_id,name,country_code,wikidata_id,source", "group:Band,Band,,,On Record"],
    "media": ["actor_id,name,country_code,wikidata_id,source", "group:Band,Band,,,On Record"],
    "country_aliases": ["alias,actor_id,kind,source", "Norlander,country:NOR,demonym,rigour"],
    "aliases": [
        "alias,actor_id,kind,source",
        "Norlander,org:Bank,name,On Record",
        "The Court ,org:Court,name,On Record",
        "Nobody,org:Nobody,name,On Record",
        "Bank,org:Bank,money,On Record",
        ",org:Bank,name,On Record",
        "Bank,org:Bank,name,On Record",
    ],
    "people": [
        "person_actor_id,title,of_actor_id,from_date,until_date,wikidata_id,source",
        "person:Ada Holm,minister,country:NOR,2020-01-01,2019-01-01,Q5,On Record",
        "person:Ada Holm,minister,country:NOR,2018-01-01,,Q5,On Record",
        "Bo Lind,,org:Nobody,2020-13-01,soon,x,On Record",
        "person:Cy Moss,minister,country:NOR,,,,On Record",
        "person:Cy Moss,minister,country:NOR,,,,On Record",
    ],
    "titles": ["title,kind,source", "minister,office,On Record", "minister,job,On Record"],
    "first_names": ["first_name,gender,source", "ada,female,On Record", "ada,girl,On Record"],
    "cues": ["cue,source", "say,On Record", ",On Record"],
    "acts": ["entry,act,polarity,source", "hug,EMBRACE,warm,On Record"],
}

EXPECTED = {
    "countries.csv: actor_id is well-formed: 1 of 3, line 3: actor_id = country:nor",
    "countries.csv: name is not null: 1 of 3, line 4: name = None",
    "countries.csv: name stands for one actor: 2 of 3, line 2: name = Norland, actor_id = country:NOR",
    "organisations.csv: name stands for one actor: 1 of 4, line 4: name = Norland, actor_id = org:Court",
    "organisations.csv: actor_id is introduced once: 2 of 4, line 2: actor_id = org:Bank; line 3: actor_id = org:Bank",
    "organisations.csv: country_code is that of a known country: 1 of 4, line 4: country_code = XXX",
    "organisations.csv: source is not null: 1 of 4, line 4: source = None",
    "organisations.csv: affiliation_actor_id is a known actor: 1 of 4, line 5: affiliation_actor_id = org:Nobody",
    "organisations.csv: wikidata_id is well-formed: 1 of 4, line 5: wikidata_id = 4",
    "armed_groups.csv: actor_id is introduced once: 1 of 1, line 2: actor_id = group:Band",
    "media.csv: actor_id is introduced once: 1 of 1, line 2: actor_id = group:Band",
    "country_aliases.csv: alias stands for one actor: 1 of 1, line 2: alias = Norlander, actor_id = country:NOR",
    "aliases.csv: alias stands for one actor: 2 of 6, line 2: alias = Norlander, actor_id = org:Bank",
    "aliases.csv: alias has no blanks around it: 2 of 6, line 3: alias = The Court ",
    "aliases.csv: actor_id is a known actor: 1 of 6, line 4: alias = Nobody, actor_id = org:Nobody",
    "aliases.csv: kind is a known value: 1 of 6, line 5: kind = money",
    "aliases.csv: alias is not null: 1 of 6, line 6: alias = None",
    "aliases.csv: alias is unique: 2 of 6, line 5: alias = Bank; line 7: alias = Bank",
    "people.csv: from_date is before until_date: 1 of 5, line 2",
    "people.csv: a person's offices are in order of time: 1 of 5, line 3",
    "people.csv: person_actor_id is well-formed: 1 of 5, line 4: person_actor_id = Bo Lind",
    "people.csv: of_actor_id is a known actor: 1 of 5, line 4",
    "people.csv: title is not null: 1 of 5, line 4: title = None",
    "people.csv: from_date is a date: 1 of 5, line 4: from_date = 2020-13-01",
    "people.csv: until_date is a date: 1 of 5, line 4: until_date = soon",
    "people.csv: wikidata_id is well-formed: 1 of 5, line 4: wikidata_id = x",
    "people.csv: person_actor_id + title + of_actor_id + from_date is unique: 2 of 5, line 5",
    "titles.csv: title is unique: 2 of 2",
    "titles.csv: kind is a known value: 1 of 2, line 3: kind = job",
    "first_names.csv: first_name is unique: 2 of 2",
    "first_names.csv: gender is a known value: 1 of 2, line 3: gender = girl",
    "cues.csv: cue is not null: 1 of 2, line 3: cue = None",
    "acts.csv: act is a known value: 1 of 1, line 2: act = EMBRACE",
    "acts.csv: polarity is a known value: 1 of 1, line 2: polarity = warm",
}


@pytest.fixture(scope="module")
def failures(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What is found in files with every mistake in them."""
    folder = tmp_path_factory.mktemp("reference")
    for name, lines in FILES.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return check_reference(folder)


def test_the_reference_data_that_we_ship_is_sound() -> None:
    assert check_reference(SHIPPED) == []


@pytest.mark.parametrize("expected", sorted(EXPECTED))
def test_a_mistake_is_found_with_its_file_and_line(failures: list[str], expected: str) -> None:
    assert [failure for failure in failures if failure.startswith(expected)]


def test_nothing_else_is_found(failures: list[str]) -> None:
    assert {failure.split(": ")[1] for failure in failures} == {expected.split(": ")[1] for expected in EXPECTED}
    assert len(failures) == len(EXPECTED)


def test_a_missing_file_or_column_is_named(tmp_path: Path) -> None:
    for name, lines in FILES.items():
        if name != "cues":
            (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "titles.csv").write_text("title,source\nminister,On Record\n", encoding="utf-8")
    assert check_reference(tmp_path) == ["titles.csv: column kind is missing", "cues.csv is missing"]


def test_the_kinds_allowed_are_those_that_the_transforms_know() -> None:
    with (SHIPPED / "titles.csv").open(encoding="utf-8", newline="") as file:
        title_kinds = {row["kind"] for row in csv.DictReader(file)}
    assert set(reference.ALIAS_KINDS) == set(AliasKind)
    assert set(reference.GENDERS) == set(Gender)
    assert set(reference.TITLE_KINDS) == title_kinds
