"""Audiences: named rules, lists and model-made segments, and which customers they select.

A rule means what `shared.audience` says; here it becomes one statement of SQL: nobody reads customers into
memory to count them.
"""
