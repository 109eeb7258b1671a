"""Candidates and their scores: cleaning, index, features, learned score."""
