"""How good the program is: data sets in, measures with their uncertainty out.

    data set ─load→ items ─run→ measures of every item ─summarise→ Report → Markdown, HTML, JSON

Every measure keeps the value of each item, so that intervals can be drawn from them and two
reports can be compared item by item.
"""
