"""Django finds template tags in a package of this name."""
