"""What the default writer drafts for the questions of benchmarks/judged, to be judged by reading.

    python -m benchmarks.drafts out.jsonl

Writes the lines of benchmarks/judged/drafts.jsonl with new drafts, how sure the writer was of each,
and what it `read`. Somebody then says for each whether the answer is `there` in what was read, and
whether the draft is `right`; without `read`, the file takes the place of the old one, and
`benchmarks.fit_right` fits when a draft is shown.
"""

from __future__ import annotations

import json
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from assistant.runtime import Runtime
from assistant.writing.approval import approval
from assistant.writing.direct import fitting, write_direct
from assistant.writing.stance import with_plain_verdict
from benchmarks.common import ASKED, JUDGED, collections_of, look_up


def main() -> None:
    """Run the command."""
    runtime = Runtime.open("default")
    assert runtime.load_writer is not None
    embedder, reader, writer = runtime.load_embedder(), runtime.load_reader(), runtime.load_writer()
    tokens = runtime.settings.answer_tokens
    lines = [*map(json.loads, JUDGED.read_text("utf-8").splitlines())]
    with ExitStack() as stack:
        out = stack.enter_context(Path(sys.argv[1]).open("w", encoding="utf-8"))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for name, collection in collections_of(ASKED, folder, embedder, stack):
            for line in (line for line in lines if line["collection"] == name):
                text = line["question"]
                order = look_up(text, collection, embedder, reader).order
                read = fitting(text, order, writer, tokens)
                draft = write_direct(text, read, writer, tokens)
                draft = with_plain_verdict(draft, text, writer)
                line |= {"draft": draft.text, "sureness": draft.sureness}
                line |= {"approval": approval(text, read, draft.text, writer)}
                line |= {"there": None, "right": None}
                line["read"] = [f"{hit.document.title}: {hit.passage.text}" for hit in read]
                out.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
