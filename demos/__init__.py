"""One runnable file per lesson."""
