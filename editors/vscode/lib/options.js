// What is handed to the client library; without VS Code, so that it can be tested without it.

/** How the server is started. */
exports.serverOptions = (path) => ({ command: path?.trim() || "planvet", args: ["server"] });

/** What the server is told of. */
exports.clientOptions = () => ({
  documentSelector: [
    { scheme: "file", language: "markdown" },
    { scheme: "file", language: "mdx" },
    // What is not saved yet. A cell of a notebook is a part of a document, and what it lacks may stand in the next one.
    { scheme: "untitled", language: "markdown" },
    { scheme: "untitled", language: "mdx" },
    { scheme: "file", pattern: "**/.taskmaster/tasks/tasks.json" },
    { scheme: "file", pattern: "**/sprint-status.{yaml,yml}" },
  ],
  diagnosticCollectionName: "planvet",
  // Nothing that a plan says may run a command of the editor.
  markdown: { isTrusted: false, supportHtml: false },
});

/** The rule of the finding at `position`; of several the shortest, which is the innermost. */
exports.ruleOf = (diagnostics, position) => {
  const size = (range) => (range.end.line - range.start.line) * 10_000 + range.end.character - range.start.character;
  const here = diagnostics.filter((found) => found.source === "planvet" && found.range.contains(position));
  const [first] = here.sort((a, b) => size(a.range) - size(b.range));
  return typeof first?.code === "object" ? String(first.code.value) : first?.code;
};
