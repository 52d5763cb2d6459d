"""What people do with a case; each function is one change in one unit of work, with one audit record."""
