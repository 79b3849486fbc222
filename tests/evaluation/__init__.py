"""How right the reading of looks and clothes is, measured on labelled cards and chats.

``python -m tests.evaluation FOLDER`` reads a folder's ``cards.jsonl`` and ``chats.jsonl``, lets rp-composer read the
same texts and prints precision, recall and F1. The figures are reported, never asserted.
"""
