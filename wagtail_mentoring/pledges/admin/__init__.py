"""Pledges, their stories, rounds and mentors in the Wagtail admin."""
