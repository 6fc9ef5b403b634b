"""A made-up fashion chain of any size, the same at every run: what the tablet is measured on.

Nothing in it is of anybody: names come from lists and syllables, purchases from chance with habits in it. One
store's book holds all its customers, as "the whole base offline" means at its largest.
"""
