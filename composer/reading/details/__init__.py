"""What texts say of how a picture may look beside its people: camera, light, weather, mood and what faces show."""
