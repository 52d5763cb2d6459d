"""Places, names and readings (地名、读音), the workflow on names, and their search. Knows neither Flask nor `boundaries`."""
