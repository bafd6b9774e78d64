from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.corpus.clean import find_clutter
from assistant.corpus.layout import find_paragraphs
from assistant.corpus.split import page_of, split_passages
from assistant.records import Passage
from tests.corpus.files import document
from tests.corpus.texts import texts

SENTENCE = "The ferry crosses the bay four times a day in all weathers."  # 12 words


def count_words(batch: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in batch]


def count_letters(batch: Sequence[str]) -> list[int]:
    """A tokenizer with marks at both ends, and tokens of three characters."""
    return [2 + len(text) // 3 for text in batch]


def split(text: str, max_tokens: int = 256) -> list[Passage]:
    return split_passages(document(text), count_words, max_tokens)


def test_small_paragraphs_are_merged_and_large_ones_are_not() -> None:
    small, large = f"{SENTENCE} {SENTENCE}", " ".join([SENTENCE] * 6)
    found = split("\n\n".join([small, small, large, small, small]))
    assert [len(passage.text.split()) for passage in found] == [48, 72, 48]


def test_merging_stops_at_its_limit() -> None:
    found = split("\n\n".join([SENTENCE] * 30))
    assert [len(passage.text.split()) for passage in found] == [60] * 6


def test_headings_and_clutter_are_never_merged_over() -> None:
    found = split(f"# One\n{SENTENCE}\n\n# Two\n{SENTENCE}\n\nAlso read: x\n\n{SENTENCE}")
    assert [(passage.section, passage.text) for passage in found] == [
        ("One", SENTENCE),
        ("Two", SENTENCE),
        ("Two", SENTENCE),
    ]


def test_a_note_of_one_line_is_its_own_title_and_stays_to_be_found() -> None:
    note = replace(document("Wifi password is tulip42"), title="Wifi password is tulip42")
    (passage,) = split_passages(note, count_words, 256)
    assert passage.text == note.text
    longer = replace(document(f"{note.text}\n\n{SENTENCE}"), title=note.text)
    assert [passage.text for passage in split_passages(longer, count_words, 256)] == [SENTENCE]


def test_a_long_paragraph_is_split_evenly_between_sentences() -> None:
    found = split(" ".join([SENTENCE] * 30), max_tokens=100)
    assert [len(passage.sentences) for passage in found] == [8, 7, 8, 7]
    assert all(passage.text.endswith(".") for passage in found)


def test_a_long_sentence_is_split_at_clauses() -> None:
    clause = "the harbour that nobody had seen, "
    found = split(clause * 20, max_tokens=30)
    assert max(count_words([passage.text for passage in found])) <= 30
    assert all(passage.text.endswith(",") for passage in found)


def test_a_word_over_the_limit_is_split_and_kept() -> None:
    found = split_passages(document("x" * 1000), count_letters, 50)
    assert "".join(passage.text for passage in found) == "x" * 1000


def test_accents_stay_with_their_letters() -> None:
    found = split_passages(document("e\u0301" * 300), count_letters, 20)
    assert len(found) > 1
    assert all(passage.text.startswith("e") for passage in found)


def test_passages_know_their_page_and_end_with_it() -> None:
    text = f"{SENTENCE}\n\n{SENTENCE}\n\n{SENTENCE}"
    second = text.index("\n\n") + 2
    found = split_passages(document(text, pages=(0, second)), count_words, 256)
    assert [(passage.page, passage.start) for passage in found] == [(1, 0), (2, second)]
    assert page_of(document(text), 5) is None


def test_tokens_are_counted_once_where_nothing_is_too_long() -> None:
    batches: list[int] = []

    def count(batch: Sequence[str]) -> list[int]:
        batches.append(len(batch))
        return count_words(batch)

    found = split_passages(document("\n\n".join([SENTENCE] * 50)), count, 256)
    assert batches == [len(found)]


def test_ids_name_the_document_and_the_place() -> None:
    (passage,) = split(SENTENCE)
    assert passage.id == f"{'d' * 16}:0-{len(SENTENCE)}"
    assert passage.document_id == "d" * 64


def test_no_text_gives_no_passage() -> None:
    assert split(" \n\t") == []


def test_a_limit_below_one_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        split(SENTENCE, max_tokens=0)


@given(texts(), st.sampled_from((1, 5, 40, 256)), st.sampled_from((count_words, count_letters)))
def test_passages_are_exact_and_lose_nothing(
    text: str, max_tokens: int, count: Callable[[Sequence[str]], list[int]]
) -> None:
    passages = split_passages(document(text), count, max_tokens)
    covered = [False] * len(text)
    end = 0
    for passage in passages:
        assert end <= passage.start < passage.end
        assert text[passage.start : passage.end] == passage.text
        assert count([passage.text])[0] <= max_tokens or len(passage.text) == 1
        end = inner = passage.start
        for sentence in passage.sentences:
            assert inner <= sentence.start < sentence.end
            covered[sentence.start : sentence.end] = [True] * (sentence.end - sentence.start)
            inner = sentence.end
        end = passage.end
        assert inner == end
    clutter = find_clutter(text)
    assert all(not any(covered[span.start : span.end]) for span in clutter), (
        "clutter is in no passage"
    )
    expected = sum(
        not character.isspace()
        for part in find_paragraphs(text, clutter)
        for character in text[part.start : part.end]
    )
    found = sum(
        inside and not character.isspace() for inside, character in zip(covered, text, strict=True)
    )
    assert found == expected


@given(texts())
def test_only_clutter_and_headings_are_left_out(text: str) -> None:
    clutter = find_clutter(text)
    parts = find_paragraphs(text, clutter)
    sections = " ".join(part.section for part in parts)
    taken = [False] * len(text)
    for start, end in [*clutter, *((part.start, part.end) for part in parts)]:
        taken[start:end] = [True] * (end - start)
    left = "".join(
        character if not inside else "\n" for character, inside in zip(text, taken, strict=True)
    )
    for line in left.splitlines():
        assert " ".join(line.strip().strip("#").split()) in sections
