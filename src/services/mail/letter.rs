//! A mail as it is read: one letter, as plain text and as HTML. Everything that came from a person is escaped.

use html_escape::{encode_double_quoted_attribute, encode_text};

use super::texts::MailText;
use crate::text::Locale;

/// A mail, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The subject.
    pub subject: String,
    /// What comes first.
    pub lead: &'static str,
    /// The digits to type.
    pub code: Option<String>,
    /// What was done, in pairs of a word and its value.
    pub details: Vec<(&'static str, String)>,
    /// What comes before the link.
    pub before_link: Option<&'static str>,
    /// The link: its name and its address.
    pub link: Option<(&'static str, String)>,
    /// What comes last, with a second address perhaps.
    pub end: Option<(&'static str, Option<String>)>,
    /// The language.
    pub locale: Locale,
}

impl Letter {
    /// Returns the plain text.
    pub fn text(&self) -> String {
        let mut parts = vec![self.lead.to_owned()];
        parts.extend(self.code.as_ref().map(|code| format!("    {code}")));
        let details: Vec<_> = self
            .details
            .iter()
            .map(|(word, value)| format!("{word}: {value}"))
            .collect();
        if !details.is_empty() {
            parts.push(details.join("\n"));
        }
        parts.extend(self.before_link.map(str::to_owned));
        parts.extend(self.link.as_ref().map(|(_, address)| address.clone()));
        if let Some((end, address)) = &self.end {
            parts.push((*end).to_owned());
            parts.extend(address.clone());
        }
        parts.push(format!("-- \n{}", self.locale.t(MailText::Footer)));
        parts.join("\n\n") + "\n"
    }

    /// Returns the HTML. It loads nothing, and its style is inline, because mail programs drop the rest.
    pub fn html(&self) -> String {
        let mut body = paragraph(self.lead);
        if let Some(code) = &self.code {
            body += &format!(
                "<p style=\"margin:24px 0;font:700 32px/1.2 ui-monospace,Menlo,Consolas,monospace;letter-spacing:6px;text-align:center\">{}</p>",
                encode_text(code)
            );
        }
        if !self.details.is_empty() {
            let rows: String = self
                .details
                .iter()
                .map(|(word, value)| {
                    format!(
                        "<tr><td style=\"padding:2px 16px 2px 0;color:#595959;vertical-align:top\">{}</td><td style=\"padding:2px 0;word-break:break-word\">{}</td></tr>",
                        encode_text(word),
                        encode_text(value)
                    )
                })
                .collect();
            body += &format!(
                "<table role=\"presentation\" style=\"border-collapse:collapse;margin:16px 0;font-size:15px\">{rows}</table>"
            );
        }
        body += &self.before_link.map(paragraph).unwrap_or_default();
        if let Some((name, address)) = &self.link {
            body += &format!(
                "<p style=\"margin:24px 0;text-align:center\"><a href=\"{}\" style=\"display:inline-block;padding:12px 24px;border-radius:8px;background:#155c4a;color:#ffffff;text-decoration:none;font-weight:600\">{}</a></p>",
                encode_double_quoted_attribute(address),
                encode_text(name)
            );
        }
        body += &self.end_as_html();
        let (language, title, footer) = (
            self.locale.tag(),
            encode_text(&self.subject),
            self.locale.t(MailText::Footer),
        );
        format!(
            "<!DOCTYPE html><html lang=\"{language}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
            <title>{title}</title></head><body style=\"margin:0;padding:24px 12px;background:#f3f3f1;color:#1b1b1b;\
            font:16px/1.6 system-ui,-apple-system,'Segoe UI','Apple SD Gothic Neo','Malgun Gothic',sans-serif;word-break:keep-all\">\
            <div style=\"max-width:480px;margin:0 auto;padding:24px;border-radius:12px;background:#ffffff\">\
            <h1 style=\"margin:0 0 16px;font-size:20px;line-height:1.3\">{title}</h1>{body}</div>\
            <p style=\"max-width:480px;margin:16px auto 0;color:#595959;font-size:13px;text-align:center\">{footer}</p></body></html>"
        )
    }

    fn end_as_html(&self) -> String {
        let Some((end, address)) = &self.end else {
            return String::new();
        };
        let address = address.as_ref().map(|address| {
            format!(
                "<p style=\"margin:8px 0;overflow-wrap:anywhere\"><a href=\"{}\" style=\"color:#155c4a\">{}</a></p>",
                encode_double_quoted_attribute(address),
                encode_text(address)
            )
        });
        paragraph(end) + &address.unwrap_or_default()
    }
}

fn paragraph(text: &str) -> String {
    format!("<p style=\"margin:16px 0\">{}</p>", encode_text(text))
}
