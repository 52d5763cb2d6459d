"""Clean-up campaigns (清理整治“大洋怪重”): a machine looks, persons judge, the public objects, offices decide.

`kinds`, `exclusions`, `burn_down` and `report` are pure; `workflow` is the table of steps; `services` change, one
unit of work each; `store` and `queries` hold the SQL. A campaign never changes a name: what is to
change becomes a naming case.
docs/campaigns.md tells how the parts work together.
"""
