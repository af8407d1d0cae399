"""HTTP to banks: exchanges written without I/O, and the two transports that carry them."""
