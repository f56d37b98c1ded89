"""What the numbers of a picture mean as colours, and how they become sRGB."""
