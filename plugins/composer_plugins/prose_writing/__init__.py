"""Sentences for the `prose` dialect.

`vocabulary` (words as data), `phrases` (articles and clothes), `hair`, `people` and `chinese` (sentences about
somebody), `calling` (how people are called, and where they stand), `speaking` (the words of requests).
"""
