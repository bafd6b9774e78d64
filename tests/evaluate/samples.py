"""Small data sets in every layout, in words of our own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

BRIDGE = "The harbour bridge opened in May 2019. It cost 40 million euros. A toll is paid."
SOUP = "The corner shop serves barley soup. Bread is baked at night by Anna Berg."
FERRY = "The ferry to Lund sails twice a day. Tickets cost 12 euros in summer."


def write_json(path: Path, data: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def write_lines(path: Path, lines: Sequence[Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def squad(folder: Path) -> Path:
    def asked(id_: str, question: str, answer: str, context: str) -> dict[str, Any]:
        answers = [{"text": answer, "answer_start": context.index(answer)}] if answer else []
        return {
            "id": id_,
            "question": question,
            "answers": answers,
            "is_impossible": not answer,
        }

    def article(title: str, context: str, *questions: tuple[str, str, str]) -> dict[str, Any]:
        qas = [asked(*question, context) for question in questions]
        return {"title": title, "paragraphs": [{"context": context, "qas": qas}]}

    return write_json(
        folder / "dev-small.json",
        {
            "version": "v2.0",
            "data": [
                article(
                    "Harbour_bridge",
                    BRIDGE,
                    ("b1", "When did the harbour bridge open?", "May 2019"),
                    ("b2", "How much did the harbour bridge cost?", "40 million euros"),
                    ("b3", "Who painted the harbour bridge in Tokyo?", ""),
                ),
                article(
                    "Corner_shop",
                    SOUP,
                    ("s1", "Which soup does the corner shop serve?", "barley soup"),
                    ("s2", "Who bakes bread at night?", "Anna Berg"),
                ),
                article("Ferry", FERRY, ("f1", "How often does the ferry sail?", "twice a day")),
            ],
        },
    )


def clapnq(folder: Path) -> Path:
    sentences = ["The bridge opened in May .", "It is long .", "A toll is paid by drivers ."]
    passage = {"title": "Bridge", "text": " ".join(sentences), "sentences": sentences}
    other = {"title": "Soup", "text": "Soup is hot .", "sentences": ["Soup is hot ."]}
    write_lines(
        folder / "small_answerable.jsonl",
        [
            {
                "id": "1",
                "input": "when did the bridge open and who pays",
                "passages": [passage],
                "output": [
                    {
                        "answer": "It opened in May, and drivers pay a toll.",
                        "selected_sentences": [sentences[0], sentences[2]],
                    }
                ],
            }
        ],
    )
    write_lines(
        folder / "small_unanswerable.jsonl",
        [
            {
                "id": "2",
                "input": "who invented soup",
                "passages": [other],
                "output": [{"answer": "", "selected_sentences": []}],
            }
        ],
    )
    return folder


def qags(folder: Path) -> Path:
    def judged(sentence: str, *answers: str) -> dict[str, Any]:
        responses = [{"worker_id": 0, "response": answer} for answer in answers]
        return {"sentence": sentence, "responses": responses}

    for name in ("mturk_one", "mturk_two"):
        write_lines(
            folder / f"{name}.jsonl",
            [
                {
                    "article": BRIDGE,
                    "summary_sentences": [
                        judged("The harbour bridge opened in May 2019.", "yes", "yes", "no"),
                        judged("Pirates sank a submarine.", "no", "no", "yes"),
                    ],
                },
                {
                    "article": SOUP,
                    "summary_sentences": [
                        judged("The corner shop serves barley soup.", "yes", "yes", "yes")
                    ],
                },
            ],
        )
    return folder


def summaries(folder: Path) -> Path:
    return write_json(
        folder / "SummEval.json",
        {
            "one": {"src": f"{BRIDGE} {FERRY}", "ref_summs": ["A bridge opened.", "A toll."]},
            "two": {"src": SOUP, "ref_summ": "A shop serves soup.", "sys_summs": {}},
        },
    )


def mtrag(folder: Path) -> Path:
    def task(id_: str, question: str, label: str, *documents: tuple[str, str]) -> dict[str, Any]:
        return {
            "task_id": id_,
            "contexts": [{"document_id": name, "text": text} for name, text in documents],
            "input": [
                {"speaker": "user", "text": "Is the harbour bridge in Oslo long?"},
                {"speaker": "agent", "text": "It is."},
                {"speaker": "user", "text": question},
            ],
            "targets": [{"speaker": "agent", "text": "In May 2019."}],
            "answerability": [label],
        }

    return write_lines(
        folder / "reference.jsonl",
        [
            task("1", "When did it open?", "ANSWERABLE", ("a", BRIDGE), ("b", FERRY)),
            task("2", "Who is the mayor?", "UNANSWERABLE"),
            task("3", "And that one?", "UNDERSPECIFIED", ("b", FERRY)),
        ],
    ).parent


def questions(folder: Path) -> Path:
    docs = folder / "docs"
    docs.mkdir(parents=True)
    (docs / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    (docs / "shop.csv").write_text(f'title,text\nShop,"{SOUP}"\nFerry,"{FERRY}"\n', "utf-8")
    return write_lines(
        folder / "questions.jsonl",
        [
            {
                "question": "When did the harbour bridge open?",
                "answerable": True,
                "answer": "May 2019",
                "gold": [
                    {
                        "file": "docs/bridge.txt",
                        "sentence": "The harbour bridge opened in May 2019.",
                    }
                ],
            },
            {
                "question": "What do ferry tickets cost in summer?",
                "answerable": True,
                "answers": ["12 euros", "twelve euros"],
                "gold": [{"file": "docs/shop.csv", "sentence": "Tickets cost 12 euros in summer."}],
            },
            {"question": "Who won in Oslo?", "answerable": False, "kind": "absent"},
        ],
    )
