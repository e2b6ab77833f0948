"""Kans: process sales opportunities, from first contact to won or lost."""
