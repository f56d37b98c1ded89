"""The picture maker: from a prompt to a look, from a look to hands, colours, surfaces and letters."""
