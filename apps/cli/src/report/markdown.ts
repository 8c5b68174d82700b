/** Text that stands for itself in Markdown, table cells included, on one line. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\r\n]+/g, " ").replace(/[\\`*_{}[\]<>#|~]/g, "\\$&");
}

/** A fenced block of code. */
export function code(text: string, language: string): string {
  return ["```" + language, text, "```"].join("\n");
}
