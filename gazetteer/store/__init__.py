"""SQL of the write side: staging, matching, inserting, publishing. Services call it; nothing else does."""
