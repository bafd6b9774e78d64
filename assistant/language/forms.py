"""Forms that stemming does not bring together: told and tell, men and man, II and 2.

Regular forms are left to the stemmer. Only words whose forms differ in their stems are here.
"""

from __future__ import annotations

_VERBS = """
arise arose arisen | awake awoke awoken | bear bore borne | become became | begin began begun
bend bent | bind bound | bite bit bitten | bleed bled | blow blew blown | break broke broken
breed bred | bring brought | build built | burn burnt | buy bought | catch caught
choose chose chosen | cling clung | come came | creep crept | deal dealt | dig dug
draw drew drawn | drink drank drunk | drive drove driven | eat ate eaten | fall fell fallen
feed fed | feel felt | fight fought | find found | flee fled | fly flew flown
forbid forbade forbidden | forget forgot forgotten | forgive forgave forgiven
freeze froze frozen | get got gotten | give gave given | go went gone | grind ground
grow grew grown | hang hung | hear heard | hide hid hidden | hold held | keep kept
know knew known | lay laid | lead led | leave left | lend lent | light lit | lose lost
make made | mean meant | meet met | overcome overcame | pay paid | ride rode ridden
ring rang rung | rise rose risen | run ran | say said | see saw seen | seek sought | sell sold
send sent | shake shook shaken | shine shone | shoot shot | show shown | shrink shrank shrunk
sing sang sung | sink sank sunk | sit sat | sleep slept | slide slid | speak spoke spoken
spend spent | spin spun | stand stood | steal stole stolen | stick stuck | strike struck
swear swore sworn | sweep swept | swim swam swum | swing swung | take took taken
teach taught | tear tore torn | tell told | think thought | throw threw thrown
understand understood | undertake undertook undertaken | wear wore worn | weave wove woven
win won | withdraw withdrew withdrawn | withstand withstood | write wrote written
"""
_UNCHANGED = "let put read shut thrust"  # in all forms; not what is a noun as well: cost, set
_NOUNS = """
man men | woman women | child children | person people | foot feet | tooth teeth | goose geese
mouse mice | life lives | wife wives | half halves | leaf leaves | crisis crises
"""
# Artemis II is Artemis 2. Not those that are words or names of their own: I, V, X, Xi.
_ROMAN = """
2 ii | 3 iii | 4 iv | 6 vi | 7 vii | 8 viii | 9 ix | 12 xii | 13 xiii | 14 xiv | 16 xvi | 18 xviii
"""


def _groups(*tables: str) -> list[tuple[str, ...]]:
    lines = [line for table in tables for line in table.strip().splitlines()]
    return [tuple(group.split()) for line in lines for group in line.split("|")]


_ALL = _groups(_VERBS, _NOUNS, _ROMAN)

BASE = {form: group[0] for group in _ALL for form in group[1:]}
"""A form to its base form: told → tell, ii → 2."""

_FORMS = {group[0]: group for group in _ALL}
_PAST = frozenset(form for group in _groups(_VERBS) for form in group[1:]) | {*_UNCHANGED.split()}
_REGULAR_PAST = 5  # letters, at least: "need" and "seed" are none


def base(word: str) -> str:
    """The base form of a lower-case word that has one here; any other word as it is."""
    return BASE.get(word, word)


def forms(word: str) -> tuple[str, ...]:
    """The word, then its relatives: tell → (tell, told), 2 → (2, ii)."""
    others = _FORMS.get(base(word), ())
    return (word, *(form for form in others if form != word))


def is_past(word: str) -> bool:
    """Whether a word looks like the past or the participle of a verb: made, adopted, not Alfred."""
    is_regular = len(word) >= _REGULAR_PAST and word.endswith("ed") and word.islower()
    return is_regular or word in _PAST
