"""The pieces every station is built from. They hold codes, not sentences, and tokens, not colours.

So a change of language or theme reaches them by themselves.
"""
