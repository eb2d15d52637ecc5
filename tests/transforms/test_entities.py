"""Names of the reference data become entities before the model looks for its own."""

import pytest
from spacy.language import Language


def entities(text: str, nlp: Language) -> dict[str, str]:
    return {ent.text: ent.kb_id_ for ent in nlp(text).ents if ent.kb_id_}


def test_a_long_name_is_one_entity(nlp: Language) -> None:
    found = entities("The Organization for Security and Cooperation in Europe meets in Vienna on Thursday.", nlp)
    assert found["Organization for Security and Cooperation in Europe"] == "igo:OSCE"


def test_the_longest_name_wins(nlp: Language) -> None:
    assert "Iraq" not in entities("Fighters of the Islamic State of Iraq and the Levant fled.", nlp)


@pytest.mark.parametrize("text", ["RUSSIA WARNS NATO OVER TROOPS", "Russia Warns NATO Over Troops"])
def test_headlines_yield_entities(text: str, nlp: Language) -> None:
    assert {"country:RUS", "igo:NATO"} <= set(entities(text, nlp).values())


def test_the_model_keeps_the_actor_of_a_name(nlp: Language) -> None:
    (ent,) = nlp("Moscow said so.").ents
    assert (ent.label_, ent.kb_id_, ent.ent_id_) == ("GPE", "country:RUS", "country:RUS")


@pytest.mark.parametrize(
    ("text", "name", "is_actor"),
    [
        ("Georgia blamed Russia for the raid near Abkhazia.", "Georgia", True),
        ("Voters in Georgia and Alabama went to the polls.", "Georgia", False),
        ("Jordan closed its border with Syria.", "Jordan", True),
        ("Michael Jordan spoke about Syria.", "Jordan", False),
        ("Chad sent troops to Niger.", "Chad", True),
        ("Students of Moscow University left.", "Moscow", False),
    ],
)
def test_a_name_with_another_reading_needs_its_context(text: str, name: str, is_actor: bool, nlp: Language) -> None:
    assert (name in entities(text, nlp)) is is_actor
