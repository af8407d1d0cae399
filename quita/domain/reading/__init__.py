"""Reads what Brazilians write about themselves, money and days: entities with their values.

`reader.read_entities` is the door. One kind of entity, one module; `tokens` and `spelling` make the
text readable, `numbers` and `tense` are shared. What each value looks like is the contract of the
assistant's entities. Ready libraries were measured and fell short: dateparser read 16 of 28 real
payment dates, text2num turns "sexta" into 6 and price-parser takes the first number it meets.
"""
