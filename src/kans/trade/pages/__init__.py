"""The pages of items and of the set-up of selling."""
