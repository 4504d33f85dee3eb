"""The charts, a module a family; each function draws one figure from the outputs."""
