"""Meraki Match: from raw customer data to explained product recommendations."""

__version__ = "1.0.0"
