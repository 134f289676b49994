"""Clients that lie, break off or send rubbish: each gets the right condition, and the server is as before."""
