"""English sentences about people and clothes, for the `prose` dialect: `phrases` (articles and lists) and `people`."""
