"""The queue, and the process of its own that renders what it hands over."""
