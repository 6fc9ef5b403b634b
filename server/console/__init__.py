"""The HQ console: pages for people at a desk, rendered on the server.

`views` know HTTP and forms, `service` and its neighbours make what pages show out of the other domains'
services. Nothing here touches a table, and no page shows an identifier or an internal word.
"""
