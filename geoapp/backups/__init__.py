"""Keeping the whole register in one file, and setting it back from such a file: `geoapp backup`, `geoapp restore`.

`manifest` and `package` know the file, `programs` PostgreSQL's own tools, `facts_queries` what a database holds,
`switch_store` makes, drops and renames databases; `making` and `restoring` are the two commands.
"""
