"""Replication of a server's rows to devices, and of devices' operations to the server.

Knows nothing of retail: what travels is described by `protocol.Collection`. `device` is the tablet's side,
`source` the server's; they meet only in `protocol` and `errors`. Each package's docstring names
the file of every step.
"""
