"""The tablet's side of replication; DB-API connections (sqlite3, sqlcipher3) and nothing else.

One file a step, in the order in which a round goes:

- `storage`    what is asked of a connection, and how a transaction begins and ends
- `outbox`     what the associate did and the server has not yet confirmed by a checkpoint
- `transport`  the line to the server, and its form over HTTP
- `leases`     the units that the device may spend by itself
- `engine`     one round: push, renew leases, pull, repair, acknowledge
- `versions`   the newest version of the protocol that device and server both speak
- `answering`  whether an answer belongs to what was asked
- `snapshot`   a first load by prepared, sealed chunks; the pull goes on behind it
- `apply`      a pull's messages: staged page by page, shown at once when whole
- `lines`      lines become rows of a table
- `digest`     a slice compared with the server's, and written anew where it differs
- `cleaning`   what was taken away leaves no trace in the file
- `deferred`   what this version does not know: kept for the next one
- `migration`  a replica of an older app becomes one of this app
- `replica`    the tables of the device and how far they have come
- `loop`       rounds in a thread of their own: woken by news, patient while the line is down

The outbox and the leases are never touched by a load, a re-load or a change of schema.
"""
