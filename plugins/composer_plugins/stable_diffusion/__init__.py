"""What AUTOMATIC1111's web UI and its relatives (Forge, reForge, SD.Next) want to be told, apart from the talking."""
