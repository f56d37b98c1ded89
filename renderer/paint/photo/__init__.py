"""What cameras, films and prints make of a scene."""
