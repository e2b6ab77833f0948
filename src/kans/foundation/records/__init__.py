"""What a record of a company is, and how it is found."""
