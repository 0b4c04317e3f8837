"""The lessons of the course, in order: one idea each, in cells that run as a script, in a debugger, in a notebook."""
