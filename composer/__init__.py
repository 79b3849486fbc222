"""rp-composer: pictures for roleplay chats."""
