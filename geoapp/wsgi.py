"""What a WSGI server imports."""

from __future__ import annotations

from geoapp import create_app

application = create_app()
