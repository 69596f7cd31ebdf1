"""The pure core: one step with holes, which the stand-in fills and the examiner binds."""
