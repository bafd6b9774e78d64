"""The browser page: a Gradio interface over the one `Assistant` object.

    access → guard → door → server → page → chat · documents · summaries → desk → Assistant, models

`models` keeps each in memory once for all collections and people, `turns` lets one
question write at a time, `history` keeps conversations in the collection's folder. All HTML
is made in `markup`, `thread`, `sources` and `listing`, and everything in it is escaped.
"""
