"""What has a state and a deadline: handoffs, messages, applications, subscriptions."""
