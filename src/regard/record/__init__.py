"""The log: admits, keeps and erases interactions."""
