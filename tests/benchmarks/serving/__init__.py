"""What serving costs beside a bare pass-through, and what becomes of a thousand requests when services misbehave."""
