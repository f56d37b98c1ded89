"""What happens to a request between its admission and its delivery."""
