"""What those who build Diwan run; nothing here is imported by the running system."""
