"""Puts the content of ``example_site.demo.content`` on the site, a module per kind of thing."""
