"""What a place leaves behind: the text of its marker (碑文) and what people tell of it (口述史).

Kept with the place, so that it survives the case that retired the name. The public copies in schema `published` are
made and taken away by triggers (migration 0021): a marker text once it is approved, an oral history with consent only.
"""
