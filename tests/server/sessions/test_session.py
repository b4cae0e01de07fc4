"""Everything that the server offers, asked by a client that is not ours."""

import asyncio

from conftest import PLAN, Plan
from lsprotocol import types


def edits_of(edit: types.WorkspaceEdit):
    if edit.document_changes:
        return [e for change in edit.document_changes for e in change.edits]
    return [e for edits in edit.changes.values() for e in edits]


async def test_findings_are_pulled_and_followed(client, plan):
    assert sorted(await plan.rules()) == ["malformed-checkbox", "wrong-total"]
    plan.change(plan.text.replace("| 31 |", "| 30 |"))
    assert await plan.rules() == ["malformed-checkbox"]


async def test_what_has_not_changed_is_not_sent_again(client, plan):
    first = await client.text_document_diagnostic_async(types.DocumentDiagnosticParams(plan.document))
    again = await client.text_document_diagnostic_async(
        types.DocumentDiagnosticParams(plan.document, previous_result_id=first.result_id)
    )
    assert (first.kind, again.kind) == ("full", "unchanged")


async def test_findings_point_at_related_places(client, plan):
    plan.change(plan.text.replace("| Ada | -  |", "| Ada | T2 |"))
    report = await client.text_document_diagnostic_async(types.DocumentDiagnosticParams(plan.document))
    cycle = next(item for item in report.items if item.code == "dependency-cycle")
    assert cycle.source == "planvet"
    assert cycle.severity == types.DiagnosticSeverity.Error
    assert [place.location.uri for place in cycle.related_information] == [plan.uri]


async def test_the_workspace_is_known_without_being_opened(client, folder):
    (folder / "other.md").write_text("# Other\n\n- [ ] T1 One\n-[ ] T2 Two\n")
    client.workspace_did_change_watched_files(
        types.DidChangeWatchedFilesParams([types.FileEvent((folder / "other.md").as_uri(), types.FileChangeType.Created)])
    )
    for _ in range(100):
        report = await client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams([]))
        known = {item.uri: [found.code for found in item.items] for item in report.items}
        if (folder / "other.md").as_uri() in known and (folder / "plan.md").as_uri() in known:
            break
        await asyncio.sleep(0.1)
    assert sorted(known[(folder / "plan.md").as_uri()]) == ["malformed-checkbox", "wrong-total"]
    assert known[(folder / "other.md").as_uri()] == ["malformed-checkbox"]


async def test_a_fix_mends_what_was_found(client, plan):
    params = types.CodeActionParams(plan.document, plan.range("-[ ] T4"), types.CodeActionContext([]))
    actions = await client.text_document_code_action_async(params)
    fix = next(action for action in actions if action.is_preferred)
    assert fix.diagnostics[0].code == "malformed-checkbox"
    plan.change(plan.apply(edits_of(fix.edit)))
    assert "\n- [ ] T4 Unload 😀" in plan.text
    assert await plan.rules() == ["wrong-total"]


async def test_all_that_is_safe_is_fixed_at_once(client, plan):
    context = types.CodeActionContext([], only=["source.fixAll"])
    whole = types.Range(types.Position(0, 0), types.Position(0, 0))
    actions = await client.text_document_code_action_async(types.CodeActionParams(plan.document, whole, context))
    assert [action.kind for action in actions] == ["source.fixAll.planvet"]
    plan.change(plan.apply(edits_of(actions[0].edit)))
    assert await plan.rules() == ["wrong-total"]


async def test_an_ignore_stands_inside_the_row(client, plan):
    params = types.CodeActionParams(plan.document, plan.range("31 |"), types.CodeActionContext([]))
    actions = await client.text_document_code_action_async(params)
    ignore = next(action for action in actions if "ignore wrong-total" in action.title)
    lines = plan.text.count("\n")
    plan.change(plan.apply(edits_of(ignore.edit)))
    assert plan.text.count("\n") == lines
    assert "<!-- planvet-ignore wrong-total: say why -->" in plan.text
    assert await plan.rules() == ["malformed-checkbox"]


async def test_hover_tells_what_is_known(client, plan):
    async def hover(word, nth=0):
        found = await client.text_document_hover_async(types.HoverParams(plan.document, plan.at(word, nth)))
        return found.contents.value

    task = await hover("T2", 0)
    assert "Owner: `Ben`" in task and "Waits for: `T1`" in task and "Holds up: `T3`" in task and "Evidence:" in task
    # What is found there comes first, and what is known of the thing itself after it.
    total = await hover("31 |")
    assert "wrong-total" in total and "add up to 30" in total
    phase = await hover("Phase 1: Load")
    assert "Gate: `every box is counted`" in phase and "3 h" in phase
    assert "Owns: `T1`" in await hover("Ada ")


async def test_names_are_followed_and_renamed(client, plan):
    at = plan.at("T2", 1)
    definition = await client.text_document_definition_async(types.DefinitionParams(plan.document, at))
    assert [place.range.start.line for place in definition] == [plan.at("T2", 0).line]
    references = await client.text_document_references_async(
        types.ReferenceParams(types.ReferenceContext(True), plan.document, at)
    )
    assert len(references) == plan.text.count("T2")
    prepared = await client.text_document_prepare_rename_async(types.PrepareRenameParams(plan.document, at))
    assert prepared.placeholder == "T2"
    edit = await client.text_document_rename_async(types.RenameParams(text_document=plan.document, position=at, new_name="T20"))
    assert plan.apply(edits_of(edit)) == plan.text.replace("T2", "T20")


async def test_people_are_renamed_in_every_column_of_people(client, plan):
    plan.change(
        plan.text.replace("| Name | Role |\n|------|------|", "| Name | Role | Backup |\n|------|------|--------|")
        .replace("| Packer |", "| Packer | Ben |")
        .replace("| Driver |", "| Driver | Ada |")
    )
    params = types.RenameParams(text_document=plan.document, position=plan.at("Ada"), new_name="Dot")
    edit = await client.text_document_rename_async(params)
    assert plan.apply(edits_of(edit)) == plan.text.replace("Ada", "Dot")


async def test_a_name_that_is_taken_is_refused(client, plan):
    try:
        await client.text_document_rename_async(types.RenameParams(text_document=plan.document, position=plan.at("T2"), new_name="T3"))
    except Exception as error:
        assert "another `t3`" in str(error).lower()
    else:
        raise AssertionError("two tasks of one id")


async def test_the_outline_is_that_of_the_plan(client, plan):
    symbols = await client.text_document_document_symbol_async(types.DocumentSymbolParams(plan.document))
    (root,) = symbols
    phases = {child.name: [task.name for task in child.children or []] for child in root.children}
    assert phases["Phase 1: Load"][:2] == ["T1 Pack the boxes", "T2 Load the van"]

    def nested(symbol):
        for child in symbol.children or []:
            assert symbol.range.start.line <= child.range.start.line
            assert child.range.end.line <= symbol.range.end.line
            nested(child)

    nested(root)
    for _ in range(100):
        found = await client.workspace_symbol_async(types.WorkspaceSymbolParams("lodvan"))
        if found:
            break
        await asyncio.sleep(0.1)
    assert [symbol.name for symbol in found] == ["T2 Load the van"]


async def test_what_may_be_written_is_offered(client, plan):
    async def offered(line):
        text = plan.text + line
        plan.change(text)
        end = types.Position(text.count("\n"), len(text.rsplit("\n", 1)[1]))
        found = await client.text_document_completion_async(types.CompletionParams(plan.document, end))
        items = found.items if hasattr(found, "items") else found or []
        return [item.label for item in items]

    base = plan.text
    assert {"T1", "T2", "T3"} <= set(await offered("\n- [ ] T5 Wash the van (depends on: "))
    plan.change(base)
    for words in ["depends on ", "depends on T1, ", "after T1 and ", "blocks "]:
        plan.change(base)
        labels = await offered(f"\n- [ ] T5 Wash the van ({words}")
        assert {"T1", "T2", "T3"} <= set(labels) and "T5" not in labels, words
    for words in ["- [ ] T5 Wash the van after ", "Wash it, depends on T1. ", "It depends on the weather and "]:
        plan.change(base)
        labels = await offered(f"\n{words}")
        assert ("T1" in labels) == words.startswith("-"), words
    plan.change(base)
    assert "wrong-total" in await offered("\n<!-- planvet-ignore ")
    plan.change(base)
    labels = await offered("\n**Owner:** ")
    assert {"Ada", "Ben"} <= set(labels) and "T1" not in labels


async def test_what_is_computed_stands_beside_the_text(client, plan):
    whole = types.Range(types.Position(0, 0), types.Position(99, 0))
    hints = await client.text_document_inlay_hint_async(types.InlayHintParams(plan.document, whole))
    labels = [hint.label for hint in hints]
    assert "= 3 h" in labels and any(label.startswith("≠ 30") for label in labels)
    lenses = await client.text_document_code_lens_async(types.CodeLensParams(plan.document))
    titles = [lens.command.title for lens in lenses]
    assert any("blocks 1" in title for title in titles)


async def test_phases_are_folded_and_selected(client, plan):
    folds = await client.text_document_folding_range_async(types.FoldingRangeParams(plan.document))
    assert plan.at("Phase 1: Load").line in [fold.start_line for fold in folds]
    (chain,) = await client.text_document_selection_range_async(
        types.SelectionRangeParams(plan.document, [plan.at("T3 Drive")])
    )
    sizes = []
    while chain:
        sizes.append((chain.range.start.line, chain.range.end.line))
        chain = chain.parent
    assert len(sizes) > 3 and sizes[-1][0] == 0
    highlights = await client.text_document_document_highlight_async(
        types.DocumentHighlightParams(plan.document, plan.at("T2", 1))
    )
    assert len(highlights) == plan.text.count("T2")


async def test_a_plan_that_was_never_saved_is_vetted(client, folder):
    draft = Plan(client, "untitled:Untitled-1", PLAN)
    assert sorted(await draft.rules()) == ["malformed-checkbox", "wrong-total"]
    params = types.CodeActionParams(draft.document, draft.range("-[ ] T4"), types.CodeActionContext([]))
    fix = next(action for action in await client.text_document_code_action_async(params) if action.is_preferred)
    draft.change(draft.apply(edits_of(fix.edit)))
    assert await draft.rules() == ["wrong-total"]
    found = await client.text_document_hover_async(types.HoverParams(draft.document, draft.at("T2")))
    assert "Waits for: `T1`" in found.contents.value
    (root,) = await client.text_document_document_symbol_async(types.DocumentSymbolParams(draft.document))
    assert root.name == "Move"
    client.text_document_did_close(types.DidCloseTextDocumentParams(draft.document))
    assert await draft.rules() == []
