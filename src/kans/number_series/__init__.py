"""Number series: the numbers that records draw."""
