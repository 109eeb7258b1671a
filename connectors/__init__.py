"""Channels: a protocol in, a `UserTurn` out; a `Reply` in, a protocol out."""
