"""The moderation queue that comments and pledges share."""
