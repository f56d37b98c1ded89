"""Weather, hours and seasons: first the light, then the air, then what falls."""
