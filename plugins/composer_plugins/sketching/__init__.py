"""The drawing behind the offline backend: a storyboard sketch of a scene, from its facts alone, with Pillow only.

Read in this order: `picture` (the whole), `layout` (where), `figure` (a person from back to front), `looks` and
`outfits` (facts into choices), then the parts. What nobody described is drawn in plain grey.
"""
