"""What the desk does itself: `postponing` (another due date). The other acts are those of letters and circulation."""
