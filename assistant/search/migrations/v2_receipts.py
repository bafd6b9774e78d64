"""Version 2: what answers and summaries rest on is kept beside the documents.

receipts ──< quotes      the documents that each quotes
"""

STATEMENTS = (
    """
    CREATE TABLE receipts (
        key INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        content TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE quotes (
        receipt INTEGER NOT NULL REFERENCES receipts (key) ON DELETE CASCADE,
        document TEXT NOT NULL,
        source TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX quotes_receipt ON quotes (receipt)",
)
