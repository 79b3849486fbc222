"""The official SDKs and our backends ask a stub for the same picture: the requests must say the same."""
