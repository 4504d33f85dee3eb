"""The dashboard: one module per page over the files of the output folder."""
