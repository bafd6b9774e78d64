"""Version 3: which parts of a text were recognised in pictures, and how surely.

documents.recognised    (start, end, confidence) of each part
passages.ocr            the least confidence of what a passage holds; NULL where none was recognised
"""

STATEMENTS = (
    "ALTER TABLE main.documents ADD COLUMN recognised TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE main.passages ADD COLUMN ocr REAL",
)

EARLIER = {
    "documents": "CREATE TEMP VIEW documents AS SELECT *, '[]' AS recognised FROM main.documents",
    "passages": "CREATE TEMP VIEW passages AS SELECT *, NULL AS ocr FROM main.passages",
}
"""What lets a connection read a collection of an earlier version as if it were one of this."""
