"""Whether office, day and events fit together: what each refers to exists and does not clash."""
