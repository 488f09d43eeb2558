"""The language server: pygls documents, scheduling, publishing, conversion.  Analyses nothing."""
