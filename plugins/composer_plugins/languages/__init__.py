"""The languages whose text is read into facts."""
