"""This Discord driven by a program of any language: people act, the clock goes on, things go wrong. JSON over HTTP."""
