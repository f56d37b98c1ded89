"""The formats that are read, each taken apart leniently; what is left to decode is pixels alone."""
