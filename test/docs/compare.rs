//! What is printed against what is shown of it.

/// `printed` holds the lines of `shown`, and no others but where a line `...` stands; `...` in a line stands for any text.
/// Blank lines and the amount of space do not count.
///
/// # Errors
///
/// With the first lines that are not where they should be.
pub fn compare(printed: &str, shown: &str) -> Result<(), String> {
    let (found, shown) = (lines(printed), lines(shown));
    let runs: Vec<&[String]> = shown.split(|line| line == "...").collect();
    let mut rest = &found[..];
    for (index, run) in runs.iter().enumerate().filter(|(_, run)| !run.is_empty()) {
        let (first, last) = (index == 0, index + 1 == runs.len());
        let matches = |at: &usize| rest[*at..].iter().zip(*run).all(|(line, shown)| like(line, shown));
        let places = 0..(rest.len() + 1).saturating_sub(run.len());
        let at = match (first, last) {
            (true, true) if rest.len() != run.len() => None,
            (true, _) => places.take(1).find(matches),
            (false, true) => places.last().filter(matches),
            (false, false) => places.into_iter().find(matches),
        };
        match at {
            Some(at) => rest = &rest[at + run.len()..],
            None => return Err(explain(rest, run, printed)),
        }
    }
    Ok(())
}

fn explain(rest: &[String], run: &[String], printed: &str) -> String {
    let wrong = (0..run.len()).find(|at| !rest.get(*at).is_some_and(|line| like(line, &run[*at])));
    match wrong.and_then(|at| run.get(at)) {
        Some(shown) => format!("does not print\n  {shown}\nwhere it should, but\n{printed}"),
        None => format!("prints more than\n  {}\nnamely\n{printed}", run.join("\n  ")),
    }
}

fn lines(text: &str) -> Vec<String> {
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    text.lines().map(words).filter(|line| !line.is_empty()).collect()
}

/// A line as shown, where `...` stands for any text.
fn like(line: &str, shown: &str) -> bool {
    let Some((first, others)) = shown.split_once("...") else {
        return line == shown;
    };
    let Some(mut rest) = line.strip_prefix(first) else {
        return false;
    };
    let mut parts = others.split("...").peekable();
    while let Some(part) = parts.next() {
        let at = if parts.peek().is_none() {
            rest.len().checked_sub(part.len()).filter(|_| rest.ends_with(part))
        } else {
            rest.find(part)
        };
        let Some(at) = at else { return false };
        rest = &rest[at + part.len()..];
    }
    true
}

#[test]
fn line_by_line() {
    assert!(compare("a\n\n  b c\n", "a\nb   c\n").is_ok());
    assert!(compare("a\nb\n", "a\n").unwrap_err().starts_with("prints more"));
    assert!(compare("a\n", "a\nb\n").unwrap_err().contains("does not print\n  b\n"));
    assert!(compare("a\nb\n", "b\na\n").is_err());
    assert!(compare("", "").is_ok());
    assert!(compare("", "a\n").is_err());
}

#[test]
fn lines_left_out() {
    let printed = "a\nb\nc\nd\n";
    for shown in [
        "a\n...\nd\n",
        "...\nb\nc\n...\n",
        "a\nb\n...\n",
        "...\n",
        "...\nd\n",
        "a\nb\n...\nc\n...\nd\n",
    ] {
        assert!(compare(printed, shown).is_ok(), "{shown}");
    }
    for shown in ["a\n...\nc\n", "...\nb\nd\n...\n", "...\nc\n...\nb\n...\n", "b\n...\n"] {
        assert!(compare(printed, shown).is_err(), "{shown}");
    }
}

#[test]
fn text_left_out() {
    assert!(like("took 3 ms in all", "took ... in all"));
    assert!(like("%1 = f %2", "%... = f %..."));
    assert!(like("x", "..."));
    assert!(!like("took 3 ms", "took ... in all"));
    assert!(!like("%1 = g %2", "%... = f %..."));
}
