"""The window of Packdesk: what a clerk sees, hears and scans. Only this package knows Qt; the warehouse does not.

Its parts, each one door for one thing: ``theme`` (colours, sizes, fonts), ``language`` (words on the screen),
``scanner`` (every code that comes in), ``jobs`` (work off the window's thread), ``messages`` and ``sounds`` (what is
told to the person), ``crash`` (what nobody expected), ``widgets`` (the pieces stations are built from).
"""

from ui.immortal import keep_alive

keep_alive()  # before the first call into Qt, whichever part of the window is used
