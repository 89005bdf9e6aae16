"""What is kept of a person: handed out, erased, and forgotten in time."""
