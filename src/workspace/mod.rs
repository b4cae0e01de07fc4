//! Which files are vetted and where their bytes come from. Knows nothing of Markdown.
