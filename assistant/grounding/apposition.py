"""The part of a source sentence that says who or what someone is, if a claim says just that.

"“It will not work,” said Ann Lee, an analyst at Orbis." states that Ann Lee is an analyst at
Orbis, whatever else in the sentence is denied, quoted or only possible. The rule is narrow: the
claim is "NAME is PHRASE", the sentence has "NAME, PHRASE" word for word and to the end of the
phrase, outside quotation marks, and if the sentence reports what someone says, NAME is the one
who says it.
"""

from __future__ import annotations

import re

from assistant.language.names import names

_IDENTITY = re.compile(
    r"(?P<name>\S.{1,80}?) (?:is|was|are|were) "
    r"(?P<phrase>(?:an?|the|one of|former|head of) .{2,200}?)\.?"
)
_ENDS = r"(?=\s*(?:[.;:!?)]|[–—]|$)|,(?!\s*(?:an?|the|and|or)\b))"
_SAYS = r"(?:said|says|told|warned|argued|argues|suggested|believes|added|wrote)"
_REPORTS = re.compile(
    r"\b(?:said|says?|saying|told|tells?|according|claim\w*|alleg\w+|reported(?:ly)?|reports"
    r"|believ\w+|suggest\w*|argu\w*|warn\w*|accus\w+|call(?:s|ed)|describ\w+|add(?:s|ed)|wrote|writes"
    r"|insist\w*|think\w*|thought|rumou?r\w*|suppos\w+|pretend\w*|deni\w+|deny\w*)\b",
    re.IGNORECASE,
)


def stated_identity(claim: str, source: str) -> str | None:
    """The words "NAME, PHRASE" of the source, if the claim is "NAME is PHRASE"; else None."""
    said = _IDENTITY.fullmatch(claim.strip())
    if said is None or said["name"] not in names(f"so {said['name']}"):
        return None
    name, phrase = (_spaced(said[part]) for part in ("name", "phrase"))
    found = re.search(rf"(?<!\w){name}, {phrase}{_ENDS}", source)
    if found is None or _is_quoted(source, found.start()):
        return None
    before, behind = source[: found.start()], source[found.end() :]
    before = re.sub(rf"(?<=[\"”’',?!] ){_SAYS} $", "", before)  # “…,” said NAME
    behind = re.sub(rf"^, {_SAYS}\b", "", behind)
    if _REPORTS.search(f"{before} {behind}"):
        return None
    return found.group()


def _spaced(text: str) -> str:
    """A pattern for the text with any white space between its words."""
    return r"\s+".join(re.escape(word) for word in text.split())


def _is_quoted(text: str, position: int) -> bool:
    """Whether a quotation is open at that place."""
    before = text[:position]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1
