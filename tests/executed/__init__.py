"""Programs that are really run: the ground truth for what mainguard may say, and the proof that its fixes work."""
