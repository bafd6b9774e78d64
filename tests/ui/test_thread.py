"""Checked answers as HTML."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from assistant.present.json import to_json
from assistant.present.page import confidence_word
from assistant.ui.history import KeptTurn
from assistant.ui.sources import nearest_cards
from assistant.ui.thread import turn_html
from tests.present.samples import BRIDGE, ROW, citation, doubting, hit, quoting, refusing, worded


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def cited(number: int, quote: str, day: str) -> dict[str, Any]:
    return {
        "id": number,
        "document": "d" * 8,
        "title": f"Report {number}",
        "source": f"/papers/{number}.txt",
        "date": day,
        "date_origin": "text",
        "page": None,
        "start": 0,
        "end": len(quote),
        "quote": quote,
    }


def claim(verdict: str, text: str) -> dict[str, Any]:
    return {"text": text, "citations": [], "verdict": verdict, "reasons": []}


def shown(question: str, asked: str, answer: dict[str, Any], only: str = "") -> str:
    turn = KeptTurn(7, question, asked, answer, "2026-01-01T10:00:00+00:00", only)
    return turn_html("7", turn)


def differing() -> dict[str, Any]:
    answer = to_json(worded())
    answer["claims"] = []
    answer["citations"] = [
        cited(1, "The toll is 53,537.", "2024-02-06"),
        cited(2, "The toll is 5,000.", "2023-02-07"),
    ]
    answer["disagreements"] = [[1, 2]]
    return answer


def test_links_to_sources_are_named() -> None:
    html = shown("When?", "When?", to_json(worded()))
    names = re.findall(r'<a class="cite"[^>]*aria-label="([^"]+)"', html)
    assert names == ["Source 1: The new bridge, 3 May 2024"]


def test_of_two_questions_in_one_both_answers_are_in_sight() -> None:
    """However much is quoted for the first; what is folded stands below its own question."""
    quoted = [claim("quoted", f"Sentence {number}.") for number in range(12)]
    claims = [claim("said", "Who?"), *quoted[:9], claim("said", "When?"), *quoted[9:]]
    html = shown("Who, and when?", "Who, and when?", to_json(worded()) | {"claims": claims})
    in_sight, _, folded = html.partition("<details")
    assert [text_of(html).count(head) for head in ("Who?", "When?")] == [2, 1]
    assert in_sight.index("Who?") < in_sight.index("Sentence 0.") < in_sight.index("When?")
    assert in_sight.index("When?") < in_sight.index("Sentence 9.")
    assert "Also said (6)" in folded
    assert "Sentence 3." in folded


def test_rows_below_a_heading_are_a_table_also_where_they_are_folded() -> None:
    rows = [claim("quoted", f"Prices — Item: Paint {n} · Price: {n}") for n in range(12)]
    head = claim("said", "What there is:")
    html = shown("What?", "What?", to_json(worded()) | {"claims": [head, *rows]})
    in_sight, _, folded = html.partition("<details")
    assert '<th scope="row">Paint 0</th>' in in_sight
    assert '<th scope="row">Paint 11</th>' in folded
    assert "<q>" not in html
    assert shown("What?", "What?", to_json(worded()) | {"claims": rows}).count("<q>") == 12


def test_the_words_that_answer_are_set_off() -> None:
    answer = to_json(worded()) | {"short_answer": "2 May 2024"}
    assert "It was opened on <strong>2 May 2024</strong>." in shown("When?", "When?", answer)
    assert "<strong>" not in shown("When?", "When?", answer | {"short_answer": None})
    assert "<strong>" not in shown("When?", "When?", answer | {"short_answer": "elsewhere"})


def test_one_of_several_that_answer_is_not_set_off() -> None:
    answer = to_json(worded()) | {"short_answer": "Norway"}
    answer["claims"][0]["text"] = "It was built by Norway, Sweden and Denmark."
    html = shown("Who?", "Who?", answer)
    assert "It was built by Norway, Sweden and Denmark." in html
    assert "<strong>" not in html


def test_of_a_row_the_cell_that_answers_leads() -> None:
    first = '<p class="lead">Unit price: 8.40 — Item: Paint</p>'
    quoted = replace(quoting(citation(1, ROW)), short_answer="Unit price: 8.40")
    html = shown("How much?", "How much?", to_json(quoted))
    assert f"{first}<p" in html
    assert "<strong>Unit price: 8.40</strong></q>" in html
    assert "Unit price: 8.40 — Item: Paint\n\nItem: Paint" in html  # what is copied
    likely = doubting(hit(text=ROW), short="Unit price: 8.40")
    assert shown("How much?", "How much?", to_json(likely)).count(first) == 1
    assert "lead" not in shown("How much?", "How much?", to_json(doubting(hit(text=ROW))))


def test_what_is_set_off_is_escaped() -> None:
    answer = to_json(worded()) | {"short_answer": "<b> & amp"}
    answer["claims"][0]["text"] = "It says <b> & amp, <i>too</i>."
    html = shown("When?", "When?", answer)
    assert "It says <strong>&lt;b&gt; &amp; amp</strong>, &lt;i&gt;too&lt;/i&gt;." in html


def test_rejected_wording_stands_apart_with_its_reasons() -> None:
    answer = to_json(worded())
    html = shown("When?", "When?", answer)
    assert html.index("<summary>Details") < html.index('<section class="rejected"')
    before, _, after = html.partition('<section class="rejected"')
    for claim in answer["rejected"]:
        assert claim["text"] not in text_of(before)
        assert claim["text"] in text_of(after)
        assert all(reason in text_of(after) for reason in claim["reasons"])


def test_sources_that_differ_stand_side_by_side_newest_first() -> None:
    html = shown("How many?", "How many?", differing())
    section = re.search(r'<section class="differ">(.*?)</section>', html, re.DOTALL)
    assert section is not None
    said = text_of(section[1])
    assert said.index("6 Feb 2024") < said.index("53,537") < said.index("7 Feb 2023")
    assert section[1].count("<li>") == 2


def test_the_confidence_is_in_words_and_its_number_on_demand() -> None:
    answer = to_json(worded())
    html = shown("When?", "When?", answer)
    before, _, after = html.partition("<summary>Details")
    number = f"{answer['confidence']:.2f}"
    assert number not in text_of(before)
    assert number in text_of(after)
    assert f"{confidence_word(answer['confidence']).capitalize()} confidence" in text_of(before)


def test_which_models_made_it_is_said_on_demand() -> None:
    answer = to_json(worded())
    html = text_of(shown("When?", "When?", answer))
    assert f"worded with {answer['models']['writer']}" in html
    del answer["models"]["writer"]
    assert "not worded by any model" in text_of(shown("When?", "When?", answer))


def test_the_page_says_where_quotations_are_in_doubt() -> None:
    answer = to_json(replace(quoting(BRIDGE), rejected=worded().rejected))
    said = text_of(shown(answer["question"], answer["question"], answer))
    assert "Not sure, but this may answer it" in said
    assert "confidence" not in said.split("Details")[0]


def test_what_may_be_the_answer_stands_on_the_page() -> None:
    for near, doubt in (([hit()], "It is not"), ([hit(), hit()], "None of them is")):
        answer = to_json(doubting(*near))
        said = text_of(shown(answer["question"], answer["question"], answer))
        assert "Not sure, but this may answer it" in said
        assert said.index("The corner shop serves soup.") < said.index("Soup of the day")
        assert said.index("Soup of the day") < said.index(f"{doubt} sure to answer this.")


def test_a_refusal_has_no_answer_and_says_what_came_nearest() -> None:
    answer = to_json(refusing(hit()))
    html = shown(answer["question"], answer["question"], answer)
    said = text_of(html)
    assert "No answer found in these documents" in said
    assert answer["refusal"]["reason"] in said
    assert 'class="answer' not in html
    near = text_of(nearest_cards("7", answer["refusal"]["nearest"], "default"))
    assert "What came nearest" in near
    assert "file date 2 Jan 2023" in near, "no document has to have given itself that date"
    assert all(hit["title"] in near for hit in answer["refusal"]["nearest"])
    assert 'href="#sources-7"' in html


def test_below_an_answer_stand_only_wishes_about_it() -> None:
    answer = to_json(worded())
    answer["citations"][0]["quote"] = "It was opened by Henrik Dahl of Quarry Lane."
    html = shown("When?", "When?", answer)
    assert re.findall(r'data-ask="([^"]*)"', html) == ["Tell me more", "Where does it say that?"]


def test_a_refusal_offers_what_is_answered_and_no_wishes() -> None:
    for answer in (refusing(hit()), doubting(hit(), short="soup")):
        turn = KeptTurn(7, "Who?", "Who?", to_json(answer), "")
        html = turn_html("7", turn, ["Who sells <soup>?", "When is lunch?"])
        offered = re.findall(r'data-ask="([^"]*)"', html)
        assert offered == ["Who sells &lt;soup&gt;?", "When is lunch?"]


def test_where_nothing_is_known_to_be_answered_nothing_is_offered() -> None:
    answer = to_json(refusing(hit("The Brackwater Ferry of Bornholm")))
    html = shown("Who?", "Who?", answer)
    assert "data-ask" not in html
    assert "Add the documents that hold the answer" in html


def test_beside_an_answer_other_quotations_are_folded() -> None:
    answer = to_json(worded())
    said = [
        {"text": text, "citations": [], "verdict": verdict, "reasons": []}
        for text, verdict in (
            ("It did.", "supported"),
            ("Two.", "quoted"),
            ("Three.", "quoted"),
            ("One. <b>", "quoted"),
            ("So.", "supported"),
        )
    ]
    shown_, _, folded = shown("Did it?", "Did it?", answer | {"claims": said}).partition("<details")
    assert 'class="answer direct"' in shown_
    for text in ("It did.", "<q>Two.</q>", "<q>Three.</q>", "So."):
        assert text in shown_
    assert "Also said (1)" in folded
    assert "<q>One. &lt;b&gt;</q>" in folded
    contradicted = [said[0] | {"citations": [1]}, said[1] | {"citations": [2]}, said[2]]
    changed = answer | {"claims": contradicted, "disagreements": [(1, 2)]}
    changed |= {"citations": [cited(number, "One.", "2024-02-06") for number in (1, 2)]}
    shown_, _, folded = shown("Did it?", "Did it?", changed).partition("<details")
    assert ("<q>Two.</q>" in shown_, "<q>Two.</q>" in folded) == (False, True)
    assert "<q>Three.</q>" in shown_
    several = [said[0] | {"verdict": "said"}, *said[1:]]
    assert "Also said" not in shown("Did it?", "Did it?", answer | {"claims": several})
    many = {"claims": [said[0]] * 12, "kind": "collection"}
    assert "4 more" in shown("Which?", "Which?", answer | many)
    assert "more</summary>" not in shown("Sum up", "Sum up", answer | many | {"kind": "summary"})


def test_an_answer_is_copied_with_its_sources() -> None:
    answer = to_json(worded())
    html = shown("When?", "When?", answer)
    (text,) = re.findall(r'data-copy="([^"]*)"', html)
    assert text.startswith(
        "When?\n\nIt was opened on 2 May 2024. [1]\n\n[1] The new bridge, 3 May 2024"
    )


def test_what_is_only_also_said_is_not_copied() -> None:
    told = (
        (1, "The toll is 53,537.", "supported"),
        (3, "It was counted twice.", "quoted"),
        (4, "Once in May.", "quoted"),
        (2, "The weather was fine.", "quoted"),
    )
    said = [
        {"text": text, "citations": [number], "verdict": verdict, "reasons": []}
        for number, text, verdict in told
    ]
    sources = [cited(number, text, "2024-02-06") for number, text, _ in told]
    answer = differing() | {"claims": said, "citations": sources, "disagreements": []}
    html = shown("How many?", "How many?", answer)
    assert "Also said (1)" in html
    (text,) = re.findall(r'data-copy="([^"]*)"', html)
    assert "The toll is 53,537. [1]" in text
    assert "[1] Report 1" in text
    assert "Once in May. [4]" in text
    assert "weather" not in text
    assert "Report 2" not in text
    many = answer | {"claims": [said[0]] * 12, "kind": "collection", "style": "bullets"}
    (text,) = re.findall(r'data-copy="([^"]*)"', shown("Which?", "Which?", many))
    assert text.count("The toll is 53,537. [1]") == 12, "a long list is one answer"


def test_a_rewritten_question_is_shown() -> None:
    html = shown("and when?", "When did the bridge open?", to_json(worded()))
    assert "Understood as When did the bridge open?" in text_of(html)
    same = shown("When?", "When?", to_json(worded()))
    assert "Understood as" not in same


def test_questions_and_titles_are_escaped() -> None:
    answer = differing()
    answer["citations"][0]["title"] = '"><script>alert(1)</script>'
    html = shown("<b>x</b>", "<i>y</i>", answer)
    assert "<script" not in html
    assert "<b>" not in html
    assert "<i>" not in html


def test_a_refusal_says_which_documents_were_searched() -> None:
    answer = to_json(refusing(hit()))
    said = text_of(shown("Who?", "Who?", answer, "from 1 May 2024 on"))
    assert "Only in documents from 1 May 2024 on" in said
    assert re.search(r"Searched .* documents?, only those from 1 May 2024 on\.", said)
    assert "Ask in all documents" in said
    everywhere = text_of(shown("Who?", "Who?", answer))
    assert "only those" not in everywhere
    assert "Ask in all documents" not in everywhere
