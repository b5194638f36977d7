"""The one door to Delta, DuckDB and Spark."""
