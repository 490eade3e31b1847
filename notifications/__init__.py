"""What we say, and how it leaves the building."""
