"""What moderators hear by e-mail of what waits."""
