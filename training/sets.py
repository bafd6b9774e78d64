"""The public sets whose licences allow shipped weights, read into two plain shapes."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.model import LABELS, NOT_SUPPORTED

SUPPORTED, CONTRADICTED, NOT_SAID = range(len(LABELS))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the passage that answers it; `article` groups passages."""

    article: str
    title: str | None
    passage: str
    question: str
    answer: str
    start: int
    full: str | None = None
    """The answer as a sentence, where the set has one."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim and its evidence."""

    source: str
    claim: str
    evidence: str
    label: int
    title: str | None = None
    question: str | None = None
    date: str | None = None
    kind: str = "public"


_TREEBANK = (
    ("-LRB-", "("),
    ("-RRB-", ")"),
    ("-LSB-", "["),
    ("-RSB-", "]"),
    ("``", '"'),
    ("''", '"'),
)


def plain(text: str) -> str:
    """Undo the treebank's spacing, so that sets look like ordinary text."""
    for mark, sign in _TREEBANK:
        text = text.replace(mark, sign)
    text = re.sub(r"\s+([,.;:!?%)\]])", r"\1", text)
    text = re.sub(r"([(\[$£€])\s+", r"\1", text)
    text = re.sub(r"\s+('s|'re|'ve|'ll|'d|'m|n't)\b", r"\1", text)
    text = re.sub(r"(\w) ([-–]) (\w)", r"\1\2\3", text)
    text = re.sub(r'(^|\s)"\s+([^"]*?)\s+"', r'\1"\2"', text)
    return re.sub(r"\s+", " ", text).strip()


def _squad_start(folder: Path) -> Iterator[Asked]:
    """A file cut off in the middle: every whole paragraph in it is read."""
    text = (folder / "squad11_train_first12" / "train-v1.1.json").read_text("utf-8", "ignore")
    titles = [
        (m.start(), json.loads(m[1]).replace("_", " "))
        for m in re.finditer(r'"title": ("[^"]+")', text)
    ]
    decoder, title, at = json.JSONDecoder(), None, 0
    while (at := text.find('{"context": ', at)) >= 0:
        while titles and titles[0][0] < at:
            title = titles.pop(0)[1]
        try:
            paragraph, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError:
            return
        for qa in paragraph["qas"]:
            answer = qa["answers"][0]
            yield Asked(
                f"squad {title}", title, paragraph["context"], qa["question"].strip(),
                answer["text"], answer["answer_start"],
            )  # fmt: skip


def _squad_sample(folder: Path) -> Iterator[Asked]:
    rows = json.loads((folder / "squad_train_800ctx" / "train.json").read_text("utf-8"))
    for i, row in enumerate(rows):
        for qa, full in zip(row["qas"], row["fully_response"], strict=False):
            if (start := row["context"].find(qa["answer"])) >= 0:
                yield Asked(
                    f"sample {i}", None, row["context"], qa["question"].strip(),
                    qa["answer"], start, full,
                )  # fmt: skip


def _natural(folder: Path) -> Iterator[Asked]:
    """Questions that people typed into a search engine."""
    for path in sorted((folder / "qed_nq").glob("*.jsonlines")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            if len(row["answer_spans"]) != 1:
                continue
            passage, answer = plain(row["paragraph_text"]), plain(row["answer_text"][0])
            before = len(plain(row["paragraph_text"][: row["answer_spans"][0][0]]))
            starts = [m.start() for m in re.finditer(re.escape(answer), passage)]
            if not starts or not answer:
                continue
            start = min(starts, key=lambda s: abs(s - before))
            yield Asked(
                f"nq {row['title_text']}", row["title_text"], passage, row["question_text"],
                answer, start,
            )  # fmt: skip


def _tales(folder: Path) -> Iterator[Asked]:
    for path in sorted((folder / "fairytaleqa" / "questions" / "train").glob("*.csv")):
        book = path.name.replace("-questions.csv", "")
        story = folder / "fairytaleqa" / "section-stories" / "train" / f"{book}-story.csv"
        if not story.exists():
            continue
        with story.open(encoding="utf-8", newline="") as file:
            sections = {row["section"]: row["text"] for row in csv.DictReader(file)}
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                text = " ".join(sections.get(row["cor_section"].strip(), "").split())
                answer = row["answer1"].strip().rstrip(".")
                start = text.lower().find(answer.lower())
                if answer and start >= 0 and len(answer) < 120:
                    yield Asked(
                        f"tale {book}", book.replace("-", " "), text, row["question"].strip(),
                        text[start : start + len(answer)], start,
                    )  # fmt: skip


def _single(folder: Path) -> Iterator[Asked]:
    """Questions on single sentences."""
    base = folder / "qamr"
    lines = (base / "wiki-sentences.tsv").read_text("utf-8").splitlines()
    sentences = dict(line.split("\t", 1) for line in lines if "\t" in line)
    for name in ("dev.tsv", "test.tsv"):
        for line in (base / name).read_text("utf-8").splitlines():
            cells = line.split("\t")
            if cells[0] not in sentences or len(cells) < 7:
                continue
            tokens = sentences[cells[0]].split()
            wanted = sorted(int(i) for i in cells[6].split())
            if wanted != list(range(wanted[0], wanted[-1] + 1)):
                continue
            passage, answer = (
                plain(" ".join(tokens)),
                plain(" ".join(tokens[wanted[0] : wanted[-1] + 1])),
            )
            before = len(plain(" ".join(tokens[: wanted[0]])))
            starts = [m.start() for m in re.finditer(re.escape(answer), passage)]
            if starts and answer:
                start = min(starts, key=lambda s: abs(s - before))
                yield Asked(f"qamr {cells[0]}", None, passage, cells[5], answer, start)


def asked(folder: Path) -> list[Asked]:
    """All questions with spans, each once."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for row in (*_squad_sample(folder), *_squad_start(folder), *_natural(folder),
                *_tales(folder), *_single(folder)):  # fmt: skip
        key = (row.question.lower(), row.passage[:80])
        if key not in seen and row.passage[row.start :].startswith(row.answer):
            seen.add(key)
            kept.append(row)
    return kept


def _jsonl(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text("utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def _fever(folder: Path) -> Iterator[Pair]:
    base = folder / "fever_dev"
    rows = zip(
        (base / "dev.raw.input0").read_text("utf-8").split("\n"),
        (base / "dev.raw.input1").read_text("utf-8").split("\n"),
        (base / "dev.label").read_text("utf-8").split("\n"),
        strict=False,
    )
    for evidence, claim, label in rows:
        if claim and label:
            verdict = SUPPORTED if label == "entailment" else NOT_SUPPORTED
            yield Pair("fever_dev", plain(claim), plain(evidence), verdict)


_NAMES = {
    "SUPPORTS": SUPPORTED, "REFUTES": CONTRADICTED, "SUPPORT": SUPPORTED, "REFUTE": CONTRADICTED,
    "NOT ENOUGH INFO": NOT_SAID, "NOTENOUGHINFO": NOT_SAID, "entailment": SUPPORTED,
    "neutral": NOT_SAID, "contradiction": CONTRADICTED, "completely-support": SUPPORTED,
    "refute": CONTRADICTED, "irrelevant": NOT_SAID,
}  # fmt: skip


def _wikipedia(folder: Path) -> Iterator[Pair]:
    """Claims of an encyclopedia, with edits that turn the label."""
    for path in sorted((folder / "fever_symmetric").glob("*.jsonl")):
        for row in _jsonl(path):
            label = _NAMES[row["gold_label"]]
            yield Pair("fever_symmetric", plain(row["claim"]), plain(row["evidence"]), label)


def _inference(folder: Path) -> Iterator[Pair]:
    """Natural-language inference: premise and hypothesis."""
    with (folder / "snli_cad" / "train.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            label = _NAMES[row["gold_label"]]
            yield Pair("snli_cad", row["sentence2"], row["sentence1"], label)
    codes = {"1": NOT_SAID, "2": CONTRADICTED, "3": SUPPORTED}
    for line in (folder / "snli_part" / "train.csv").read_text("utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) == 4 and cells[1] in codes:
            yield Pair("snli_part", cells[3], cells[2], codes[cells[1]])
    path = folder / "conjnli" / "adversarial_train_15k.tsv"
    with path.open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["Label"] in _NAMES:
                claim, evidence = (plain(row[n].strip('"')) for n in ("Hypothesis", "Premise"))
                yield Pair("conjnli", claim, evidence, _NAMES[row["Label"]])


def _summaries(folder: Path) -> Iterator[Pair]:
    """Summaries and claims on news, talks and mails, right and edited."""
    for path in sorted((folder / "summedits").glob("*.json")):
        for row in json.loads(path.read_text("utf-8")):
            label = SUPPORTED if row["label"] else NOT_SUPPORTED
            yield Pair("summedits", row["summary"], row["doc"], label)
    for row in _jsonl(folder / "factcg_cg2c" / "CG2C_doc.json"):
        label = SUPPORTED if row["orig_label"] == 1 else NOT_SUPPORTED
        yield Pair("factcg_cg2c", row["text_b"][0], row["text_a"], label)


def _checked(folder: Path) -> Iterator[Pair]:
    """Claims checked against abstracts and web pages."""
    base = folder / "check_covid"
    corpus = {row["cord_id"]: row for row in _jsonl(base / "corpus.json")}
    for row in _jsonl(base / "covidCheck_train_composed+extracted.json"):
        if source := corpus.get(row["cord_id"]):
            near = {item["sent_index"] + d for item in row["evidence_set"] for d in (-1, 0, 1)}
            text = " ".join(s for i, s in enumerate(source["abstract"]) if i in near)
            label, claim = _NAMES[row["label"]], row["claim"].strip()
            yield Pair("check_covid", claim, text, label, title=source["title"])
    for row in _jsonl(folder / "factcheck_bench" / "subtask3_claim_evidence_stance.jsonl"):
        if row["stance"] in _NAMES:
            label = _NAMES[row["stance"]]
            yield Pair("factcheck_bench", row["claim"], row["evidence"], label)


def pairs(folder: Path) -> list[Pair]:
    """All claims with evidence that people (or careful programs) labelled."""
    readers = (_fever, _wikipedia, _inference, _summaries, _checked)
    found = [pair for reader in readers for pair in reader(folder)]
    return [pair for pair in found if pair.claim and pair.evidence]
