"""From a district's own files to drafts: one module per kind of file, one contract."""
