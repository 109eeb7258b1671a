"""The knowledge out of the database: for editing, for moving, for reading."""
