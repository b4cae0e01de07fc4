// The door between VS Code and `planvet server`; what is found, and what is done about it, is the server's.

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");
const { clientOptions, serverOptions, ruleOf } = require("./lib/options");

/** @type {LanguageClient | undefined} */
let client;

async function start() {
  const settings = vscode.workspace.getConfiguration("planvet");
  if (!settings.get("enable")) return;
  client = new LanguageClient("planvet", "planvet", serverOptions(settings.get("path")), clientOptions());
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const install = "How to install it";
    const chosen = await vscode.window.showWarningMessage(
      `planvet cannot be started: ${error.message}. Install it, or say where it lies in the setting planvet.path.`,
      install,
    );
    if (chosen === install) await vscode.commands.executeCommand("workbench.extensions.action.showExtensionsWithIds", [
      "planvet.planvet",
    ]);
  }
}

async function stop() {
  const running = client;
  client = undefined;
  await running?.stop();
}

async function fixAll() {
  await vscode.commands.executeCommand("editor.action.codeAction", {
    kind: "source.fixAll.planvet",
    apply: "ifSingle",
  });
}

/** Shows the page of the rule whose finding lies under the cursor, else the one that is asked for. */
async function rule() {
  const editor = vscode.window.activeTextEditor;
  const found = editor ? vscode.languages.getDiagnostics(editor.document.uri) : [];
  const here = editor ? ruleOf(found, editor.selection.active) : undefined;
  const name = here ?? (await vscode.window.showInputBox({ prompt: "Name of the rule, as in missing-owner" }));
  if (!name) return;
  const terminal = vscode.window.createTerminal({
    name: "planvet rule",
    shellPath: serverOptions(vscode.workspace.getConfiguration("planvet").get("path")).command,
    shellArgs: ["rule", name],
  });
  terminal.show();
}

exports.activate = async (context) => {
  const register = (name, run) => context.subscriptions.push(vscode.commands.registerCommand(name, run));
  register("planvet.restart", async () => {
    await stop();
    await start();
  });
  register("planvet.output", () => client?.outputChannel.show());
  register("planvet.fixAll", fixAll);
  register("planvet.rule", rule);
  context.subscriptions.push(
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (!event.affectsConfiguration("planvet.path") && !event.affectsConfiguration("planvet.enable")) return;
      await stop();
      await start();
    }),
  );
  await start();
};

exports.deactivate = stop;
