"""A bank that speaks Bacen's API Pix 2.9, with a page to pay from and its callback."""
