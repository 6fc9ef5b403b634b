"""Campaigns of the past, as an import brought them: whom they reached, what was redeemed, what went with it.

Nothing here decides anything: these campaigns are over, or run elsewhere.
"""
