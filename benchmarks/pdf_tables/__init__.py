"""How tables of PDF files are read: the files, what they hold, and the measure."""
