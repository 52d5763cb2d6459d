"""SQL of the write side: staging, matching, inserting. Services call it; nothing else does."""
