"""What officers, asked units and the public may do; one unit of work each."""
