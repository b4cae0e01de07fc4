const test = require("node:test");
const assert = require("node:assert");
const { clientOptions, serverOptions, ruleOf } = require("../lib/options");

const range = (from, to) => ({
  start: { line: 0, character: from },
  end: { line: 0, character: to },
  contains: (at) => at.line === 0 && from <= at.character && at.character <= to,
});

test("the server is the one on PATH, unless a setting names another", () => {
  assert.deepEqual(serverOptions(""), { command: "planvet", args: ["server"] });
  assert.deepEqual(serverOptions(undefined).command, "planvet");
  assert.deepEqual(serverOptions(" /opt/planvet ").command, "/opt/planvet");
});

test("plans are vetted before they are saved, and parts of a document never", () => {
  const { documentSelector } = clientOptions();
  const takes = (scheme, language) => documentSelector.some((s) => s.scheme === scheme && s.language === language);
  for (const scheme of ["file", "untitled"]) assert.ok(takes(scheme, "markdown") && takes(scheme, "mdx"), scheme);
  assert.deepEqual([...new Set(documentSelector.map((s) => s.scheme))], ["file", "untitled"]);
});

test("texts of a plan run no command of the editor", () => {
  assert.deepEqual(clientOptions().markdown, { isTrusted: false, supportHtml: false });
});

test("the rule under the cursor is that of the innermost finding of ours", () => {
  const found = [
    { source: "planvet", code: "missing-owner", range: range(0, 20) },
    { source: "planvet", code: { value: "wrong-total", target: "x" }, range: range(4, 8) },
    { source: "another", code: "x", range: range(5, 6) },
  ];
  assert.equal(ruleOf(found, { line: 0, character: 5 }), "wrong-total");
  assert.equal(ruleOf(found, { line: 0, character: 15 }), "missing-owner");
  assert.equal(ruleOf(found, { line: 3, character: 0 }), undefined);
});
