"""What ``meraki_match.py`` does before any library is installed. Standard library only."""
