"""The local image model: a server that speaks the hosts' APIs, so that everything runs without an account."""
