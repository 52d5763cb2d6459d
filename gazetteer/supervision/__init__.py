"""Supervision of the use of names (地名执法监督): reports, rectification, interview, decision (条例第三十至三十九条).

An informant's data are kept secret (第三十三条): they stand in a table of their own, seen by the handler of the case
alone, and enter neither the audit nor the texts of the case. docs/campaigns.md tells how the parts work together.
"""
