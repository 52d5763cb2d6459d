"""The write side of supervision, and what services load before they write."""
