"""The WebSocket: streams of numbered events, taken up again at any number."""
