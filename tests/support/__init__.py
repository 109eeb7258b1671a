"""What tests share: a small published knowledge, and a real service with a real assistant."""
