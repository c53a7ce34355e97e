//! As much of Markdown as the tests read: headings and fenced blocks.

/// A fenced block.
#[derive(Debug, PartialEq, Eq)]
pub struct Block {
    /// The line its text begins at, from 1.
    pub line: usize,
    /// What follows the opening fence: the language.
    pub language: String,
    /// The text, with a newline after each line.
    pub text: String,
    /// The last line above the fence that is not blank; empty if that is another block's.
    pub above: String,
}

impl Block {
    /// What a comment right above the block says after the word.
    pub fn directive(&self, word: &str) -> Option<&str> {
        let comment = self.above.strip_prefix("<!--")?.strip_suffix("-->")?.trim();
        comment.strip_prefix(word).map(str::trim)
    }
}

/// The fenced blocks of a text, in order.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut above = "";
    let mut lines = text.lines().zip(1..);
    while let Some((line, number)) = lines.next() {
        let Some(language) = line.trim_start().strip_prefix("```") else {
            if !line.trim().is_empty() {
                above = line.trim();
            }
            continue;
        };
        let indent = line.len() - line.trim_start().len();
        let mut body = String::new();
        for (line, _) in lines.by_ref() {
            // A fence that is indented by four spaces and more is text of the block.
            if line.trim() == "```" && line.len() - line.trim_start().len() <= indent.max(3) {
                break;
            }
            body += line.get(indent..).unwrap_or(line.trim_start());
            body.push('\n');
        }
        blocks.push(Block {
            line: number + 1,
            language: language.trim().to_owned(),
            text: body,
            above: above.to_owned(),
        });
        above = "";
    }
    blocks
}

/// What stands under each heading of the given level, without the `#`s.
pub fn sections<'a>(text: &'a str, level: &str) -> Vec<(&'a str, &'a str)> {
    let mut starts = Vec::new();
    let mut at = 0;
    let mut fenced = false;
    for line in text.split_inclusive('\n') {
        fenced ^= line.trim_start().starts_with("```");
        if !fenced && line.strip_prefix(level).is_some_and(|rest| rest.starts_with(' ')) {
            starts.push((at, at + line.len()));
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).map(|(start, _)| *start).chain([text.len()]);
    let section = |((heading, body), end): (&(usize, usize), usize)| {
        (text[heading + level.len()..*body].trim(), &text[*body..end])
    };
    starts.iter().zip(ends).map(section).collect()
}

#[test]
fn blocks_know_their_language_line_and_what_stands_above() {
    let text = "# T\n\nRun it:\n\n```sh\nls\n```\n\n  ```text\n  a\n    b\n  ```\n";
    let found = blocks(text);
    assert_eq!(found.len(), 2);
    assert_eq!(
        (found[0].language.as_str(), found[0].line, found[0].text.as_str()),
        ("sh", 6, "ls\n")
    );
    assert_eq!(found[0].above, "Run it:");
    assert_eq!(found[1].text, "a\n  b\n");
}

#[test]
fn a_block_may_hold_an_indented_one() {
    let found = blocks("```tablegen\n  [{\n    ```mlir\n    x\n    ```\n  }]\n```\n");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].text, "  [{\n    ```mlir\n    x\n    ```\n  }]\n");
}

#[test]
fn sections_end_where_the_next_begins() {
    let text = "## A\n### a\n1\n```\n### no heading\n```\n### b\n2\n";
    assert_eq!(
        sections(text, "###"),
        [("a", "1\n```\n### no heading\n```\n"), ("b", "2\n")]
    );
}
