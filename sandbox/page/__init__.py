"""The page in the browser: its files, its WebSocket, and what goes over it."""
