"""Image services on loopback: they speak the real wire formats, note what they are sent, and misbehave on demand."""
