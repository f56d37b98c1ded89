"""What is in a picture: its sky, its subject, its faces, and how far away everything is."""
