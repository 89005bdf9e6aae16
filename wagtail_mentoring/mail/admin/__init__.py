"""The outbox and the wording of our e-mail in the Wagtail admin."""
