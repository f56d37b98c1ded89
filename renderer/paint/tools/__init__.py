"""What painted and drawn looks are made with: fields, streams, stripes, strokes, glazes, and what a painter sees."""
