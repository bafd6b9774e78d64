"""What the page and the API share.

`access` and `admission` say who is answered, `listening` where; `models` keeps each in memory once
for all collections and people, and `turns` lets one question write at a time.
"""
