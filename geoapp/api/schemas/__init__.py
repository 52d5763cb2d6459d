"""Shapes of the JSON API: what may be asked (query strings) and what is answered. Parsing: `geoapp.shared.parsing`."""
