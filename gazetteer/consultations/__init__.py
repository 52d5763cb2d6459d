"""Asking others about a naming case: units by link, the public, experts; the reports made of it; objections afterwards.

Stands above `gazetteer.cases` and imports it, never the other way: a case learns only what is still open
(`gazetteer.cases.hindrances`). `suggestions`, `rules` and `reports` are pure; `services` change, one unit of work each;
`store`, `queries` and `public_queries` hold the SQL. docs/naming-cases.md tells how the parts work together.
"""
