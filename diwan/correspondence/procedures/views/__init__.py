"""The pages: `catalogue` for everybody, `keeping` for those who keep an administration's procedures."""
