"""Random schedules of everything that can go wrong between five tablets and a server, and what must hold.

- `newer`     what a newer server sends beside the world: a column and a collection that an old app lacks
- `writes`    what anybody with a connection may write
- `faults`    what can go wrong in a round, and `line` which does it to messages
- `quota`     something of which there is only so much
- `servers`   the server's database, on SQLite and on PostgreSQL: begun anew, backed up, restored
- `tablet`    a device that survives power cuts, moves and updates
- `snapshots` prepared loads for them
- `promises`  what must hold after every step and at rest
- `machine`   the rules of a schedule
- `planted`   faults in the code under test, each of which a schedule must find
- `running`   schedules by the hundred
"""
