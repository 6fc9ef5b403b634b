"""The server's side of replication; SQLAlchemy Core and nothing else, on SQLite and PostgreSQL alike.

One file a step, in the order in which a change travels:

- `schema`     the tables of the change log; `triggers_sqlite` and `triggers_postgresql` fill it, and no
               writer can go round them
- `dialect`    the few expressions that the two databases write differently
- `fanout`     which scopes a journal row concerns
- `changelog`  the stamper: journal rows become one numbered, dense entry of the change log
- `scopes`     a scope becomes active when its first device begins to load
- `versions`   which versions of the protocol the server speaks
- `cursor`     how far a device says it has come, checked
- `queries`    what a load holds and what has changed since, as SQL
- `digest`     a slice more verified with each pull, and a slice read again to repair it; `slices` is its SQL
- `feed`       the stream of one pull, read in one snapshot
- `snapshot`   a scope's first load recorded beforehand, sealed, for many devices
- `intake`     operations in, each exactly once, verdicts out
- `leases`     units of quotas granted to devices, counted and taken back; `shares` says how many to whom,
               `holdings` who has what
- `retention`  the log forgets what is older than 90 days
- `wakeup`     one watcher a process tells open wake-up channels that there is news

Transactions belong to the caller: each function says which kind it needs.
"""
