"""Claims against short sources, labelled by hand: what follows, what cannot be, and the rest.

A pair that says `NOT_SUPPORTED` may be called unsupported or contradicted; one that says
`UNSUPPORTED` may not be called contradicted.
"""

from __future__ import annotations

from typing import NamedTuple


class Pair(NamedTuple):
    """A claim with its source; `because` is a piece of the reason that must be given."""

    claim: str
    source: str
    because: str = ""


HARBOUR = (
    "The port of Velmar opened a second container terminal on 14 March 2023. It cost 380 million "
    "euros and was paid for by the Danish state. Mayor Ida Thorsen said the terminal would bring "
    "900 jobs to the town. Fishermen have protested against the dredging since 2021."
)
CLINIC = (
    "The clinic in Orrin will not close this winter, the health board decided on Tuesday. Twelve "
    "nurses had resigned in autumn because of long shifts. Doctor Amrit Sahota runs the clinic. "
    "Patients from Lower Bray could be sent to Kelding if more staff leave."
)
MATCH = (
    "Rovers beat Athletic 3-1 in the final in Cardiff on Saturday. Nadia Holt scored twice for "
    "Rovers before half time. Athletic had won the cup in 2019 and 2022. About 41,000 people "
    "watched the match."
)
BANK = (
    "The central bank raised its main rate from 3.5% to 4% in June. Inflation fell to 2.8% "
    "in spring. Governor Piet Maes voted for the rise. Two members wanted to keep the rate at "
    "3.5%. House prices rose in Utrecht."
)

SUPPORTED = [
    Pair("The port of Velmar opened a second container terminal.", HARBOUR),
    Pair("The port of Velmar opened a second container terminal in March 2023.", HARBOUR),
    Pair("It cost 380 million euros and was paid for by the Danish state.", HARBOUR),
    Pair("Mayor Ida Thorsen said the terminal would bring 900 jobs to the town.", HARBOUR),
    Pair("Fishermen have protested against the dredging since 2021.", HARBOUR),
    Pair("The clinic in Orrin will not close this winter.", CLINIC),
    Pair("Twelve nurses had resigned in autumn.", CLINIC),
    Pair("12 nurses had resigned in autumn because of long shifts.", CLINIC),
    Pair("Doctor Amrit Sahota runs the clinic.", CLINIC),
    Pair("Rovers beat Athletic 3-1 in the final on Saturday.", MATCH),
    Pair("Nadia Holt scored twice for Rovers.", MATCH),
    Pair("Athletic had won the cup in 2019 and 2022.", MATCH),
    Pair("Athletic won the cup in 2022.", MATCH),
    Pair("About 41,000 people watched the match.", MATCH),
    Pair("The central bank raised its main rate to 4% in June.", BANK),
    Pair("Inflation fell to 2.8 percent in spring.", BANK),
    Pair("Governor Piet Maes voted for the rise.", BANK),
]

CONTRADICTED = [
    # a number
    Pair("It cost 280 million euros and was paid for by the Danish state.", HARBOUR, "380 million"),
    Pair("The terminal would bring 700 jobs to the town.", HARBOUR, "900"),
    Pair("Fishermen have protested against the dredging since 2019.", HARBOUR, "2021"),
    Pair("Ten nurses had resigned in autumn.", CLINIC, "Twelve"),
    Pair("About 14,000 people watched the match.", MATCH, "41,000"),
    Pair("Inflation fell to 1.8% in spring.", BANK, "2.8%"),
    Pair("Three members wanted to keep the rate at 3.5%.", BANK, "Two"),
    # a date
    Pair("The port of Velmar opened a second container terminal on 15 March 2023.", HARBOUR, "14"),
    Pair("The port of Velmar opened a second container terminal in April 2023.", HARBOUR, "March"),
    Pair("Rovers beat Athletic 3-1 in the final in Cardiff on Sunday.", MATCH, "Saturday"),
    Pair("The central bank raised its main rate in July.", BANK, "June"),
    # a name
    Pair("The port of Oldby opened a second container terminal.", HARBOUR, "Velmar"),
    Pair("It was paid for by the Swedish state.", HARBOUR, "Danish"),
    Pair("Rovers beat Athletic 3-1 in the final in Swansea.", MATCH, "Cardiff"),
    Pair("House prices rose in Ghent.", BANK, "Utrecht"),
    # negation
    Pair("The clinic in Orrin will close this winter.", CLINIC, "denies"),
    Pair("Fishermen have not protested against the dredging.", HARBOUR, "denies"),
    Pair("Nadia Holt never scored for Rovers.", MATCH, "denies"),
    Pair("Governor Piet Maes didn't vote for the rise.", BANK, "denies"),
    # an opposite
    Pair("The central bank lowered its main rate.", BANK, "opposite"),
    Pair("Inflation rose to 2.8% in spring.", BANK, "opposite"),
    Pair("House prices fell in Utrecht.", BANK, "opposite"),
    Pair("Nadia Holt scored twice for Rovers after half time.", MATCH, "opposite"),
    Pair("The port of Velmar closed a second container terminal.", HARBOUR, "opposite"),
    # roles
    Pair("Athletic beat Rovers in the final in Cardiff.", MATCH, "other way round"),
]

UNSUPPORTED = [
    # nothing of it is there
    Pair("The ferry to Holm was cancelled in the storm.", HARBOUR),
    Pair("The school in Orrin has a new gymnasium.", CLINIC),
    Pair("The referee was injured by a bottle.", MATCH),
    Pair("The euro gained against the dollar.", BANK),
    # something is added
    Pair("The terminal will be doubled in size by 2030.", HARBOUR, "2030"),
    Pair("Velmar has 40,000 inhabitants.", HARBOUR, "40,000"),
    Pair("The Chinese company Tianhe paid for the terminal.", HARBOUR, "name"),
    Pair("Nadia Holt of Denmark scored twice for Rovers.", MATCH, "Denmark"),
    Pair("Governor Piet Maes called the rise “long overdue”.", BANK, "quotation"),
    Pair("Inflation fell to 2.8% in spring because of cheap oil.", BANK),
    # what is only possible, planned or said by a condition
    Pair("Patients from Lower Bray are sent to Kelding.", CLINIC, "leaves open"),
    Pair("Patients from Lower Bray are not sent to Kelding.", CLINIC),
    Pair("The terminal could bring 900 jobs.", "The terminal brought 900 jobs.", "could"),
    # another number of another thing
    Pair("Nadia Holt scored three goals in the final.", MATCH),
    Pair("The clinic has 14 beds.", CLINIC, "14"),
    Pair("The cup final of 2015 was watched by 60,000 people in London.", MATCH, "2015"),
    Pair("Inflation was 3.1% in April.", BANK),
    Pair("The bridge cost 20 million euros.", HARBOUR),
    Pair("Among those who protested were two bakers.", HARBOUR),
    # pieces of two sentences
    Pair("Fishermen opened a second container terminal.", HARBOUR),
    Pair("Doctor Amrit Sahota resigned in autumn.", CLINIC),
]

NOT_SUPPORTED = [
    Pair("Governor Karel Vos voted for the rise.", BANK, "Piet Maes"),
    Pair("The health board decided on Thursday.", CLINIC, "Tuesday"),
    Pair("Athletic beat Rovers 3-1 in the final.", MATCH),
    Pair("Two members voted for the rise.", BANK),
    Pair("The central bank raised its main rate from 4% to 3.5%.", BANK),
    Pair("Rovers had won the cup in 2019 and 2022.", MATCH),
    Pair("The health board will close the clinic in Orrin this winter.", CLINIC),
]
