"""What an office sets for its procedure: periods that it promises, numbers, escalation, the units that it asks."""
