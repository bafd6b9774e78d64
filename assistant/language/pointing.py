"""Whether a question points outside itself: to what was said before it.

By form alone, without a parser: a pronoun that nothing before it in the question can mean, an
ellipsis, an opening such as "what about", or so few words of its own that it could be about
anything. It rather leaves a follow-up as it is than take a whole question for one.
"""

from __future__ import annotations

import re

from assistant.language.names import names
from assistant.language.words import content_words, stem, words

LONGEST = 1_000
"""Characters; a text that is longer says enough itself."""

LEAD = re.compile(
    r"^(?:(?:ok|okay|so|well|and|but|or|then|also|now|hm+|yes|no|sure|thanks|thank you|i see"
    r"|alright|great|by the way|sorry)\b[,.!:;… ]+)+(?=\w)",
    re.IGNORECASE,
)
"""Words that only tie a question to what went before."""

VERBS = frozenset(
    """
    am is are was were be been do does did done has have had can could will would shall should may
    might must cannot isn aren wasn weren doesn don didn hasn haven hadn couldn wouldn won shouldn
    """.split()
)
ASKING = frozenset("who whom whose what when where which why how whether".split())
_ORDERS = frozenset(
    """
    compare define describe explain find give list name outline say show state summarise summarize
    tell translate
    """.split()
)
_ABOUT = re.compile(r"^(?:what|how) about |^what of |^about ", re.IGNORECASE)
LIGHT = frozenset(
    stem(word)
    for word in """
    again ago already always am ask call change curious describe detail ever explain get give
    go good happen here interested know let like list little look make mean name need never now
    please really say since speak still subject summarise summarize sure talk tell thank
    thing think understand want wonder work yeah year yes
    """.split()
)
"""Stems of words that say nothing of the topic."""

_CONTINUES = re.compile(r"^(?:and|but|or|then)\b", re.IGNORECASE)
_AUXILIARY = rf"(?:{'|'.join(sorted(VERBS))})"
_SUBJECT = (
    r"(?:do|does|did|can|could|will|would|should|may|might|must|^(?:is|are|was|were|has|have))"
)
_NOT_NOUNS = (
    r"(?:it|he|she|they|we|you|i|there|this|that|these|those|not|no|so|be|been|any|the|a|an)"
)
_NOUN = re.compile(
    r"\b(?:the|an?|some|all|every|each|many|most|two|three|our|my|your)"
    r" (?!same|other|only|most|first|last)\w+"
    rf"|{_SUBJECT} (?!{_NOT_NOUNS}\b)\w+"
    rf"|^\w+ (?:is|are|was|were) (?!{_NOT_NOUNS}\b|\w+ed\b|known|said|done|made|thought)\w+",
    re.IGNORECASE,
)
_WHO_DOES = re.compile(
    rf"^(?:who|(?:which|what) (?!{_AUXILIARY}\b)\w+)(?! {_AUXILIARY}\b)(?: (?!{_AUXILIARY}\b)\w+)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[,;:.?!]|\b(?:and|but|or|when|if|after|before|because|that|who|which|while|since|although"
    r"|though|whether|so|unless|until|where|as|than|how|why)\b",
    re.IGNORECASE,
)
_EXPLETIVE = re.compile(
    r"\b(?:is|was|be|isn['’]t|it['’]s|would|will|does|did|it)\b(?: it)?"
    r"(?: (?:be|is|was|still|really|not))*"
    r" (?:true|possible|likely|necessary|important|legal|illegal|safe|worth|ok|okay|hard|easy"
    r"|better|best|difficult|common|normal|clear|dangerous|fair|good|bad|advisable|permitted"
    r"|allowed|mandatory|required|an?\b \w+)\b[^?]*\b(?:to|that|if|for|\w+ing)\b"
    r"|\bit (?:takes?|took|costs?|makes? sense|matters?|hurts?|helps?|means?|meant)\b[^?]*\bto\b"
    r"|\bit (?:rain|snow|come|turn|seem|appear|happen)s?\b",
    re.IGNORECASE,
)
_NOMINATIVE = re.compile(r"\b(he|she|they)\b", re.IGNORECASE)
_OBJECT = re.compile(r"\b(?:him|them|hers|theirs|her(?! \w))\b", re.IGNORECASE)
_OWN = re.compile(r"\b(?:his|her|its|their)\b(?= \w)", re.IGNORECASE)
_IT = re.compile(r"\bit\b", re.IGNORECASE)
_DEMONSTRATIVE = re.compile(
    r"\b(?:is|was|were|are|do|did|does|about|of|for|in|on|at|by|with|after|before|from|like|why|since"
    r"|than|during|to|and|against) that\b(?! (?:is|are|was|were|the)\b)|\bthat(?: \w+)?\W*$"
    r"|\b(?:this|these)\b(?! (?:year|week|month|morning|evening|century|decade|season)\b)"
    r"|\bthose\b(?! (?:who|that|which|in|of|with|from|on|for)\b)"
    r"|\bthere\W*$|\bthen\W*$"
    r"|^which (?:ones?\b(?! of\b)|of (?:them|these|those)\b(?! (?:who|that)\b))"
    r"|\b(?:which|the|another|other|that|this|new|last|first|next|regular) ones?\W*$"
    r"|\b(?:the (?:latter|former|same|other|others|rest|difference))\W*$",
    re.IGNORECASE,
)
_FURTHER = re.compile(
    r"\b(?:else|another|others?|same|similar|instead|too|also|alternatives?|any)\b"
    r"(?!.*\b(?:than|besides|between)\b)(?<!each other)(?<!the other)",
    re.IGNORECASE,
)
_OPENS_BACK = re.compile(
    r"(?:he|she|it|they|his|her|its|their|this|that|these|those|both|such|afterwards?"
    r"|the (?:latter|former|same|other))\b",
    re.IGNORECASE,
)
_DEFINITE = re.compile(r"\bthe \w+", re.IGNORECASE)
_COMPLEMENT = re.compile(
    r"\b(?:of|for|in|on|to|from|between|about|by|with|against|at|during)\b \w+", re.IGNORECASE
)
_DEFINITION = re.compile(
    r"^(?:what|who)(?:['’]?s| is| are| was| were)\b(?! the\b)|^(?:explain|define|describe)\b",
    re.IGNORECASE,
)


def pointers(text: str) -> list[re.Match[str]]:
    """The pronouns of a question that nothing before them in it can mean, in order."""
    expletive = _EXPLETIVE.search(text)
    capitals = {word for name in names(text) for word in words(name)}
    found = [*_OWN.finditer(text), *_NOMINATIVE.finditer(text)]
    found = [match for match in found if not _has_noun(text[: match.start()], capitals)]
    for match in [*_OBJECT.finditer(text), *_IT.finditer(text)]:
        if match.group().lower() == "it" and expletive:
            continue
        if not _has_noun(_earlier_clauses(text[: match.start()]), capitals):
            found.append(match)
    return sorted(found, key=lambda match: match.start())


def points_back(text: str) -> bool:
    """Whether a question, or what stands in place of one, needs what was said before it."""
    if len(text) > LONGEST:
        return False
    bare = body(text)
    named = names(bare)
    if pointers(bare) or any(
        not _names_itself(bare, match) for match in _DEMONSTRATIVE.finditer(bare)
    ):
        return True
    own = [word for word in content_words(bare) if stem(word) not in LIGHT]
    others = len(own) - len(words(" ".join(named)))
    if not own or (_CONTINUES.match(text.strip()) and others <= 0):
        return True
    if is_fragment(bare):
        return len(own) <= 2 and not (named and others > 0)
    if named:
        return False
    if _CONTINUES.match(text.strip()) or (_FURTHER.search(bare) and len(own) <= 3):
        return True
    definite = bool(_DEFINITE.search(bare))
    if len(own) == 1:
        return definite or (words(bare)[-1] == own[0] and not _DEFINITION.match(bare))
    return len(own) == 2 and definite and not _COMPLEMENT.search(bare)


def opens_back(text: str) -> bool:
    """Whether a sentence or clause opens with a word that means something said before it."""
    return bool(_OPENS_BACK.match(text))


def body(text: str) -> str:
    """A question without the words that only tie it to what went before, blanks single."""
    return _ABOUT.sub("", LEAD.sub("", " ".join(text.split())))


def _names_itself(text: str, match: re.Match[str]) -> bool:
    """Whether a name stands behind a demonstrative: "this Deep Impact mission"."""
    return bool(re.match(r" (?:\w+ )?[A-Z]", text[match.end() :]))


def is_fragment(text: str) -> bool:
    """Whether a text has no verb that asks or orders: "Spousal support", "In 2019?"."""
    found = words(text)
    if not found or found[0] in _ORDERS:
        return False
    return not any(word in VERBS or word in ASKING for word in found)


def _earlier_clauses(before: str) -> str:
    """What stands in the clauses before the last one, and the possessors in that."""
    ends = [match.end() for match in _CLAUSE.finditer(before)]
    cut = ends[-1] if ends else 0
    possessor = re.findall(r"\w+['’]s\b", before[cut:])
    return before[:cut] + " ".join(f" the {word}" for word in possessor)


def _has_noun(before: str, capitals: set[str]) -> bool:
    if _NOUN.search(before) or _WHO_DOES.search(before):
        return True
    return any(word in capitals for word in words(before))
