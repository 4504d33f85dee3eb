"""From raw files to typed tables: encoding, separator, structure, contract, numbers and dates."""
