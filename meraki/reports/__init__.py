"""What people open: read from the output folder, never from the model."""
