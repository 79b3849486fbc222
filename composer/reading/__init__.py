"""Reading: free text becomes typed facts. Pure: the same text always gives the same facts."""
