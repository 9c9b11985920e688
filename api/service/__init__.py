"""The HTTP door: the engine's questions as routes, every refusal as problem details."""
