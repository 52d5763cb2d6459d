"""Readers of name lists, one module per source. Pure: they yield `PlaceRow`s and store nothing."""
