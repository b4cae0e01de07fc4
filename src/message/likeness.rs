//! Which word was perhaps meant.

/// The one of `choices` that `word` was perhaps meant to be.
pub fn did_you_mean<'c>(word: &str, choices: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let folded = word.to_ascii_lowercase().replace('_', "-");
    choices
        .into_iter()
        .map(|choice| (strsim::normalized_damerau_levenshtein(&folded, choice), choice))
        .filter(|(likeness, _)| *likeness >= 0.6)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, choice)| choice)
}

/// `message` with what was perhaps meant: also formats of one line show that.
pub fn proposing(message: String, meant: Option<&str>) -> String {
    match meant {
        Some(meant) => format!("{message}: did you mean `{meant}`?"),
        None => message,
    }
}
