//! What every file of YAML is made of.

/// For the dictionaries of the targets that read YAML.
pub(super) const WORDS: &[&str] = &[
    "[", "]", "{", "}", "\"", "'", ": ", ", ", "&a ", "*a", "<<: ", "!!str ", "!!float ", "|-\n", ">\n",
    "---\n", "null", "~", "true", "on", "# ", "\t", "\r\n", "...\n", ">-\n", "|2\n", "\\u0041", "\\\n",
];
