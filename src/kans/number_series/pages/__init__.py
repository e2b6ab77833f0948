"""The pages of number series: the list, the card, and the dialogs of lines."""
