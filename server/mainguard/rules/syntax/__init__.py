"""What cannot be checked because it does not parse."""
