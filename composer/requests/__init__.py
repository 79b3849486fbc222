"""Image requests in the text of a message: finding them, reading them however they are written, replacing them."""
