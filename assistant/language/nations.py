"""Names of nations and of a few unions with their adjectives: Norway and Norwegian are one.

Written out, for no rule that joins Norway with Norwegian keeps Austria from Australia. An
adjective that only adds an n to a long name (Russia, Russian) needs no entry.
"""

from __future__ import annotations

_GROUPS = """
afghanistan afghan | argentina argentine argentinian | asia asian | azerbaijan azerbaijani
| bangladesh bangladeshi | belarus belarusian | belgium belgian | brazil brazilian
| britain british uk | canada canadian | chad chadian | chile chilean | china chinese
| congo congolese | cuba cuban | cyprus cypriot | czechia czech | denmark danish dane
| ecuador ecuadorian | egypt egyptian | england english | eu europe european
| finland finnish finn | france french | germany german | greece greek | haiti haitian
| hungary hungarian | iceland icelandic icelander | iran iranian | iraq iraqi | ireland irish
| israel israeli | italy italian | japan japanese | kazakhstan kazakh | kuwait kuwaiti | kyiv kiev
| lebanon lebanese | luxembourg luxembourger | mexico mexican | morocco moroccan
| nepal nepali nepalese | netherlands dutch holland | norway norwegian | pakistan pakistani
| palestine palestinian | panama panamanian | peru peruvian | philippines philippine filipino
| poland polish pole | portugal portuguese | qatar qatari | scotland scottish scot
| singapore singaporean | slovakia slovak | slovenia slovene | spain spanish spaniard
| sudan sudanese | sweden swedish swede | switzerland swiss | taiwan taiwanese | thailand thai
| turkey turkish turkiye | uganda ugandan | ukraine ukrainian | us usa america american
| vietnam vietnamese | wales welsh | yemen yemeni | zimbabwe zimbabwean
"""

NATION = {
    form: group.split()[0]
    for group in _GROUPS.split("|")
    for word in group.split()
    for form in (word, f"{word}s")
}
"""A lower-case name, adjective or people to one name of the nation: norwegian → norway."""

TWO_WORDS = {
    ("united", "states"): "us",
    ("united", "kingdom"): "britain",
    ("great", "britain"): "britain",
    ("european", "union"): "eu",
    ("united", "nations"): "un",
}
"""Names of two lower-case words to the one word that stands for them."""
