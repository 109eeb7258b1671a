"""What runs in Rasa's interpreter (3.10): imports rasa, jieba and the standard library only."""
