"""The reference data is whole and consistent, and an overlay changes it or fails with a message to act on."""

import unicodedata
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from transforms.reference import (
    ACTOR_FILES,
    ALIAS_FILES,
    Alias,
    AliasKind,
    Gender,
    Office,
    OverlayError,
    Reference,
    load_reference,
    word_list,
)
from warehouse.contract import ActorKind

ISO_COUNTRY_COUNT = 249
WITHOUT_ADJECTIVE = {"ATA", "ATF", "BVT", "HMD", "IOT", "SGS", "UMI", "VAT"}
"""Territories without inhabitants, and the Vatican, whose name is its adjective."""
WITHOUT_CAPITAL = """
AIA ATA ATG AUT BEL BES BHS BMU BRB BVT CCK CHL CRI CXR CYM DJI ESH FLK GIB GRD GUY HKG HMD IMN IOT JAM LUX MAC MCO MDV
MNP MSR NFK PRI REU SGP SHN SMR SPM SYC TKL UMI VAT VCT
"""
"""Countries whose capital country_edits.csv drops as a trap, or that have none, or none with a name of its own."""
NAMED_WITH_ARTICLE = {"org:The Guardian", "org:The Times", "org:The Economist"}


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


@pytest.fixture
def with_overlay(tmp_path: Path):
    def load(*lines: str, header: str = "alias,actor_id,name,kind,country_code,affiliation_actor_id,wikidata_id"):
        path = tmp_path / "overlay.csv"
        path.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
        return load_reference(path)

    return load


def codes_with(reference: Reference, *kinds: AliasKind) -> set[str]:
    return {
        alias.actor_id.removeprefix("country:")
        for alias in reference.aliases.values()
        if alias.kind in kinds and alias.actor_id.startswith("country:")
    }


def test_every_iso_country_and_kosovo_is_an_actor(reference: Reference) -> None:
    codes = {actor.country_code for actor in reference.actors.values() if actor.kind == ActorKind.COUNTRY}
    assert len(codes) == ISO_COUNTRY_COUNT + 1
    assert "XKX" in codes


def test_every_country_with_people_has_an_adjective_or_demonym(reference: Reference) -> None:
    codes = {actor.country_code for actor in reference.actors.values() if actor.kind == ActorKind.COUNTRY}
    assert codes - codes_with(reference, AliasKind.ADJECTIVE, AliasKind.DEMONYM) == WITHOUT_ADJECTIVE


def test_every_country_whose_capital_is_no_trap_has_it(reference: Reference) -> None:
    codes = {actor.country_code for actor in reference.actors.values() if actor.kind == ActorKind.COUNTRY}
    assert sorted(codes - codes_with(reference, AliasKind.CAPITAL)) == WITHOUT_CAPITAL.split()


@pytest.mark.parametrize(
    ("text", "actor_id", "kind"),
    [
        ("U.S.", "country:USA", AliasKind.ACRONYM),
        ("Britain", "country:GBR", AliasKind.NAME),
        ("Russians", "country:RUS", AliasKind.DEMONYM),
        ("Ukrainian", "country:UKR", AliasKind.ADJECTIVE),
        ("Kiev", "country:UKR", AliasKind.CAPITAL),
        ("Kremlin", "country:RUS", AliasKind.METONYM),
        ("Capitol Hill", "org:Congress", AliasKind.METONYM),
        ("NATO", "igo:NATO", AliasKind.ACRONYM),
        ("Organization for Security and Cooperation in Europe", "igo:OSCE", AliasKind.NAME),
        ("Daesh", "org:ISIL", AliasKind.NAME),
        ("Kurdish", "group:Kurds", AliasKind.ADJECTIVE),
        ("Viktor Yanukovich", "person:Viktor Yanukovych", AliasKind.SPELLING),
        ("Francois Hollande", "person:François Hollande", AliasKind.SPELLING),
    ],
)
def test_known_names_stand_for_their_actor(reference: Reference, text: str, actor_id: str, kind: AliasKind) -> None:
    assert reference.aliases[text] == Alias(text, actor_id, kind)


@pytest.mark.parametrize("text", ["Crimea", "Donbas", "West Bank", "Victoria", "Georgetown", "Male", "Vienna"])
def test_places_that_are_no_actor_stand_for_none(reference: Reference, text: str) -> None:
    assert text not in reference.aliases


def test_no_row_claims_an_alias_or_an_id_that_another_has() -> None:
    names = [row["name"] for name in ACTOR_FILES for row in word_list(name)]
    people = {row["person_actor_id"].partition(":")[2] for row in word_list("people")}
    written = [row["alias"] for name in ALIAS_FILES for row in word_list(name)]
    assert [text for text, count in Counter([*names, *people, *written]).items() if count > 1] == []
    ids = Counter(row["actor_id"] for name in ACTOR_FILES for row in word_list(name))
    assert [actor_id for actor_id, count in ids.items() if count > 1] == []


def test_everything_refers_to_a_known_actor(reference: Reference) -> None:
    referred = {alias.actor_id for alias in reference.aliases.values()}
    referred |= {office.of_actor_id for office in reference.offices}
    referred |= {actor.affiliation_actor_id for actor in reference.actors.values() if actor.affiliation_actor_id}
    referred |= {f"country:{actor.country_code}" for actor in reference.actors.values() if actor.country_code}
    assert referred - reference.actors.keys() == set()


def test_aliases_are_written_clean(reference: Reference) -> None:
    unclean = [
        text
        for text in reference.aliases
        if text != " ".join(text.split())
        or text != unicodedata.normalize("NFC", text)
        or (text.lower().startswith("the ") and reference.aliases[text].actor_id not in NAMED_WITH_ARTICLE)
    ]
    assert unclean == []


def test_terms_of_office_start_before_they_end_and_follow_each_other(reference: Reference) -> None:
    started: dict[str, Office] = {}
    for office in reference.offices:
        if office.from_date and office.until_date:
            assert office.from_date < office.until_date, office
        before = started.get(office.person_actor_id)
        if office.from_date:
            assert before is None or before.from_date <= office.from_date, office
            started[office.person_actor_id] = office


def test_an_office_that_one_person_holds_has_no_two_holders_at_a_time(reference: Reference) -> None:
    for title in ("president", "prime minister", "secretary of state", "secretary-general"):
        terms = sorted(
            (office.of_actor_id, office.from_date, office)
            for office in reference.offices
            if office.title == title and office.from_date
        )
        for (_, _, earlier), (_, _, later) in pairwise(terms):
            if earlier.of_actor_id == later.of_actor_id:
                assert earlier.until_date is not None, (earlier, later)
                assert earlier.until_date <= later.from_date, (earlier, later)


def test_a_person_belongs_to_the_newest_office(reference: Reference) -> None:
    assert reference.actors["person:Jens Stoltenberg"].affiliation_actor_id == "country:NOR"
    assert reference.actors["person:Ismail Haniyeh"].affiliation_actor_id == "org:Hamas"
    assert reference.actors["person:Ismail Haniyeh"].country_code == "PSE"


def test_titles_and_first_names_are_lower_case_and_of_known_kinds(reference: Reference) -> None:
    assert all(word == word.lower() for word in (*reference.titles, *reference.first_names))
    assert set(reference.titles.values()) == {"honorific", "office", "spokesperson", "rank"}
    assert reference.titles["prime minister"] == "office"
    assert reference.titles["lt. gen."] == "rank"


@pytest.mark.parametrize(
    ("name", "gender"),
    [("mary", Gender.FEMALE), ("fatima", Gender.FEMALE), ("yuri", Gender.MALE), ("jean", Gender.EITHER)],
)
def test_first_names_have_a_gender_where_most_bearers_share_it(reference: Reference, name: str, gender: Gender) -> None:
    assert reference.first_names[name] == gender


def test_every_row_of_every_list_says_its_source() -> None:
    for path in sorted((Path(__file__).parents[2] / "seeds" / "reference").glob("*.csv")):
        assert all(row["source"] for row in word_list(path.stem)), path.name


def test_reference_is_read_once() -> None:
    assert load_reference() is load_reference()


def test_overlay_adds_an_actor_with_its_aliases(with_overlay) -> None:
    reference = with_overlay(
        "Free Harbour Party,org:Free Harbour Party,,,MLT,country:MLT,",
        "FHP,org:Free Harbour Party,,acronym,,,",
    )
    actor = reference.actors["org:Free Harbour Party"]
    assert (actor.kind, actor.country_code, actor.affiliation_actor_id) == (ActorKind.ORG, "MLT", "country:MLT")
    assert reference.aliases["FHP"] == Alias("FHP", "org:Free Harbour Party", AliasKind.ACRONYM)


def test_overlay_re_points_an_alias_and_renames_an_actor(with_overlay) -> None:
    reference = with_overlay("Congress,org:Indian National Congress,INC,,,,")
    assert reference.aliases["Congress"].actor_id == "org:Indian National Congress"
    assert reference.actors["org:Indian National Congress"].name == "INC"
    assert reference.actors["org:Indian National Congress"].country_code == "IND"


def test_overlay_removes_an_alias(with_overlay) -> None:
    assert "Washington" not in with_overlay("Washington,-,,,,,").aliases


def test_overlay_leaves_the_shipped_reference_alone(with_overlay) -> None:
    with_overlay("Washington,-,,,,,")
    assert load_reference().aliases["Washington"].actor_id == "country:USA"


def test_overlay_needs_two_columns_only(with_overlay) -> None:
    reference = with_overlay("Free Harbour Party,org:Free Harbour Party", header="alias,actor_id")
    assert reference.actors["org:Free Harbour Party"].name == "Free Harbour Party"


def test_overlay_saved_by_a_spreadsheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "overlay.csv"
    path.write_bytes("\ufeffalias,actor_id\r\nMuscovy,country:RUS\r\n".encode())
    assert load_reference(path).aliases["Muscovy"].actor_id == "country:RUS"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["Muscovy,Russia,,,,,"], r"overlay.csv, line 2: actor_id 'Russia' is none"),
        (["Muscovy,country:Russia,,,,,"], r"line 2: actor_id 'country:Russia' is none"),
        (["Muscovy,,,,,,"], r"line 2: actor_id is empty"),
        ([",country:RUS,,,,,"], r"line 2: alias is empty"),
        (["Muscovy,country:RUS,,nickname,,,"], r"line 2: kind 'nickname' is not known"),
        (["FHP,org:FHP,,,Malta,,"], r"line 2: country_code 'Malta' is none"),
        (["FHP,org:FHP,,,,,12"], r"line 2: wikidata_id '12' is none"),
        (["FHP,org:FHP,,,,org:Nobody,"], r"line 2: affiliation_actor_id 'org:Nobody' is no known actor"),
        (["Muscovy,country:RUS,,,,,", "Muscovy,country:UKR,,,,,"], r"line 3: alias 'Muscovy' is given in .*line 2 too"),
        (["Muscovy,-,,,,,"], r"line 2: there is no alias 'Muscovy' to remove"),
        (["Muscovy,country:RUS,,,,,,more"], r"line 2: more cells than the header has"),
        (['"Muscovy,country:RUS,,,,,'], r"after line 1: no CSV"),
    ],
)
def test_faulty_overlay_row_is_refused_with_its_line(with_overlay, lines: list[str], message: str) -> None:
    with pytest.raises(OverlayError, match=message):
        with_overlay(*lines)


@pytest.mark.parametrize(
    ("header", "message"),
    [("alias,actor", "column 'actor_id' is missing"), ("alias,actor_id,colour", "column 'colour' is not known")],
)
def test_overlay_with_a_faulty_header_is_refused(with_overlay, header: str, message: str) -> None:
    with pytest.raises(OverlayError, match=message):
        with_overlay("Muscovy,country:RUS", header=header)


def test_overlay_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OverlayError, match="cannot be read"):
        load_reference(tmp_path / "missing.csv")
    (tmp_path / "latin.csv").write_bytes("alias,actor_id\nMünchen,country:DEU\n".encode("latin-1"))
    with pytest.raises(OverlayError, match="cannot be read"):
        load_reference(tmp_path / "latin.csv")
