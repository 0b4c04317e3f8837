"""Programs that show what the engine and the network layer do; the course is in `lessons`."""
