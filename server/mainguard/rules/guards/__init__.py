"""Rules of the family guards."""
