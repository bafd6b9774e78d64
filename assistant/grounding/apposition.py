"""The part of a source sentence that says who or what someone is, if a claim says just that.

"“It will not work,” said Ann Lee, an analyst at Orbis." states that Ann Lee is an analyst at
Orbis, whatever else in the sentence is denied, quoted or only possible. So does "Norway's prime
minister, Ann Lee, left" for the prime minister of Norway. The rules are narrow: the claim is
"NAME is PHRASE", the sentence has "NAME, PHRASE" or "PHRASE, NAME" word for word and to the end
of the phrase, outside quotation marks, and if the sentence reports what someone says, NAME is
the one who says it.
"""

from __future__ import annotations

import re

from assistant.language.names import names

_IDENTITY = re.compile(
    r"(?P<name>\S.{1,80}?) (?:is|was|are|were) "
    r"(?P<phrase>(?:an?|the|one of|former|head of) .{2,200}?)\.?"
)
_ROLE = r"[a-z][a-z-]*(?: [a-z][a-z-]*){0,3}"
_OFFICE = re.compile(
    rf"(?P<name>\S.{{1,80}}?) (?:is|was) (?P<phrase>(?:the )?[A-Z][\w -]*['’]s {_ROLE})\.?"
)
# Neither a list of people nor a part of a longer name: "New Norway's prime minister, Ann Lee".
_GOES_ON = r"(?=\s*$|[.;:!?)]|,\s+(?!(?:and|or|an?|the|his|her|its|their)\b)[a-z])"
_NO_NAME = (
    r"(?:On|In|At|After|Before|When|While|As|Then|Today|Yesterday|(?:Mon|Tues|Wednes|Thurs|Fri|Satur"
    r"|Sun)day)\s"
)
_BELONGS = re.compile(
    r"\b(?:of|to|for|and|or|as|than|like|former|late|then)\s+$"
    rf"|(?:^|\s)(?!{_NO_NAME})[A-Z][\w.’'-]*\s+$"
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
    """The words "NAME, PHRASE" of the source, if the claim is "NAME is PHRASE"; else None.

    Where the source has "PHRASE, NAME", it is the same words in the claim's order.
    """
    said = _IDENTITY.fullmatch(claim.strip()) or _OFFICE.fullmatch(claim.strip())
    if said is None or said["name"] not in names(f"so {said['name']}"):
        return None
    return _named_first(said, source) or _named_last(said, source)


def _named_last(said: re.Match[str], source: str) -> str | None:
    """The words of "Norway's prime minister, Ann Lee, left", in the claim's order."""
    name = _spaced(said["name"])
    for phrase in _same_office(said["phrase"]):
        found = re.search(rf"(?<!\S){phrase},\s+{name}{_GOES_ON}", source)
        if found is None or _is_quoted(source, found.start()):
            continue
        before = source[: found.start()]
        if not (_REPORTS.search(before) or _BELONGS.search(before)):
            return f"{said['name']}, {said['phrase']}"
    return None


def _same_office(phrase: str) -> list[str]:
    """Patterns of "the prime minister of Norway" and "Norway's prime minister", given either."""
    of = re.fullmatch(rf"the (?P<role>{_ROLE}) of (?:the )?(?P<whose>[A-Z][\w -]*)", phrase)
    whose = re.fullmatch(rf"(?:the )?(?P<whose>[A-Z][\w -]*)['’]s (?P<role>{_ROLE})", phrase)
    if match := of or whose:
        role, owner = _spaced(match["role"]), _spaced(match["whose"])
        return [rf"{owner}['’]s {role}", rf"[Tt]he {role} of (?:the )?{owner}"]
    alone = re.fullmatch(rf"the (?P<role>{_ROLE})", phrase)
    return [rf"[Tt]he {_spaced(alone['role'])}"] if alone else []


def _named_first(said: re.Match[str], source: str) -> str | None:
    """The words of "Ann Lee, the prime minister of Norway, left"."""
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
