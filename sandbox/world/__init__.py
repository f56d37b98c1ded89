"""What the local Discord keeps: its time, its people and places, messages, files, and who hears of them."""
