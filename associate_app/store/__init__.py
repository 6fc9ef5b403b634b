"""What lies on the tablet: the vault with its keys, and the encrypted replica with the outbox.

Knows SQL and cryptography, and nothing of what a screen looks like.
"""
