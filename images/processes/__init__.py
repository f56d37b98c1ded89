"""One process per picture, with limits: a fork server, its children, and what is said between them and the bot."""
