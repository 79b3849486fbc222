"""Jobs: every picture is one, from the request as written to the files on disk."""
