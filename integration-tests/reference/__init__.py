"""The generated reference pages, and the facts they stand on."""
