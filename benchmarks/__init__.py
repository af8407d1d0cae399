"""What Quita costs on this machine, beside a stock `rasa init` assistant in the same run."""
