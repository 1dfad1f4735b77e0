"""The house looks after itself: rules that hold for every app, read from the code and tried on the running whole."""
