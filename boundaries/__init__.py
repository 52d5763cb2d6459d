"""Divisions (政区), boundary lines (界线), markers (界桩), inspections. Knows neither Flask nor `gazetteer`."""
