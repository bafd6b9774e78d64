"""An assistant that answers from your own documents and shows nothing it has not checked.

The stages, in the order of the flow:

    corpus     files → Document → Passage
    models     the model store; embedder and generator
    search     Collection (SQLite + FAISS); question → Hit
    writing    Hit → Evidence → Draft
    grounding  Draft → Answer, or a refusal
    present    Answer → text, JSON
"""

import logging

logging.getLogger(__name__).addHandler(logging.NullHandler())  # who runs it says where it goes
