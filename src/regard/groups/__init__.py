"""Which customers belong together by what they did and are, and figures of them alone."""
