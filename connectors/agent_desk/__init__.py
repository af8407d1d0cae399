"""The agents' desk: a queue, transcripts, and what an agent does with a conversation."""
