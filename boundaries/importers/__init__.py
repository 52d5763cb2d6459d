"""Readers of division lists and boundary files, one module per source. Pure: they yield rows and store nothing."""
