"""The parts of the page: the sidebar, the conversation, its sources, the question box."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from assistant.ui.desk import Desk
from assistant.ui.only_fields import OnlyFields, only_fields
from assistant.ui.templates import render

EVERYWHERE = "In all documents"
TICK = "Ask only the documents that you tick; none ticked means all"
PRESSED = """
element.addEventListener("click", (event) => {
  const pressed = event.target.closest("button[data-do]");
  if (pressed) trigger("click", { ...pressed.dataset });
});
element.addEventListener("submit", (event) => {
  event.preventDefault();
  trigger("click", { ...event.target.dataset, ...Object.fromEntries(new FormData(event.target)) });
});
"""
"""Tells the handler of a part's clicks which of its buttons was pressed: `data-do`, `data-id`."""

CLICKED = """
element.addEventListener("ask", ({ detail }) => trigger("click", { text: detail }));
"""
"""Tells the handler which suggested question is asked, as question.js says it."""


@dataclass(frozen=True, slots=True)
class Side:
    """The sidebar: which documents and models, and the conversations."""

    shelf: gr.Dropdown
    profile: gr.Dropdown
    new: gr.Button
    search: gr.Textbox
    conversations: gr.HTML


@dataclass(frozen=True, slots=True)
class Talk:
    """The conversation, its sources, and the question box."""

    conversation: gr.State
    turn: gr.State
    welcome: gr.HTML
    pull: gr.Button
    examples: gr.Button
    work: gr.HTML
    past: gr.HTML
    live: gr.HTML
    replaced: gr.HTML
    actions: gr.Row
    retry: gr.Button
    edit: gr.Button
    note: gr.Button
    good: gr.Button
    bad: gr.Button
    rating: gr.Column
    sentence: gr.Textbox
    keep: gr.Button
    thanks: gr.HTML
    meant: gr.Row
    understood: gr.Textbox
    ask_understood: gr.Button
    only: gr.Button
    fields: OnlyFields
    ticked: gr.CheckboxGroup
    queued: gr.HTML
    clicked: gr.HTML
    box: gr.Textbox
    ask: gr.Button
    stop: gr.Button
    past_cards: gr.HTML
    live_cards: gr.HTML


def build_side(desk: Desk) -> Side:
    """The sidebar, with what can be chosen at the start."""
    with gr.Sidebar(open=True, width=310):
        return Side(
            shelf=gr.Dropdown(
                label="Collection",
                choices=[shelf.name for shelf in desk.shelves()],
                value=desk.first,
                elem_id="shelf",
            ),
            profile=gr.Dropdown(
                label="Models",
                choices=desk.models.profiles(),
                value=desk.models.profile,
                elem_id="profile",
            ),
            new=gr.Button("New conversation", elem_id="new-conversation"),
            search=gr.Textbox(label="Search conversations", elem_id="search-conversations"),
            conversations=gr.HTML(elem_id="conversation-list", js_on_load=PRESSED),
        )


def build_talk() -> Talk:
    """The conversation beside its sources, with everything below it."""
    conversation, turn = gr.State(0), gr.State(0)
    with gr.Row(elem_id="columns"):
        with gr.Column(elem_id="talk", scale=3):
            welcome = gr.HTML(elem_id="welcome")
            past = gr.HTML(elem_id="past")
            live = gr.HTML(elem_id="live")
            with gr.Row():
                pull = gr.Button(
                    "Download the models", variant="primary", visible=False, scale=0, min_width=240
                )
                examples = gr.Button(
                    "Use the example articles",
                    variant="primary",
                    visible=False,
                    scale=0,
                    min_width=280,
                )
            work = gr.HTML()
            with gr.Row(elem_id="meant", visible=False) as meant:
                understood = gr.Textbox(label="Not what you meant? Change it")
                ask_understood = gr.Button("Ask this instead", elem_classes="quiet")
            with gr.Row(elem_id="turn-actions", visible=False) as actions:
                retry = gr.Button("Ask again", elem_id="retry")
                edit = gr.Button("Edit the question", elem_id="edit")
                note = gr.Button("Keep as a note", elem_id="note")
                good = gr.Button("Good answer", elem_id="good")
                bad = gr.Button("Not good", elem_id="bad")
            with gr.Column(visible=False) as rating:
                sentence = gr.Textbox(
                    label="The right sentence, if you know it", lines=2, elem_id="right-sentence"
                )
                keep = gr.Button("Keep this", elem_id="keep-sentence", elem_classes="quiet")
            thanks = gr.HTML()
            with gr.Column(elem_id="composer"):
                replaced = gr.HTML(elem_id="replaced", js_on_load=PRESSED)
                only = gr.Button(EVERYWHERE, elem_id="only", elem_classes="quiet")
                queued = gr.HTML(elem_id="queued", js_on_load=PRESSED)
                clicked = gr.HTML(render("asked_next"), elem_id="asked-next", js_on_load=CLICKED)
                with gr.Row(elem_id="question-row"):
                    box = gr.Textbox(
                        label="Your question",
                        placeholder="Ask your documents",
                        lines=1,
                        max_lines=8,
                        autofocus=True,
                        elem_id="question",
                        scale=5,
                    )
                    ask = gr.Button("Ask", variant="primary", elem_id="ask-button", scale=0)
                    stop = gr.Button("Stop", elem_id="stop-button", visible=False, scale=0)
        with gr.Column(elem_id="sources", scale=2):
            gr.HTML(render("panel"), elem_id="sources-head")
            with gr.Column(elem_id="choose"):
                fields = only_fields("only")
                ticked = gr.CheckboxGroup(label=TICK, choices=[], elem_id="ticked")
            past_cards = gr.HTML()
            live_cards = gr.HTML()
    return Talk(
        conversation, turn, welcome, pull, examples, work, past, live, replaced, actions, retry,
        edit, note, good, bad, rating, sentence, keep, thanks, meant, understood, ask_understood,
        only, fields, ticked, queued, clicked, box, ask, stop, past_cards, live_cards,
    )  # fmt: skip
