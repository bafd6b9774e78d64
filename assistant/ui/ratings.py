"""Keeping an answer as a note, rating it, and giving the right sentence."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.ui.chat import Chat
from assistant.ui.events import QUICK, Updates, told, where_of
from assistant.ui.notices import notice
from assistant.ui.parts import Side, Talk

TO_SENTENCE = """() => setTimeout(() => {
  const box = document.querySelector("#right-sentence textarea");
  box?.scrollIntoView({ block: "center" });
  box?.focus();
}, 100)"""


def connect_ratings(chat: Chat, side: Side, talk: Talk) -> None:
    """Connect the buttons below an answer."""
    place = [side.shelf, side.profile, talk.conversation]

    @told
    def note(request: gr.Request, turn: int, *place: Any) -> Updates:
        html = chat.note(where_of(request, place), turn)
        return notice("Kept under “Notes”, among the conversations.", role="status"), html

    @told
    def good(request: gr.Request, turn: int, *place: Any) -> Updates:
        said = chat.rate(where_of(request, place), turn, "good")
        return notice(said, role="status"), gr.Column(visible=False)

    @told
    def bad(request: gr.Request, turn: int, *place: Any) -> Updates:
        said = chat.rate(where_of(request, place), turn, "bad")
        return notice(said, role="status"), gr.Column(visible=True)

    @told
    def keep(request: gr.Request, turn: int, sentence: str, *place: Any) -> Updates:
        said = chat.rate(where_of(request, place), turn, "bad", sentence)
        return notice(said, role="status"), gr.Column(visible=False), ""

    talk.note.click(note, [talk.turn, *place], [talk.thanks, side.conversations], **QUICK)
    talk.good.click(good, [talk.turn, *place], [talk.thanks, talk.rating], **QUICK)
    talk.bad.click(bad, [talk.turn, *place], [talk.thanks, talk.rating], **QUICK).then(
        None, js=TO_SENTENCE
    )
    talk.keep.click(
        keep,
        [talk.turn, talk.sentence, *place],
        [talk.thanks, talk.rating, talk.sentence],
        **QUICK,
    )
