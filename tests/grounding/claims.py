"""Claims with their sources, labelled by hand: what a claim may say and what it may not."""

from __future__ import annotations

from typing import NamedTuple


class Pair(NamedTuple):
    """`flaw` is what the claim changed; empty where it may pass."""

    claim: str
    source: str
    flaw: str = ""


FAITHFUL = [
    # the year of what is dated
    Pair("It leaves on 12 October 2025.", "The fair. 13 February 2025. It leaves on 12 October."),
    Pair("At least three people fled.", "At least three people fled the fire in Lima."),
    Pair("More than $5 million went to Lima.", "Over $5 million went to Lima and Quito."),
    Pair("Up to 40 ships wait.", "As many as 40 ships wait off Lima."),
    Pair("Forty or so ships wait.", "About forty ships wait off Lima."),
    Pair("The tariff is 10% to 20%.", "The tariff on imports is 10% to 20%."),
    Pair("Prices rose to 25%.", "Prices rose from 10% to 25%."),
    Pair("Three died in the fire.", "Three died in the fire, and at least two fled."),
    Pair("The Peru goalkeeper joined Lima.", "On Monday the Peru goalkeeper joined Lima."),
    Pair("Lind told the council.", "On Monday Lind later told the council."),
    Pair("Lind spoke.", "The Lind trial began when Lind spoke."),
    Pair("Ferries to Lima stopped.", "Ferries bound to Lima stopped."),
    Pair("It closed Saturday in Lima.", "It closed Saturday morning in Lima."),
    Pair("The mill was sold.", "The old mill was sold in May."),
    Pair("The mill has been sold.", "The mill was sold in May."),
    Pair("The banned players left.", "The players were banned; the banned players left."),
    Pair("Lind opened the bridge.", "On Monday Ada Lind opened the bridge."),
    Pair("In 2024 Lind opened the bridge.", "Lind opened the bridge in 2024."),
    Pair("The bank has sold its branches.", "The bank has sold the branches that it had in Lima."),
    Pair("The bank sold its branches.", "The bank has sold its branches."),
    Pair("The council approved the budget.", "The council approved the budget on Monday."),
    Pair("The tariff rises to 100%.", "The tariff on electric cars rises to 100%."),
    Pair("Prices rose 45 percent.", "Prices rose 45 per cent in a year."),
    Pair("It costs $2.5 billion.", "It costs 2.5 billion dollars to build."),
    Pair("About 25,000 people fled.", "About 25000 people fled the fire."),
    Pair("Twelve people were killed.", "The blast killed 12 people: twelve people were killed."),
    Pair("The storm killed 12 people.", "The storm killed twelve people in Lima."),
    Pair("A dozen eggs cost $5.", "In May a dozen eggs cost $5."),
    Pair("It opened on May 12, 2024.", "It opened on 12 May 2024."),
    Pair("It opened in May 2024.", "It opened on 12 May 2024 in Lima."),
    Pair("The vote is on Tuesday.", "The vote is on Tuesday, 5 November."),
    Pair("Finland joined NATO in 2023.", "Finland joined NATO in 2023 after a long debate."),
    Pair("Joe Biden met Xi Jinping in Lima.", "Joe Biden met Xi Jinping in Lima on Saturday."),
    Pair("President Biden met Xi.", "President Joe Biden met Xi: Biden met Xi for an hour."),
    Pair("The U.S. imposed tariffs.", "The US imposed tariffs on steel."),
    Pair("The US imposed tariffs.", "The U.S. imposed tariffs on steel."),
    Pair("Canada's economy grew.", "Canada’s economy grew by 2%."),
    Pair("Mr. Smith resigned.", "Mr Smith resigned in March."),
    Pair("Erdogan won.", "Erdoğan won the second round."),
    Pair("The rules do not apply to Norway.", "The rules do not apply to Norway or Iceland."),
    Pair("They didn't sign the deal.", "They did not sign the deal."),
    Pair("Smith denied the charges.", "Smith denied the charges in court."),
    Pair("Trump plans a 10% tariff.", "Trump plans a 10% tariff on all goods."),
    Pair("Officials said the bridge is safe.", "Officials said the bridge is safe."),
    Pair("The bank could raise rates.", "The bank could raise rates in June."),
    Pair("Exports will fall.", "Exports will fall next year."),
    Pair("It may rain in Lima.", "It may rain in Lima."),
    Pair("She called it “a disgrace”.", "She called it “a disgrace” on Friday."),
    Pair('Xi said "we are ready".', "Xi said: “We are ready.”"),
    Pair("Spain beat England 2-1.", "Spain beat England 2-1 in Berlin."),
    Pair("The tariff rose from 10% to 25%.", "In May 2019 the tariff rose from 10% to 25%."),
    Pair("Sweden joined NATO in March 2024.", "On 7 March 2024 Sweden joined NATO."),
    Pair("Inflation fell to 2% in 2024.", "In 2024 inflation fell to 2%."),
    Pair("The firm was bought by Apple.", "The firm was bought by Apple in 2010."),
    Pair("The first round ended on 3 June.", "The first round ended on 3 June."),
]

FLAWED = [
    Pair("Three people fled.", "At least three people fled.", "bound"),
    Pair("It cost $5 million.", "It cost nearly $5 million.", "bound"),
    Pair("More than 40 ships wait.", "40 ships wait off Lima.", "bound"),
    Pair("More than 40 ships wait.", "No more than 40 ships wait.", "bound"),
    Pair("40 ships wait.", "40 or more ships wait off Lima.", "bound"),
    Pair("The tariff is 10%.", "The tariff is 10% to 20% on imports.", "bound"),
    Pair("The tariff is 20%.", "The tariff is 10-20% on imports.", "bound"),
    Pair(
        "Peru spent eight years in Lima.", "The Peru forward spent eight years in Lima.", "cut name"
    ),
    Pair("The trial of Lind in Lima began.", "The trial of Lind aides in Lima began.", "cut name"),
    Pair("The mill sold in May.", "The mill was sold in May.", "passive"),
    Pair("Ten people involved in a crash.", "Ten people have been involved in a crash.", "passive"),
    Pair("Lind is the talk of Lima.", "The dismissal of Ada Lind is the talk of Lima.", "subject"),
    Pair("Group B meet in Lima.", "The top two sides in Group B meet in Lima.", "subject"),
    Pair("Carl Moe played in Lima.", "Lind and Carl Moe both played in Lima.", "subject"),
    Pair("The bank has 14 branches.", "The bank had 14 branches at the time.", "tense"),
    Pair("Lima is the host.", "Lima was the host that year.", "tense"),
    Pair(
        "Ella Lind, Orbis, is the face of Orbis.",
        "The singer Ella Lind is the face of Orbis.",
        "repeated name",
    ),
    # a number, its unit, or what it counts
    Pair("The tariff rises to 60%.", "The tariff rises to 100%.", "number"),
    Pair("It costs $2.5 million.", "It costs $2.5 billion.", "number"),
    Pair("It costs €5.", "It costs $5.", "number"),
    Pair("The rate rose 2 percentage points.", "The rate rose 2 percent.", "number"),
    Pair("Thirteen people died.", "Twelve people died.", "number"),
    Pair("A million people fled.", "A billion people fled.", "number"),
    Pair("Half of the voters agreed.", "A third of the voters agreed.", "number"),
    Pair("All members agreed.", "Most members agreed.", "number"),
    Pair("The second woman resigned.", "The first woman resigned.", "number"),
    Pair("The road is 5 miles long.", "The road is 5 kilometres long.", "count"),
    Pair("The trip took three weeks.", "The trip took three days.", "count"),
    Pair("40 people died.", "3 people died and 40 were injured.", "count"),
    Pair("The tariff rose from 25% to 10%.", "The tariff rose from 10% to 25%.", "number order"),
    # a date
    Pair("It opened on 13 May 2024.", "It opened on 12 May 2024.", "date"),
    Pair("It opened on 12 May 2024.", "It opened on 12 May.", "date"),
    Pair("It leaves on 12 May 2024.", "The fair. 3 February 2025. It leaves on 12 May.", "date"),
    Pair("It opened in June.", "It opened in July.", "date"),
    Pair("It opened in May.", "It opened with a concert.", "date"),
    Pair("The vote is on Monday.", "The vote is on Tuesday.", "date"),
    Pair("Finland joined in 2022.", "Finland joined in 2023.", "number"),
    # a name
    Pair("Joe Biden met Putin.", "Joe Biden met Xi.", "name"),
    Pair("Hunter Biden spoke.", "Joe Biden spoke.", "name"),
    Pair("The talks with Joe Trump failed.", "The talks of Joe Biden and Trump failed.", "name"),
    Pair("Germany raised tariffs.", "France raised tariffs.", "name"),
    Pair("They fled to Austria.", "They fled to Australia.", "name"),
    Pair("It was tested by North Korea.", "It was tested by South Korea in the north.", "name"),
    # a quotation
    Pair("She called it “a triumph”.", "She called it “a disgrace”.", "quotation"),
    Pair("She said ‘we have lost’.", "She said ‘we have won’.", "quotation"),
    Pair("He said “he is ready”.", "He said he is ready.", "quotation"),
    # negation
    Pair("The rules apply to Norway.", "The rules do not apply to Norway.", "negation"),
    Pair("The court didn't uphold it.", "The court did uphold it.", "negation"),
    Pair("Smith paid the bribe.", "Smith denied he paid the bribe.", "negation"),
    Pair("Nobody was hurt.", "A man was hurt.", "negation"),
    Pair("It did not fine Smith.", "It did not jail but did fine Smith.", "denial"),
    # a hedge
    Pair("Trump raises tariffs.", "Trump plans to raise tariffs.", "hedge"),
    Pair("The bank raises rates.", "The bank could raise rates.", "hedge"),
    Pair("The bridge is safe.", "The bridge is safe, officials said.", "hedge"),
    Pair("Exports fall.", "Exports will fall.", "hedge"),
    Pair("Officials said Iran will attack.", "Officials said Iran may attack.", "hedge"),
    Pair("In May Iran attacked.", "Iran may attack.", "hedge"),
    Pair("The bank may raise rates.", "The bank raises rates.", "added hedge"),
    Pair("Smith is said to be ill.", "Smith is ill.", "added hedge"),
    Pair("The firm is closing a mill.", "The firm weighs closing a mill.", "hedge"),
    # a direction
    Pair("Prices fell in Lima.", "Prices rose in Lima.", "direction"),
    Pair("Imports grew.", "Exports grew.", "direction"),
    Pair("Sales shrank.", "Sales grew.", "direction"),
    Pair("The company lost customers.", "The company gained customers.", "direction"),
    Pair("It started after the vote.", "It started before the vote.", "direction"),
    Pair("The court acquitted him.", "The court convicted him.", "direction"),
    # roles
    Pair("France beat Germany.", "Germany beat France.", "order"),
    Pair("In Lima, Xi told Biden.", "In Lima, Biden told Xi.", "order"),
    Pair("Biden was criticised by Trump.", "Biden criticised Trump.", "role"),
    Pair("Importers sued the steel makers.", "The steel makers sued importers.", "turned round"),
    Pair("He left because of the strike.", "He left before the strike began.", "cause"),
    Pair("It flew to China from Japan.", "It flew from China to Japan.", "role"),
]
