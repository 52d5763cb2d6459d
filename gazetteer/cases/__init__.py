"""Cases on names (地名案件): application, acceptance, consultation, review, decision, announcement, filing.

`clocks`, `calendar`, `rules`, `scope` and `texts` are pure; `workflow` is the table of steps; `services` change, one
unit of work each; `store` and `queries` hold the SQL. docs/naming-cases.md tells how the parts work together.
"""
