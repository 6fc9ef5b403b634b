"""Screens: they show what presenters hand them, pass on what fingers and keys do, and decide nothing.

A presenter is always asked through `asking.Asker`, on the tablet's worker, so that no frame waits for one.
"""
