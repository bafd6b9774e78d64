"""What the program says of itself: to a greeting, to thanks, to "what can you do?".

Also where the answer is missing that "shorter" or "are you sure?" is about.
"""

from __future__ import annotations

from assistant.answering.kinds import Kind
from assistant.answering.resources import Resources
from assistant.grounding.answer import said
from assistant.language.question import Question
from assistant.records import Answer, Receipt

_WORDS = {
    "hello": "Hello! Ask me about {documents}.",
    "thanks": "You are welcome. Ask on whenever you like.",
    "help": (
        "I answer questions from {documents}, and show the sentence behind each answer. Ask for a "
        "fact, a reason, a comparison or a summary; which documents mention something; or what "
        "documents there are. Where no answer seems to be there, I show what comes closest."
    ),
}
_NO_ANSWER = "There is no answer yet that this could be about: ask a question of {documents} first."


def answer_talk(question: Question, kind: Kind, resources: Resources, receipt: Receipt) -> Answer:
    """A sentence of the program's own; nothing is searched."""
    count = resources.collection.document_count()
    documents = f"the {count} documents here" if count != 1 else "the document here"
    return said(question, _WORDS.get(kind, _NO_ANSWER).format(documents=documents), receipt)
