"""Text to facts: what people look like and what they wear, by rules and the words of languages that plugins register.

* `reading`: the door; `who`: who is in a picture; `setting`: place, light and camera
* `text`: stored text as it is read: without macros and markup, in zones, sentences and words that point back at it
* `looks`: cards and personas to traits; `clothes`: messages to a wardrobe, as a fold
* `details`: requests and messages to what a picture shows beside people: light, weather, framing, faces
* `language`, `lexicon`, `stems`, `kinds`, `compile`, `matching`: a language's words; `translation`: facts in English
"""
