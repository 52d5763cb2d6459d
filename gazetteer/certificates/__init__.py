"""Certificates of renaming (地名更名证明): what the register said of an old and a new name, for anybody to verify."""
