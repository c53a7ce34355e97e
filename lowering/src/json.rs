//! JSON that a user wrote.

use serde::de::DeserializeOwned;

/// What the text of `file` says.
///
/// # Errors
///
/// If it is no such JSON: says where, what was expected and what was found.
pub fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or(&message);
        format!("{file}:{}:{}: error: {message}", error.line(), error.column())
    })
}
