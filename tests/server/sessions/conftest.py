"""Sessions of pytest-lsp, a client that is not ours, with the server that PLANVET names."""

import os
import pathlib

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

PLAN = """# Move

## Roster

| Name | Role |
|------|------|
| Ada  | Packer |
| Ben  | Driver |

## Phase 1: Load

| ID | Task | Owner | Depends on | Duration | Boxes |
|----|------|-------|------------|----------|-------|
| T1 | Pack the boxes | Ada | -  | 2 h | 10 |
| T2 | Load the van   | Ben | T1 | 1 h | 20 |
| Total | | | | 3 h | 31 |

Gate: every box is counted

## Phase 2: Drive

- [ ] T3 Drive home (depends on T2)
-[ ] T4 Unload 😀 after T3
"""


@pytest.fixture
def folder(tmp_path: pathlib.Path) -> pathlib.Path:
    """A workspace with one plan."""
    (tmp_path / "plan.md").write_text(PLAN, encoding="utf-8")
    return tmp_path


@pytest_lsp.fixture(config=ClientServerConfig(server_command=[os.environ["PLANVET"], "server"]))
async def client(lsp_client: LanguageClient, tmp_path: pathlib.Path):
    """A client with what Visual Studio Code can do, and pulled diagnostics."""
    capabilities = client_capabilities("visual-studio-code")
    capabilities.text_document.diagnostic = types.DiagnosticClientCapabilities()
    # This client has no answer to a registration.
    capabilities.workspace.did_change_watched_files = None
    capabilities.general.position_encodings = [types.PositionEncodingKind.Utf16]
    params = types.InitializeParams(
        capabilities=capabilities,
        workspace_folders=[types.WorkspaceFolder(uri=tmp_path.as_uri(), name="move")],
    )
    await lsp_client.initialize_session(params)
    yield
    await lsp_client.shutdown_session()


class Plan:
    """The open plan, and where things stand in it."""

    def __init__(self, client: LanguageClient, uri: str, text: str):
        self.client = client
        self.uri = uri
        self.text = text
        self.document = types.TextDocumentIdentifier(uri=self.uri)
        self.version = 1
        client.text_document_did_open(
            types.DidOpenTextDocumentParams(types.TextDocumentItem(self.uri, "markdown", 1, text))
        )

    def at(self, word: str, nth: int = 0) -> types.Position:
        """The place of a word: one character into its nth place."""
        offset = -1
        for _ in range(nth + 1):
            offset = self.text.index(word, offset + 1)
        before = self.text[:offset]
        line = before.count("\n")
        start = before.rfind("\n") + 1
        units = len(self.text[start:offset].encode("utf-16-le")) // 2
        return types.Position(line, units + 1)

    def range(self, word: str, nth: int = 0) -> types.Range:
        """From one character into a word to there."""
        return types.Range(self.at(word, nth), self.at(word, nth))

    def change(self, text: str):
        """Replaces the whole text."""
        self.version += 1
        self.text = text
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(self.version, self.uri),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    async def rules(self):
        """The rules of what is found, by pulling."""
        report = await self.client.text_document_diagnostic_async(types.DocumentDiagnosticParams(self.document))
        return [item.code for item in report.items]

    def apply(self, edits) -> str:
        """The text after the edits, which count in UTF-16."""
        lines = self.text.split("\n")

        def offset(position):
            before = sum(len(line) + 1 for line in lines[: position.line])
            units = lines[position.line].encode("utf-16-le")[: 2 * position.character]
            return before + len(units.decode("utf-16-le"))

        text = self.text
        for edit in sorted(edits, key=lambda e: offset(e.range.start), reverse=True):
            text = text[: offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end) :]
        return text


@pytest.fixture
def plan(client, folder) -> Plan:
    """The plan, opened."""
    return Plan(client, (folder / "plan.md").as_uri(), PLAN)
