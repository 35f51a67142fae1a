"""Everything printed shares this room: the font, bars that scan, text that stays in its box, whole files or none.

Nothing here knows the database or the shop; stations hand over plain strings and get a PDF.
"""
