// What package.json promises is there: commands, settings, files.
const test = require("node:test");
const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");
const Module = require("node:module");

const root = path.join(__dirname, "..");
const manifest = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"));

/** Runs the extension with doubles of the editor and of the client library, and gives what it did. */
async function activated(settings) {
  const done = { commands: new Map(), started: [], stopped: 0, warnings: [] };
  const disposable = { dispose() {} };
  const vscode = {
    commands: {
      registerCommand: (name, run) => (done.commands.set(name, run), disposable),
      executeCommand: async () => {},
    },
    window: { showWarningMessage: async (text) => void done.warnings.push(text) },
    workspace: {
      getConfiguration: () => ({ get: (name) => settings[name] }),
      onDidChangeConfiguration: (run) => ((done.configure = run), disposable),
    },
  };
  class LanguageClient {
    constructor(id, name, server, client) {
      Object.assign(this, { id, server, client });
    }
    async start() {
      if (settings.fails) throw new Error("ENOENT");
      done.started.push(this.server.command);
    }
    async stop() {
      done.stopped += 1;
    }
  }
  const doubles = { vscode, "vscode-languageclient/node": { LanguageClient } };
  const load = Module._load;
  Module._load = (name, ...rest) => doubles[name] ?? load(name, ...rest);
  try {
    delete require.cache[require.resolve("../extension")];
    const extension = require("../extension");
    await extension.activate({ subscriptions: [] });
    return { done, extension };
  } finally {
    Module._load = load;
  }
}

test("every command of the manifest is registered, and no other", async () => {
  const { done } = await activated({ enable: true, path: "" });
  const promised = manifest.contributes.commands.map((command) => command.command).sort();
  assert.deepEqual([...done.commands.keys()].sort(), promised);
});

test("the server is started with the setting, and started anew when that changes", async () => {
  const settings = { enable: true, path: "/a/planvet" };
  const { done, extension } = await activated(settings);
  settings.path = "/b/planvet";
  await done.configure({ affectsConfiguration: (name) => name === "planvet.path" });
  await done.configure({ affectsConfiguration: () => false });
  assert.deepEqual(done.started, ["/a/planvet", "/b/planvet"]);
  await extension.deactivate();
  assert.equal(done.stopped, 2);
});

test("a server that cannot be started is said, and one that is switched off is not started", async () => {
  const failed = await activated({ enable: true, path: "", fails: true });
  assert.match(failed.done.warnings[0], /planvet cannot be started: ENOENT/);
  const off = await activated({ enable: false, path: "" });
  assert.deepEqual(off.done.started, []);
});

test("the version is that of planvet", () => {
  const cargo = fs.readFileSync(path.join(root, "..", "..", "Cargo.toml"), "utf8");
  assert.equal(manifest.version, cargo.match(/^version = "(.*)"$/m)[1]);
});
