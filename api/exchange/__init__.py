"""Other systems' formats, translated to the models at the edge."""
