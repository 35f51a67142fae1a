"""The program's own files: sentences, fonts, sounds, icons, the sample shop, and the scripts that make them."""
