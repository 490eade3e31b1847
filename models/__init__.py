"""What is true: tables, and the rules about them as pure functions."""
