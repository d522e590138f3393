"""The rules of the engine as tables; `README.md` says how to read them."""
