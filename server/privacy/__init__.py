"""The look-up log, and erasure. Nothing here serves a customer's data; whoever does logs it here first.

Erasing: `erasure` takes everything of hers, `tombstones` keep her from coming back, `receipts` say which
tablets have followed.
"""
