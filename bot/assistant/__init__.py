"""What runs in Rasa's interpreter (3.10): Rasa, jieba, and what Rasa itself is built on."""
