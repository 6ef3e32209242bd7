"""Speech: audio asked for, made, looked at, cleaned up."""
