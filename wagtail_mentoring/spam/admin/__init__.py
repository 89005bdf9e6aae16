"""The filter in the Wagtail admin: the moderators' rules, and how it is doing."""
