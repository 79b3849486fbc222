"""Optional readers: they read looks where the rules find none."""
