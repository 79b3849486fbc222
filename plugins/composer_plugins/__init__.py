"""The built-in plugins: one module, one entry point each."""
