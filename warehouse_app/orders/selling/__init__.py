"""Never sell what is not there: what each shop may offer, and what it must take off sale or put back."""
