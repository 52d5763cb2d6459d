"""The version, in one place; `setup.cfg`, the API document and the page foot read it from here."""

VERSION = "0.1.0"
