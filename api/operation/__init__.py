"""What whoever runs Huddle looks at: its log, its figures, its traces."""
