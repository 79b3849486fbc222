"""Google's ``generateContent`` for pictures: what is sent (`asking`) and what the answers mean (`answering`)."""
