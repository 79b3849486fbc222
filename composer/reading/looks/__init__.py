"""What people look like: from the texts about them to typed traits."""
