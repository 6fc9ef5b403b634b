"""Giving back: every table of the database as a file that other programs read.

What may leave is said in `tables`, how it is made safe for a spreadsheet in `cells`, how a file is written in
`files`. Nothing here knows what a table means.
"""
