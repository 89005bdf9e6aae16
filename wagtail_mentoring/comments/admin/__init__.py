"""Reader comments in the Wagtail admin."""
