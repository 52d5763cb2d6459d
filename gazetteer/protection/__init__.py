"""What is to be kept of names: the protection list, vanished names, statements on origin, the reserve.

`workflow` is the table of steps of the list; `services` change, one unit of work each; `store` and `queries` hold the
SQL. The rule that stops the renaming of a protected name is `gazetteer.cases.rules.has_its_protection_plan`.
"""
