"""Every write of circulation: `giving` (dispatch, cascade), `following` (answer, close, give back, take back)."""
