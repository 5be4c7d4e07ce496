"""The checks a pack may choose by name. Python defines them; YAML only names them and fills their parameters."""
