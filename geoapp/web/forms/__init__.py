"""Forms: what a page may send, one module per area. Rules of the trade are not in here."""
