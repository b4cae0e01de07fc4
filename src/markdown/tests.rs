use super::*;

fn kinds(text: &str) -> Vec<String> {
    let document = Document::parse(text);
    document.iter().map(|(id, b)| format!("{:?} {}", b.kind, document.plain(text, id)).replace("\n", " ")).collect()
}

#[test]
fn a_tight_item_has_a_paragraph_of_its_own() {
    let text = "- [x] Tag `v1` *now*\n  and push\n  - [ ] sub\n";
    let document = Document::parse(text);
    let items: Vec<_> = document.iter().filter(|(_, b)| matches!(b.kind, Kind::Item { .. })).collect();
    assert_eq!(document.plain(text, items[0].0), "Tag v1 now and push");
    assert_eq!(document.plain(text, items[1].0), "sub");
    assert_eq!(items[1].1.parent.and_then(|l| document.block(l).parent), Some(items[0].0));
    let Kind::Item { mark: Some(mark) } = items[0].1.kind else { panic!("no box") };
    assert_eq!(&text[mark.span.range()], "[x]");
}

#[test]
fn labels_of_a_paragraph_and_of_items() {
    let text = "**Owner:** Ada | **Due:** Friday\n**Status**: open\n\n- Depends on: T1, T2\n- _Requirements: 1.1_\n\n**Checkpoint:**\n- all green\n";
    let document = Document::parse(text);
    let found: Vec<_> = document.labels.iter().map(|l| (&text[l.key.range()], &text[l.value.range()])).collect();
    assert_eq!(
        found,
        [("Owner", "Ada"), ("Due", "Friday"), ("Status", "open"), ("Depends on", "T1, T2"), ("Requirements", "1.1")]
    );
}

#[test]
fn bold_lines_open_sections() {
    let text = "# Plan\n\n## Tests\n\n**Unit (3 tests)**\n- a\n\n## Next\n";
    let document = Document::parse(text);
    let titles: Vec<_> = document.sections.iter().map(|s| (s.level, &*s.title)).collect();
    assert_eq!(titles, [(0, ""), (1, "Plan"), (2, "Tests"), (7, "Unit (3 tests)"), (2, "Next")]);
}

#[test]
fn a_fence_closed_by_indentation_is_read_as_meant() {
    let text = "2. **Fetch**\n   - Call:\n\n     ```json\n     {\"a\": 1}\n    {\"b\": 2}\n     ```\n\n   - Then store it\n3. Next\n";
    let document = Document::parse(text);
    assert_eq!(document.fence_defects.len(), 1);
    assert_eq!(document.fence_defects[0].fault, FenceFault::Underindented);
    assert_eq!(&text[document.fence_defects[0].at.range()], "    {\"b\": 2}");
    let bodies: Vec<_> = document
        .blocks
        .iter()
        .filter_map(|b| match b.kind {
            Kind::Code { body, .. } => Some(&text[body.range()]),
            _ => None,
        })
        .collect();
    assert_eq!(bodies, ["     {\"a\": 1}\n    {\"b\": 2}\n"]);
    assert!(kinds(text).iter().any(|k| k.ends_with("Then store it")));
}

#[test]
fn a_fence_inside_a_fence_is_read_as_meant() {
    let text =
        "### Prompt\n\n```markdown\nDo this:\n```bash\nmake\n```\nThen stop.\n```\n\n## After\n\n```sh\nls\n```\n";
    let document = Document::parse(text);
    assert_eq!(document.fence_defects.len(), 1);
    assert_eq!(document.fence_defects[0].fault, FenceFault::Nested);
    assert_eq!(document.sections.last().map(|s| &*s.title), Some("After"));
    let good = "```bash\nmake\n```\n\ntext\n\n```\nls\n```\n";
    assert!(Document::parse(good).fence_defects.is_empty());
}

#[test]
fn what_a_broken_fence_swallows_is_known() {
    let text = "```md\nRun:\n```sh\nmake\n```\nThen:\n```\nlost\n\n- [ ] also lost\n\n```sh\nls\n```\n";
    let document = Document::parse(text);
    assert_eq!(document.fence_defects.len(), 1);
    assert_eq!(text[document.fence_defects[0].swallowed.range()].trim(), "lost\n\n- [ ] also lost");
}

#[test]
fn behind_a_broken_fence_a_bare_line_opens_nothing() {
    // The block holds a bare pair as well, so that its real end looks like an opening line.
    let text = "```md\n```sh\nmake\n```\nSee\n```\nlog\n```\nEnd\n```\n\nText\n\n```sh\nls\n```\n";
    let defects = Document::parse(text).fence_defects;
    assert_eq!(defects.iter().map(|d| d.open.start).collect::<Vec<_>>(), [0]);
}

#[test]
fn an_open_fence_is_said() {
    let text = "# A\n\n```bash\nmake\n";
    assert_eq!(Document::parse(text).fence_defects[0].fault, FenceFault::Unclosed);
    assert!(Document::parse("# A\n\n```bash\nmake\n```").fence_defects.is_empty());
}

#[test]
fn comments_know_their_block() {
    let text = "| a | b |\n|---|---|\n| c <!-- x --> | d |\n\n<!-- y -->\nText\n";
    let document = Document::parse(text);
    let found: Vec<_> = document.comments.iter().map(|c| (text[c.body.range()].trim(), c.alone)).collect();
    assert_eq!(found, [("x", false), ("y", true)]);
    assert!(matches!(document.block(document.comments[0].block).kind, Kind::Cell { column: 0 }));
}

#[test]
fn boxes_indented_further_than_need_be() {
    let document = Document::parse("- [ ] a\n    - [x] b\n    - [ ] c\n        - [x] d\n");
    let boxes = document.iter().filter(|(_, b)| matches!(b.kind, Kind::Item { mark: Some(_) }));
    assert_eq!(boxes.count(), 4);
}

#[test]
fn every_span_fits_and_every_block_lies_in_its_parent() {
    let Some(corpus) = std::env::var_os("PLANVET_CORPUS") else {
        eprintln!("skipped: PLANVET_CORPUS is not set");
        return;
    };
    for entry in ignore::WalkBuilder::new(corpus).hidden(false).build().flatten() {
        let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
        let document = Document::parse(&text);
        for (id, block) in document.iter() {
            assert!(text.get(block.span.range()).is_some(), "{:?} {block:?}", entry.path());
            assert!(block.end > id.0);
            if let Some(parent) = block.parent {
                assert!(document.block(parent).end >= block.end, "{:?} {block:?}", entry.path());
            }
            let _ = document.plain(&text, id);
        }
        for label in &document.labels {
            assert!(text.get(label.key.range()).is_some() && text.get(label.value.range()).is_some());
        }
    }
}

#[test]
fn front_matter_stands_at_the_top_alone() {
    let text = "---\nstatus: open\n---\n# Plan\n\n---\n**Note**\n\n- [ ] Read\n\n---\nThe end\n";
    let shown = kinds(text);
    let count = |kind: &str| shown.iter().filter(|k| k.starts_with(kind)).count();
    assert_eq!((count("FrontMatter"), count("Rule"), count("Item")), (1, 2, 1), "{shown:?}");
    for text in ["- a\n\n---\nstatus: open\n---\n", "---\n\nstatus: open\n---\n", "---\nstatus: open\n"] {
        assert!(!kinds(text).iter().any(|k| k.starts_with("FrontMatter")), "{text}");
    }
}

#[test]
fn a_box_behind_a_tab_is_one() {
    for text in [
        "- [x] B\n\t- [ ] C\n",
        "- [x] B\r\n\t* [ ] C\r\n",
        "- B- [x]\n\t1. [ ] C\n",
        "> - B\n> \t- [ ] C\n",
        "-\n\t- [ ] C\n",
    ] {
        let document = Document::parse(text);
        let open = document.iter().find_map(|(_, b)| match b.kind {
            Kind::Item { mark: Some(mark) } if mark.mark == ' ' => Some((b.span, mark.span)),
            _ => None,
        });
        let (item, mark) = open.unwrap_or_else(|| panic!("no box in {text:?}"));
        assert_eq!(&text[mark.range()], "[ ]");
        assert!(!text[item.range()].starts_with(['\n', '\r', 'B', ']']), "{text:?} {:?}", &text[item.range()]);
    }
}
