"""What every server of ours needs, the bot's, the renderer's and the sandbox's; it knows none of them."""
