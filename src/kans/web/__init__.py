"""What every page is made of: forms, cards, dialogs, what surrounds a page, Tell me."""
