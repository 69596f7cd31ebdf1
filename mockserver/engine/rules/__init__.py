"""The families of rules, a file each; every function says which clauses it keeps."""
