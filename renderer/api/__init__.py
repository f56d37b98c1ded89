"""The hosts' APIs over HTTP: fal's queue and modelrunner's, their words, their errors, their webhooks."""
