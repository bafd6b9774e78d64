"""The browser page: a Gradio interface over the one `Assistant` object.

    guard → door → server → page → chat · documents · summaries → desk → Assistant, models

Who is admitted, and the models, are in `serving`; `history` keeps a collection's conversations in
the folder kept with it. All HTML is made in `markup`, `thread`, `sources` and `listing`, and
everything in it is escaped.
"""
