"""Reading and writing cases: SQL of the cases' own tables, and of the register where a decision changes it."""
