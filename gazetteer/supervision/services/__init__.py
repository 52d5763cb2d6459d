"""What people do about non-standard uses of names; one unit of work each, with its one audit record."""
