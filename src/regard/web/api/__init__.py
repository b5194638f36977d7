"""The API: every report, as JSON, CSV or Parquet."""
