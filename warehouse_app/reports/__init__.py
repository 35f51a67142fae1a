"""Figures over the whole house; first of all: does everything add up."""
