"""May this datum be used for this purpose: fields, purposes, permits, consents, retention."""
