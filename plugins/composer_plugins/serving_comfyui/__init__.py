"""ComfyUI's API as chat frontends use it: a workflow is read for what it asks, and drawn as every request is."""
