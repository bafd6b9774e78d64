"""Which date a text says is its own: by where it stands, not by the words around it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from assistant.corpus.stated import document_date, stated_date

PROSE = (
    "The harbour was deepened over two summers so that larger ships can call there, and the town"
    " paid half of the cost of the works while the state paid the rest."
)


def said(text: str) -> str:
    """The date as far as it is stated: 2024-05-02, 2024-05 or 2024; empty if it is not."""
    found = stated_date(text)
    if found is None:
        return ""
    return found.day.isoformat()[: {"year": 4, "month": 7}.get(found.origin, 10)]


@pytest.mark.parametrize(
    ("top", "expected"),
    [
        ("# Rowing club: minutes\n\nMeeting of 7 May 2024, 19.30, boat house.", "2024-05-07"),
        ("# Password policy\n\nApproved by the board on 14 June 2022. It replaces that of 2 May"
         " 2019.", "2022-06-14"),
        ("# Minutes\n\nHeld on 18 March 2023 in the hall. Present: 41 members.", "2023-03-18"),
        ("Harbour Office\n1 Quay Street\n\nMs Tillman\n\nNorrvik, 3 September 2023\n\nDear Ms"
         " Tillman,", "2023-09-03"),
        ("Satzung über die Gebühren\n\nStand: 3. Mai 2024", "2024-05-03"),
        ("Protokoll der Versammlung vom 14. März 2023", "2023-03-14"),
        ("Port-Clair, le 12 août 2022\n\nMadame, Monsieur,", "2022-08-12"),
        ("Hausordnung\n\nDatum: 05.11.2021", "2021-11-05"),
        ("# Drill X5: manual\n\nRev. 2, 04/2021", "2021-04"),
        ("TIDE TABLES\nThird printing, October 2020", "2020-10"),
        ("# Ordinance on dogs\n\nof 20 June 2019, last amended on 4 March 2024", "2024-03-04"),
        ("# Terns\n\nReceived 3 January 2021 / accepted 9 June 2021", "2021-06-09"),
        ("Invoice 88\nInvoice date: 5 March 2024\nDue date: 4 April 2024", "2024-03-05"),
        ("Office of the Harbour          Page 1 of 4          12.08.2024\n\nFees", "2024-08-12"),
        ("# Why we moved\n\nPosted by Ada on Tuesday, 9 May 2023 in Lighting", "2023-05-09"),
        ("Skerry, 2 August 2021 – The bridge was opened again on Monday.", "2021-08-02"),
        ("# Permit\n\nValid: 1 January 2024 - 31 December 2024", "2024-01-01"),
        ("# Museum newsletter, March 2024", "2024-03"),
        ("# Quay shop: returns, from 2 September 2024", "2024-09-02"),
        ("# Port Authority: annual report 2021 (summary)", "2021"),
        ("# The Tide\n## Issue 4, summer term 2023 (12 June 2023)\n\nDear families,", "2023-06-12"),
        ("# Rowing club: minutes\n\nMonday, 3 March 2025, 18:15, back room of the Anchor on"
         " Quay Street", "2025-03-03"),
        ("# Minutes of the committee meeting held on 3 May 2024", "2024-05-03"),
        ("# Minutes of the meeting held in the hall on Friday 3 May 2024, 7.30 pm", "2024-05-03"),
        ("ROWING CLUB\nMinutes of the committee meeting held on Friday 3 May 2024, 7.30 pm, in the"
         " boat house\n\nPresent: six members", "2024-05-03"),
        ("# Club\n\nFriday 3 May 2024, 10.00 to 11.10, upstairs room\n\nPresent:", "2024-05-03"),
        ("# Court of Lima\n\nJudgment of 3 May 2024, file 2 CA 118/23", "2024-05-03"),
        ("# The week\n\nClient note, Friday 3 May 2024, prepared by Ada Tillman", "2024-05-03"),
        ("# Consultancy agreement\n\nThis agreement is made on 3 May 2024 between Tillman Lamps"
         " Limited, of 14 Sheep Street, and Bo Ferreira. It ends on 2 May 2026.", "2024-05-03"),
        ("# Survey of the roof\n\nCarried out on 3 May 2024 by Ada Tillman", "2024-05-03"),
        ("# Inventory\n\nDrawn up on 3 May 2024 by Ada Tillman", "2024-05-03"),
        ("# Snags\n\nSigned off on 3 May 2024 by Ada Tillman", "2024-05-03"),
        ("# Keys\n\nHanded over on 3 May 2024 by Ada Tillman", "2024-05-03"),
        ("# Rota\n\nSent out by Ada on 3 May 2024. Valid from 1 June 2024.", "2024-05-03"),
        ("Protokół\n\nData: 3 marca 2025", "2025-03-03"),
        ("# Lease\n\nTHIS LEASE is made the 3rd day of May 2024 between Ada and Bo.", "2024-05-03"),
        ("# Holidays\n\nThis page was last updated on 3 May 2024.", "2024-05-03"),
        ("# Mietvertrag\n\nDieser Vertrag wird am 3. Mai 2024 geschlossen.", "2024-05-03"),
        ("# Hire\n\nMade on 3 May 2024 between the barn (\"the Owner\") and Ada, for a wedding on"
         " 14 September 2024.", "2024-05-03"),
        ("# Cover\n\nStart: 1 July 2024\n\nDate: 12 June 2024\n\nDear Ada,", "2024-06-12"),
        ("# Keys\n\nNext review: May 2026\nLast reviewed: 3 May 2024", "2024-05-03"),
        ("# Patient\n\nDate of birth: 3 May 1960\nIssued: 3 May 2024", "2024-05-03"),
        ("# Patient\n\nBorn: 3 May 1960\n\nPrepared by Ada on 3 May 2024.", "2024-05-03"),
        ("# Invoice 88\nDue date: 4 April 2024\nInvoice date: 5 March 2024", "2024-03-05"),
        ("# Minutes of the meeting\n\nNext meeting: 7 June 2024\nDate of meeting: 3 May 2024",
         "2024-05-03"),
        ("# Handbook\n\nDue: 4 June 2024\nDate of issue: 3 May 2024", "2024-05-03"),
        ("# Handbook\n\nStart: 1 July 2024\nSigned by the clerk: 3 May 2024", "2024-05-03"),
        ("# Handbook\n\nIssued: 2 May 2024\n- Date: 3 May 2024", "2024-05-03"),
        ("# Rules\n\nIssued: 2 May 2022\nLast updated on: 3 May 2024", "2024-05-03"),
        ("# Choir\n\nDate and time: 3 May 2024, 18:00", "2024-05-03"),
        ("# Choir\n\nDate/Time: 3 May 2024", "2024-05-03"),
        ("# Prices\n\nAs of: 3 May 2024", "2024-05-03"),
        ("# Prices\n\nPublication date: 3 May 2024", "2024-05-03"),
        ("# Lease\n\nEffective date: 3 May 2024", "2024-05-03"),
        ("# Prices\n\nLast update: 3 May 2024", "2024-05-03"),
        ("# Preise\n\nLetzte Änderung: 3. Mai 2024", "2024-05-03"),
        ("Norrvik, 3 May 2024 —\n\nDate: 12 June 2024", "2024-05-03"),
        ("# Plan 2023/24", "2023"),
        ("# Plan 1999–00", "1999"),
        ("# Plan 2021-2025", "2021"),
        ("# Help\n\nLast changed 3 May 2024 by Bo Okoro. Help desk: 300.", "2024-05-03"),
        ("# Rules\n\nApproved at the yearly meeting on 3 May 2024; in force from 1 June 2024. They"
         " replace those of 2019.", "2024-05-03"),
        ("# Rules\n\nIn force from 3 May 2024. The manager is Bo.", "2024-05-03"),
        ("QUAY VETS\nVersion 4, printed May 2024 (replaces version 3 of June 2022)", "2024-05"),
        ("# Survey\n\nTillman & Okoro, Surveyors. Reference 17. Seen 2 May 2024, dry; report dated"
         " 3 May 2024. The house was empty, and no carpet was lifted.", "2024-05-03"),
        ("# Care plan\n\nDrawn up: 3 May 2024, at her home, 8 Quay Street", "2024-05-03"),
        ("# Handbook\n\nAutumn 2023 edition", "2023"),
        ("# Handbook\n\nSummer 2023 issue. Keep it by the phone.", "2023"),
        ("# The Tide\n\nNews from the quay, spring 2026 issue. Put together by Ada.", "2026"),
        ("# The Tide\n\nIssue 4, spring 2026. Put together by Ada.", "2026"),
        ("# Soil science\n\nAutumn term 2024", "2024"),
        ("# Cakes and bread to order (Autumn 2024)", "2024"),
        ("# The Tide\n\nNews from the quay. Autumn 2024. Put together by Ada, no. 4, on 2 November"
         " 2024.", "2024-11-02"),
        ("# Rota, spring 2025\n\nPut up on 24 February 2025 by Bo.", "2025-02-24"),
        ("# Parents' evening\n\n2 April 2025, hall, about fifty people. Notes for those who could"
         " not come.", "2025-04-02"),
        ("# Parents' evening\n\n21 March 2024, notes taken by Ada's father", "2024-03-21"),
        ("# Concert plan\n\nSecond version, 20 October 2025, by Ada and Bo. It differs from what we"
         " wrote on the form in September, and from what was said on the telephone before that.",
         "2025-10-20"),
        ("# Aunt Ada\n\nWritten Sunday evening, 2 February 2025, by Bo. She is 87.", "2025-02-02"),
        ("# Checklist\n\nVersion 3 of 6 January 2025, put together by Ada (AT). It replaces the"
         " laminated sheet by the back door.", "2025-01-06"),
        ("# Minutes\n\nMeeting of 19 September 2024 in the inn, from 7 pm to 9.50 pm. Ada took the"
         " chair.", "2024-09-19"),
        ("# Handbook\n\nLast changed Thursday 6 March 2025 (new: closing time, the tin).",
         "2025-03-06"),
        ("# Pitches\n\nLast changed by Ada on 3 May 2024. The map shows the same.", "2024-05-03"),
        ("# Quotes\n\nPut together by Ada on Sunday 2 February 2025, after the third visit. All"
         " prices are with tax.", "2025-02-02"),
        ("# Inventory\n\nPrepared by Ada Tillman, Tillman Surveys, on Thursday 31 August 2023. The"
         " house was empty.", "2023-08-31"),
        ("# Music\n\nKept by Ada in the loft at St Bride's. Counted on 2 March 2025. We own 61"
         " sets.", "2025-03-02"),
        ("# Host families\n\nList for staff and parents, as of 21 March 2025. Do not pass it on.",
         "2025-03-21"),
        ("# Prices\n\nFrom 1 February 2025. All prices are with tax.", "2025-02-01"),
        ("# Prices 2025\n\nFrom 1 February 2025. All prices are with tax.", "2025-02-01"),
        ("# Minutes, 12 March 2024\n\nFees\n\nFrom 1 May 2024", "2024-03-12"),
        ("# Meeting held on 12 March 2024\n\nRaised to £40 from 1 May 2024.", "2024-03-12"),
        ("# Fees\n\nFrom 1 May 2024.\n\nDrawn up on 12 March 2024.", "2024-03-12"),
        ("# Call\n\nWith: Bo Okoro. Date: 23 April 2024. Noted by: Ada.", "2024-04-23"),
        ("# List of keys\n\nOffice copy. Last changed: 23 April 2024 by Ada.", "2024-04-23"),
        ("# Booking\n\nDepartment of Lamps. Page last edited: 12 May 2025 by Bo Okoro.",
         "2025-05-12"),
        ("# Ferries\n\nThe Harbour Courier, Wednesday 9 April 2025. Ada Tillman", "2025-04-09"),
        ("# Knee\n\nPatient: Bo. Plan written 10 March 2025 by Ada Tillman, Quay Street Surgery.",
         "2025-03-10"),
        ("# Rules\n\nShown by the door. Version 4, March 2025, A. Tillman and B. Okoro", "2025-03"),
        ("# Site visit\n\nTuesday, 23 April 2024, with the roofer and Bo. Notes by Ada.",
         "2024-04-23"),
        ("# Stores\n\nFirst draft, 23 April 2024, for the committee. Not to be passed on.",
         "2024-04-23"),
    ],
)  # fmt: skip
def test_a_text_s_own_date(top: str, expected: str) -> None:
    assert said(f"{top}\n\n{PROSE}") == expected


@pytest.mark.parametrize(
    "top",
    [
        "# The flood\n\nOn 12 March 1962 the sea broke through the dyke.",
        "Ada Tillman\n\nAda Tillman was born on 3 May 1950 in Norrvik. She died on 4 June 2011.",
        "# Rules\n\nBooks are lent for four weeks. Since 4 May 2020 a fine is asked from adults.",
        "# What is on\n\n5 May 2024: fair\n12 May 2024: regatta\n1 June 2024: concert",
        "# Free days\n\n5 May 2024\n12 May 2024\n1 June 2024\n9 June 2024",
        "# The yard\n\nThe yard opened in April 1898. Its first ship left on 2 May 1899.",
        "# Lease\n\nThe lease ends on 31 December 2026.",
        "# Offer\n\nValid until 31 December 2026",
        "# Patient\n\nDate of birth: 3 May 1960",
        "# Minutes\n\nNext meeting: 7 June 2024",
        "# Kilns\n\nElements replaced: March 2021",
        "# Offer\n\nValid until: 31 December 2026",
        "# Boiler 1998-412",
        "# Case 2024-10",
        "# Elections\n\nElections on 4 July 2021 gave the Harbour Party a majority.",
        "# Pumps\n\nFounded on 3 May 1950 in Lima, the company makes pumps.",
        "# Questions\n\n## When did the new fares begin?\n\nOn 1 January 2024.",
        "# O. Marwick\n\nBorn: 4 April 1961. Studied law. Mayor from 5 May 2004 to 4 May 2014.",
        "# Outage of the shop on 21 June 2024",
        "# The ferry\n\nThe ferry set out on 3 May 1912 with forty aboard.",
        "# The strike of 1926",
        "# The lighthouse\n\nIt was the night of 4 November 1911. The keeper had gone down.",
        "# Notes\n\nValid from 03/04/2023",
        "# The harbour bridge opened on 3 May 2024",
        "# Agenda for the meeting on 3 May 2024",
        "# The lighthouse\n\nThis lighthouse was lit on 3 May 1911 by the town.",
        "# Fees\n\nThis notice replaces that of 3 May 2022.",
        "# Fees\n\nThese fees apply to orders placed from 3 May 2022 on the telephone.",
        "# The dyke\n\nThe sea broke through the dyke on 3 May 1962, at\nnight and in the rain.",
        "# A mill\n\nAda gave the old mill to the town on 3 May 1962, and\nit burnt down.",
        "# A mill\n\nOn 3 May 1962, storms from the sea took the roof off\nthe old mill.",
        "# Coffee\n\nI bought the machine, which is loud, in Norwich on 3 May 2023 for £49.",
        "# What is on\n\nFair, 5 May 2024, green\nRegatta, 12 May 2024, quay\n"
        "Concert, 1 June 2024, hall",
        "# Opening days\n\nSunday, 5 May 2024\nSunday, 12 May 2024\nSunday, 2 June 2024",
        "# Summer 2025 concert",
        "# Town band\n\nSummer 2025 concert",
        "# Spring 2026 trip to Lima\n\nWe travel by coach.",
        "# The flood\n\nIn spring 2024 the roof fell in.",
        "# Loans\n\nThe spring 2024 edition was lost.",
        "# Tickets\n\nTickets for summer 2025 are on sale.",
        "# The mill\n\nAutumn 1911, after a dry summer, a spark set the straw alight.",
        "# The mill\n\nHarvest was poor, autumn 1911, and prices rose.",
        "# Battles\n\nThe battle, 3 May 1644, cost many lives.",
        "# Stairs\n\nOn the stairs, 3 May 2024, we will paint the wall.",
        "# The shop\n\nOutage of the shop on 21 June 2024.",
        "# Club\n\nRegatta on 3 May 2025.",
        "# A mill\n\nThe storm of 3 May 1962, followed by a flood, is still told of.",
        "# Roads\n\nFrom 3 May 2024 to 4 June 2024 the road is closed.",
        "# The dry year\n\nSummer 1976. Water was fetched from the well.",
        "# Photos\n\nSummer 2019, Lima, nine of us in two tents.",
        "# The pier\n\nPicture by Bo Okoro, summer 1932. The boat on the left is the Heron.",
        "# The pump\n\nFitted by Tillman & Okoro in autumn 2021. See to it each year.",
        "# Salt\n\nQuay Gallery, Summer 2024\nOpen from ten to five",
        "# Building works\n\nPhase 1: Spring 2026\nPhase 2: Autumn 2026",
        "# The siege\n\nSpring 1942, shelled on 7 April. The mill fell.",
        "# A keeper's diary\n\nWinter 1941\n\nThe oil ran out on Monday.",
        "# Ada Okoro\n\nBotanist, born in Lima, 4 March 1881, daughter of a miller.",
        "# The regatta\n\nYearly regatta, 14 June 2026, from ten. Boats up to six metres.",
        "# A dispute\n\nYour invoice, 14 June 2024, no. 331. We do not owe it.",
        "# Passport\n\nName: Ada Tillman. Date of birth: 4 April 1961. Born in Lima.",
        "# A bicycle\n\nSteel frame. Purchased: 12 May 2016. Number 3392.",
        "# The mill\n\nArchitect: Bo Okoro. Completed: 3 June 1931. Listed.",
        "# Inspection\n\nInspector: Ada Tillman. Date of visit: 23 April 2024. Weather: clear.",
        "# The fire on the quay, May 1931 (an inquiry)",
        "# Letters of Bo Okoro, 21 December 1817 (Lima)",
        "# Plans\n\nOur goals for 2030",
        "THE HERON\nBuilt 1909\nBroken up 1951",
        "# Steam\n\nBo's Favourite 1954\n\nEngine: 803 cc.",
        "# The tower\n\nIt stands above the town and may be climbed at any time of the year."
        " From the top one sees the sea and three counties. Opened on 4 June 1950.",
        "# Call for papers\n\nDeadline: 1 October 2024. Length: four pages.",
        "# Trip\n\nDeparture: 9 June 2024. Meeting point: station.",
        "# A car\n\nMade in Lima. First registered: May 2016. Next test: 8 May 2025.",
        "# A life\n\nThe strike of 1926",
    ],
)
def test_an_event_s_date_is_not_the_text_s(top: str) -> None:
    assert said(f"{top}\n\n{PROSE}") == ""


@pytest.mark.parametrize(
    ("season", "first_day"),
    [
        ("Spring 2025", date(2025, 3, 1)),
        ("Summer of 2025", date(2025, 6, 1)),
        ("FALL 2025", date(2025, 9, 1)),
    ],
)
def test_a_season_stands_where_it_begins_in_a_year_of_which_no_more_is_known(
    season: str, first_day: date
) -> None:
    found = stated_date(f"# Newsletter\n\n{season}\n\n{PROSE}")
    assert found is not None
    assert (found.day, found.origin) == (first_day, "year")


def test_a_contract_is_dated_where_it_is_signed() -> None:
    clauses = "\n\n".join(f"{number}. {PROSE}" for number in range(1, 16))
    text = f"# Contract\n\nbetween the office and the yard.\n\n{clauses}\n\n{{}}\n\n(signatures)"
    assert said(text.format("Norrvik, 9 December 2020")) == "2020-12-09"
    assert said(text.format("The yard opened on 9 December 2020.")) == ""


def test_what_another_thing_s_label_says_at_the_end_is_no_date_of_the_text() -> None:
    text = f"# Minutes\n\n{(PROSE + chr(10)) * 15}\nNext meeting: 9 December 2020"
    assert said(text) == ""


def test_a_file_s_name_says_what_kind_of_text_it_is() -> None:
    text = f"OKORO LABORATORY\nSamples taken: 8 July 2024\nReport issued: 26 July 2024\n\n{PROSE}"
    found = stated_date(text, "soil_report_2024")
    assert found is not None
    assert found.day == date(2024, 7, 26)
    assert stated_date(text, "scan") is None


def test_a_label_of_which_nothing_is_known_comes_behind_all_else() -> None:
    text = f"# Call for papers\n\nDeadline: 1 October 2024\n\n{PROSE}"
    saved = datetime(2024, 6, 3, 12).timestamp()
    assert document_date("", text, "", saved, "call-2024-06-01") == (date(2024, 6, 1), "name")
    assert document_date("", text, "D:20240602", saved) == (date(2024, 6, 2), "metadata")
    assert document_date("", text, "", saved) == (date(2024, 10, 1), "text")


def test_a_table_s_dates_are_not_the_text_s() -> None:
    assert said("# Works\n\nShip: Dawn · Built: 3 May 2020\n\nShip: Dusk · Built: 4 May 2021") == ""
