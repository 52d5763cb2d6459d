"""The write side of campaigns, and what services load before they write."""
