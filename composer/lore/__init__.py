"""Lorebooks: which entries a picture calls, and what they say of the people, places and things in it.

`calling` finds the entries that a request and the messages before it call, by their keys (`keys`, with the words of
every language in all their `forms`, and `expressions`), under the conditions that each entry sets (`conditions`).
"""
