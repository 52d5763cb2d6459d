"""Reminders of what falls due: once per person, matter and number of days left; shown at /work, perhaps sent."""
