"""The law on names that an office adds for its area (地方规定) beside the shipped one: dated rows."""
