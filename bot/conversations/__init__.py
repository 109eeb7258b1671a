"""What was said: the transcript, the evidence receipts and how long they are kept."""
