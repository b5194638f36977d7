"""What Regard says of those who asked."""
