"""Big and deep: what fits is answered within stated time and memory, what does not is refused by its condition."""
