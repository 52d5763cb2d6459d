"""What people do in a campaign; one unit of work each, with its one audit record."""
