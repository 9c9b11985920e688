"""The routes over days that are kept: books and events in, proposals and publications out."""
