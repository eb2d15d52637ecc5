"""Who is who in a document, and which actor a noun phrase stands for."""

from itertools import pairwise

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from transforms.actors import actor_of, actor_rows, author_of, owner_of
from transforms.documents import CleanDocument, Paragraph, ParagraphKind
from transforms.people import Name, is_spelling_of, without_rest_of_headline
from transforms.reference import load_reference
from warehouse.contract import TABLES, DocumentKind, LinkReason


def mentions(text: str, nlp: Language) -> list[tuple[str, str]]:
    return [(mention.span.text, mention.actor_id) for mention in nlp(text)._.mentions]


def phrase(doc: Doc, words: str) -> Span:
    start = doc.text.index(words)
    span = doc.char_span(start, start + len(words))
    assert span is not None
    return span


# --- people ---


def test_a_last_name_is_the_person_whom_the_document_names_in_full(nlp: Language) -> None:
    found = mentions("Foreign Minister Anna Keller arrived. Keller's visit was short. Ms. Keller left.", nlp)
    assert [text for text, _ in found] == ["Anna Keller", "Keller", "Keller"]
    assert {actor_id for _, actor_id in found} == {"person:Anna Keller"}


def test_a_person_is_called_by_the_longest_form_even_if_it_comes_late(nlp: Language) -> None:
    assert ("Biden", "person:Joe Biden") in mentions("President Biden spoke. Joe Biden then left.", nlp)


def test_a_title_is_no_part_of_a_name(nlp: Language) -> None:
    assert mentions("President Biden spoke.", nlp) == [("Biden", "person:Biden")]


@pytest.mark.parametrize(("title", "name"), [("Mr.", "Paul"), ("Mrs.", "Anna")])
def test_two_people_with_one_last_name_are_told_apart_by_title(title: str, name: str, nlp: Language) -> None:
    text = f"Paul Keller and Anna Keller arrived on Monday. {title} Keller spoke first."
    assert mentions(text, nlp)[-1] == ("Keller", f"person:{name} Keller")


def test_the_president_is_not_his_wife(nlp: Language) -> None:
    found = mentions("President Biden and First Lady Jill Biden arrived. The president spoke.", nlp)
    assert found == [("Biden", "person:Biden"), ("Jill Biden", "person:Jill Biden"), ("The president", "person:Biden")]


def test_junior_is_another_person(nlp: Language) -> None:
    found = mentions("Donald Trump left. Donald Trump Jr. stayed. Trump called later.", nlp)
    assert [name for _, name in found] == ["person:Donald Trump", "person:Donald Trump Jr.", "person:Donald Trump"]


def test_an_arabic_article_does_not_part_a_name(nlp: Language) -> None:
    found = mentions("Haider al-Abadi spoke in Baghdad. Abadi thanked his guests.", nlp)
    assert ("Abadi", "person:Haider al-Abadi") in found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The mayor met Speaker Kowalk. Kowalk smiled.", [("Kowalk", "person:Kowalk")] * 2),
        ("Before the visit, Col. Varenko wrote to us.", [("Varenko", "person:Varenko")]),
        ("The mayor toured General Motors on Monday.", []),
        ("A bomb fell in the village of Tarn Velik. Tarn Velik is small.", []),
        ("Umbrellas stood by the door on Monday.", []),
        (
            "Paul Weber met Anna Klein. The Weber-Klein summit failed.",
            [
                ("Paul Weber", "person:Paul Weber"),
                ("Anna Klein", "person:Anna Klein"),
                ("Weber", "person:Paul Weber"),
                ("Klein", "person:Anna Klein"),
            ],
        ),
        (
            "Ann W. Keller met Ann H. Keller.",
            [("Ann W. Keller", "person:Ann W. Keller"), ("Ann H. Keller", "person:Ann H. Keller")],
        ),
    ],
)
def test_a_last_name_follows_a_title_and_is_no_town_or_thing(
    text: str, names: list[tuple[str, str]], nlp: Language
) -> None:
    people = [(name, actor_id) for name, actor_id in mentions(text, nlp) if actor_id.startswith("person:")]
    assert people == names


def test_a_first_name_from_another_script_is_spelt_in_two_ways(nlp: Language) -> None:
    found = mentions("Mohammed Keller met Paul Weber. Mohamed Keller said that Keller was glad.", nlp)
    assert {actor_id for _, actor_id in found} == {"person:Mohammed Keller", "person:Paul Weber"}


@pytest.mark.parametrize(
    ("name", "other", "is_one"),
    [("qassem", "qassim", True), ("maria", "marie", False), ("jon", "jan", False), ("martin", "marvin", False)],
)
def test_spellings_of_a_first_name(name: str, other: str, is_one: bool) -> None:
    assert is_spelling_of(name, other) is is_one


def test_the_gender_of_a_president_is_that_of_the_reference(nlp: Language) -> None:
    found = mentions("President Obama spoke. She was late.", nlp)
    assert found == [("Obama", "person:Obama")]


def test_a_first_name_that_the_model_does_not_know_belongs_to_the_name(nlp: Language) -> None:
    doc = nlp.make_doc("Turkey's envoy, Tarqyla Karahan, left. Karahan was late. Minister Karahan waved.")
    for name, component in nlp.pipeline:
        doc = component(doc)
        if name == "ner":
            doc.ents = [ent for ent in doc.ents if ent.label_ != "PERSON"] + [Span(doc, 9, 10, "PERSON")]
    people = {one.actor_id for one in doc._.mentions if one.actor_id.startswith("person:")}
    assert people == {"person:Tarqyla Karahan"}


def test_a_headline_writes_all_words_like_names(nlp: Language) -> None:
    text = "Keller Tour Begins in June\n\nGov. Anna Keller has a new bus. Keller says that it is blue."
    doc = nlp.make_doc(text)
    title = Paragraph(0, text.index("\n"), ParagraphKind.TITLE)
    doc._.source_document = CleanDocument("id", text, [], [title, Paragraph(title.end + 2, len(text))])
    doc.ents = []
    people = {mention.actor_id for mention in nlp(doc)._.mentions if mention.actor_id.startswith("person:")}
    assert people == {"person:Anna Keller"}


@pytest.mark.parametrize(("headline", "name"), [("Jen Psaki Speaks", "Jen Psaki"), ("Keller Plan Wins", "Keller")])
def test_the_rest_of_a_headline_is_no_name_but_after_a_first_name(headline: str, name: str) -> None:
    last = name.split()[0]
    doc = spacy.blank("en")(f"{headline}\n\nThank you, {last}")
    title = Paragraph(0, len(headline), ParagraphKind.TITLE)
    doc._.source_document = CleanDocument("id", doc.text, [], [title, Paragraph(len(headline) + 2, len(doc.text))])
    names = [Name(doc[0:2], doc[0:2].text, None), Name(doc[-1:], last, None)]
    assert [found.text for found in without_rest_of_headline(names, load_reference())] == [name, last]


# --- titles alone ---


@pytest.mark.parametrize("title", ["the secretary", "the defense secretary"])
def test_a_title_alone_is_the_person_who_has_it(title: str, nlp: Language) -> None:
    found = mentions(f"Defense Secretary Ash Carter met soldiers. Later {title} flew home.", nlp)
    assert (title, "person:Ash Carter") in found


def test_the_president_is_not_the_vice_president(nlp: Language) -> None:
    found = mentions("Vice President Kamala Harris spoke on Monday. The president was away.", nlp)
    assert [actor_id for _, actor_id in found] == ["person:Kamala Harris"]


@pytest.mark.parametrize(
    ("text", "title", "actor_id"),
    [
        ("Polish Prime Minister Anna Keller left. The Polish leader smiled.", "The Polish leader", "Anna Keller"),
        ("The Polish president smiled. Polish President Anna Keller then left.", "The Polish president", "Anna Keller"),
        ("President Donald Trump waited. The U.S. president smiled.", "The U.S. president", "Donald Trump"),
        ("President Donald Trump waited. The Polish president smiled.", "The Polish president", None),
        ("President Donald Trump waited. The president of Mexico smiled.", "The president", None),
        ("President Donald Trump waited. The president of the United States smiled.", "The president", "Donald Trump"),
    ],
)
def test_who_leads_a_country_has_its_office_or_none(text: str, title: str, actor_id: str | None, nlp: Language) -> None:
    found = dict(mentions(text, nlp)).get(title)
    assert found == (f"person:{actor_id}" if actor_id else None)


def test_an_office_goes_to_the_person_who_serves_that_country(nlp: Language) -> None:
    text = "French President Anna Keller met Polish President Paul Nowak. The Polish president smiled."
    assert mentions(text, nlp)[-1] == ("The Polish president", "person:Paul Nowak")


# --- countries ---


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Moscow said the plan was dead.", [("Moscow", "country:RUS")]),
        ("The talks were held in Moscow.", []),
        ("The minister flew to Moscow.", []),
        ("A bomb went off in a district of Moscow.", []),
        ("The Kremlin denied it.", [("Kremlin", "country:RUS")]),
        ("The White House objected.", [("White House", "country:USA")]),
        ("Russian aggression continued.", [("Russian", "country:RUS")]),
        ("U.S. and Russian diplomats met.", [("U.S.", "country:USA"), ("Russian", "country:RUS")]),
        ("Russian salad was served.", []),
        ("Russian-speaking people stayed.", []),
        ("Syrian refugees fled.", []),
    ],
)
def test_a_country_is_a_mention_where_the_actor_is_meant(
    text: str, expected: list[tuple[str, str]], nlp: Language
) -> None:
    assert mentions(text, nlp) == expected


def test_a_country_as_a_place_is_less_certain(nlp: Language) -> None:
    actor, place = nlp("Russia attacked. Winter came in Russia.")._.mentions
    assert place.confidence < actor.confidence


# --- organisations ---


def test_an_acronym_in_parentheses_stands_for_the_name(nlp: Language) -> None:
    text = "The National Mining Corporation (NMC) denied the report. NMC said it had paid."
    found = [mention for mention in mentions(text, nlp) if mention[0] == "NMC"]
    assert [actor_id for _, actor_id in found] == ["org:National Mining Corporation"] * 2


def test_a_lone_word_that_says_where_is_no_organisation(nlp: Language) -> None:
    assert mentions("They operate in the Indo-Pacific. The Indo-Pacific is vast.", nlp) == []


def test_a_body_that_every_state_has_carries_the_country(nlp: Language) -> None:
    doc = nlp("Peru's parliament voted on Monday.")
    found = actor_of(phrase(doc, "Peru's parliament"))
    assert found is not None
    assert found.actor_id == "org:Parliament (PER)"


# --- noun phrases ---


@pytest.mark.parametrize(
    ("text", "words", "actor_id"),
    [
        ("Kremlin spokesman Dmitry Peskov spoke.", "Kremlin spokesman Dmitry Peskov", "person:Dmitry Peskov"),
        ("NATO's chairman, Rob Bauer, spoke.", "NATO's chairman, Rob Bauer,", "person:Rob Bauer"),
        ("Rob Bauer, Russia's foreign minister, spoke.", "Rob Bauer, Russia's foreign minister,", "person:Rob Bauer"),
        ("The U.S. and its allies agreed.", "The U.S. and its allies", "country:USA"),
        ("U.S. officials said so.", "U.S. officials", "country:USA"),
        ("A NATO spokesman said so.", "A NATO spokesman", "igo:NATO"),
        ("The Russian president left.", "The Russian president", "country:RUS"),
        ("NATO allies met.", "NATO allies", "igo:NATO"),
        ("Our Turkish allies met.", "Our Turkish allies", "country:TUR"),
        ("Ukraine's allies met.", "Ukraine's allies", "group:Ukraine's allies"),
        ("Western allies fear the worst.", "Western allies", "group:Western allies"),
        ("Both sides claimed victory.", "Both sides", "group:sides"),
        ("Pro-Russian separatists fled.", "Pro-Russian separatists", "group:pro-Russian separatists"),
        ("U.S. and Russian diplomats met.", "U.S. and Russian diplomats", "group:U.S. and Russian diplomats"),
        ("Two of the residents wept.", "Two of the residents", "group:residents"),
        ("NATO met on Monday. The alliance was split.", "The alliance", "igo:NATO"),
        ("U.S. officials arrived. They said little.", "They", "country:USA"),
        ("The release said so.", "The release", None),
        ("Two survivors said so.", "Two survivors", "group:two survivors"),
        ("A witness said so.", "A witness", None),
    ],
)  # fmt: skip
def test_the_head_decides_which_actor_a_phrase_stands_for(
    text: str, words: str, actor_id: str | None, nlp: Language
) -> None:
    found = actor_of(phrase(nlp(text), words))
    assert (found.actor_id if found else None) == actor_id


@pytest.mark.parametrize(
    ("text", "words", "actor_id"),
    [
        ("They condemned Moscow's annexation of the region.", "Moscow's annexation of the region", "country:RUS"),
        ("They condemned Russian actions.", "Russian actions", "country:RUS"),
        ("He rejected U.S. demands.", "U.S. demands", "country:USA"),
        ("They oppose further eastward expansion by NATO.", "further eastward expansion by NATO", "igo:NATO"),
        ("They oppose the growth of the NATO alliance.", "the growth of the NATO alliance", "igo:NATO"),
        ("He condemned the invasion of Ukraine.", "the invasion of Ukraine", None),
        ("He praised the weather.", "the weather", None),
        ("They helped Ukraine's allies.", "Ukraine's allies", "group:Ukraine's allies"),
    ],
)  # fmt: skip
def test_the_owner_is_whose_deed_or_policy_a_phrase_names(
    text: str, words: str, actor_id: str | None, nlp: Language
) -> None:
    found = owner_of(phrase(nlp(text), words))
    assert (found.actor_id if found else None) == actor_id


# --- author and rows ---


def first_person(text: str, author: str, nlp: Language) -> Doc:
    doc = nlp.make_doc(text)
    paragraphs = [Paragraph(0, len(text), ParagraphKind.BODY)]
    doc._.source_document = CleanDocument("id", text, [], paragraphs, DocumentKind.FIRST_PERSON, author=author)
    return nlp(doc)


@pytest.mark.parametrize(
    ("author", "text", "actor_id"),
    [
        ("President Biden", "I condemn the attack.", "person:Biden"),
        ("President Biden", "I condemn the attack, Joe Biden said.", "person:Joe Biden"),
        ("NSC Spokesperson Emily Horne", "We condemn the attack.", "person:Emily Horne"),
        ("NATO Secretary General", "I condemn the attack.", "igo:NATO"),
        ("NATO Secretary General Jens Stoltenberg", "I condemn the attack.", "person:Jens Stoltenberg"),
    ],
)
def test_the_author_is_led_back_to_the_longest_form(author: str, text: str, actor_id: str, nlp: Language) -> None:
    assert author_of(first_person(text, author, nlp)) == actor_id


def test_an_actor_has_the_affiliation_that_its_title_says(nlp: Language) -> None:
    rows = {row["actor_id"]: row for row in actor_rows(nlp("Kremlin spokesman Paul Weber spoke."))}
    assert rows["person:Paul Weber"]["affiliation_actor_id"] == "country:RUS"
    assert rows["person:Paul Weber"]["country_code"] == "RUS"


def test_every_actor_that_a_row_names_has_a_row(nlp: Language) -> None:
    doc = nlp("Kremlin spokesman Paul Weber said NATO allies and the Taliban had rejected talks. Biden objected.")
    rows = actor_rows(doc)
    ids = [row["actor_id"] for row in rows]
    assert len(ids) == len(set(ids))
    assert {mention.actor_id for mention in doc._.mentions} <= set(ids)
    assert {row["affiliation_actor_id"] for row in rows} - {None} <= set(ids)
    assert all(list(row) == [column.name for column in TABLES["dim_actor"].staged_columns] for row in rows)


def test_mentions_are_in_order_and_do_not_overlap(nlp: Language) -> None:
    text = "The Russian president, Vladimir Putin, met Iraqi officials. He said Moscow and its allies agreed."
    found = nlp(text)._.mentions
    assert all(one.span.end <= other.span.start for one, other in pairwise(found))
    assert {LinkReason.NAME, LinkReason.NATIONALITY, LinkReason.METONYM} <= {mention.reason for mention in found}


def test_asking_without_the_component_says_what_to_add() -> None:
    with pytest.raises(ValueError, match="add the component 'mentions'"):
        author_of(Doc(spacy.blank("en").vocab, words=["Hello"]))


@pytest.mark.parametrize(
    ("headline", "actor_id"),
    [
        ("Remarks by President Biden Announcing Response to Russian Actions", "person:Biden"),
        ("Remarks by President Xi Jinping on Trade", "person:Xi Jinping"),
    ],
)
def test_a_name_ends_before_the_verb_of_a_headline(nlp: Language, headline: str, actor_id: str) -> None:
    doc = nlp(f"{headline}\n\nThe talks will go on next week in Vienna, as both sides had agreed.")
    assert actor_id in {mention.actor_id for mention in doc._.mentions}
