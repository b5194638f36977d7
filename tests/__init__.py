"""What Regard claims, each claim tried."""
