use super::*;
use crate::source::Source;
use proptest::prelude::*;

/// `text` as a program shows it that reads its UTF-8 with `table`.
fn garble(text: &str, table: Garbling) -> String {
    let encoding = match table {
        Garbling::MacRoman => encoding_rs::MACINTOSH,
        Garbling::Windows1252 => encoding_rs::WINDOWS_1252,
        _ => encoding_rs::EUC_KR,
    };
    encoding.decode_without_bom_handling(text.as_bytes()).0.into_owned()
}

fn repaired(text: &str) -> Option<String> {
    repair(text).map(|r| r.text)
}

const TEXTS: [&str; 5] = [
    "## 📦 Release train\n\nplain line\n| **A** | 🟢 Builder | lint → test |\n",
    "```\nstep 1 │ serial │ it’s done ✅\n       ↓\nstep 2 ⚠️ careful — “quoted” … end\n```",
    "* 👩‍💻 pairs with 1️⃣ and ≥ 80 % of café au lait",
    "☐ open\r\n☑ closed\r\n└── tree",
    "Größe der Prüfung → später, façade, naïve",
];

#[test]
fn every_single_byte_table_comes_back() {
    for table in [Garbling::MacRoman, Garbling::Windows1252] {
        for text in TEXTS {
            let garbled = garble(text, table);
            let done = repair(&garbled).unwrap_or_else(|| panic!("{table:?} {garbled}"));
            assert_eq!(done.text, text, "{table:?}");
            assert!(done.repairs.iter().all(|r| r.garbling == table));
        }
    }
}

#[test]
fn latin_1_keeps_its_control_characters() {
    let garbled: String = "Ship it → ✅ — now".bytes().map(char::from).collect();
    assert_eq!(repaired(&garbled).as_deref(), Some("Ship it → ✅ — now"));
}

#[test]
fn letters_read_as_windows_949_need_a_word_around_them() {
    let text = "Pr\u{fc}fung der Gr\u{f6}\u{df}e und der Stra\u{df}e";
    assert_eq!(repaired(&garble("Prüfung und Straße", Garbling::Windows949)).as_deref(), Some("Prüfung und Straße"));
    // `öß` is a run of two syllables, so that only its neighbours prove anything.
    assert_eq!(repaired(&garble(text, Garbling::Windows949)).as_deref(), Some(text));
}

#[test]
fn emoji_read_as_johab_come_back() {
    assert_eq!(repaired("| 游릭 Ready | 游댮 Late |").as_deref(), Some("| 🟢 Ready | 🔴 Late |"));
}

#[test]
fn twice_garbled_text_comes_back_whole() {
    let twice = garble(&garble("it’s → done", Garbling::Windows1252), Garbling::Windows1252);
    assert_eq!(repaired(&twice).as_deref(), Some("it’s → done"));
}

#[test]
fn real_text_stays() {
    for text in [
        "l’été, l’école, à l’Élysée : « Où ? » — déjà…",
        "Zażółć gęślą jaźń – „Łódź”",
        "Ελληνικά: όλα καλά",
        "NÃO é AÇÃO; “AMANHÔ, «ÃÂ»",
        "√2 ≈ 1,41; √π ≈ 1,77; ¬∞; n√© ; 2√∂",
        "er sagte ‚Übung‘ und ‚nein‘",
        "实时游戏, 游泳 — 日本語、한국어 챕터 책 체계; C언어로 API를",
        "fatwâ”… voilâ”, «está»…",
        "✅ done — “really” ⚠️ 🇩🇪 👩‍💻 │ → ─────",
        "\u{F8FF} menu, Ô Canada, ï, ð, · dot",
        "vietnamesisch: Việt Nam, được",
        "",
        "plain",
    ] {
        assert_eq!(repaired(text), None, "{text}");
    }
}

#[test]
fn a_line_that_lost_bytes_is_left_alone() {
    let good = garble("a → b\n", Garbling::MacRoman);
    for lost in ["‚úÖ ‚Ü", "‚úÖ \u{FFFD}", "‚úÖ then úÖ", "‚úÖ ‚úÖ†", "‚úÖ ÔøΩ"] {
        assert_eq!(repaired(lost), None, "{lost}");
        assert_eq!(repaired(&format!("{good}{lost}")), Some(format!("a → b\n{lost}")), "{lost}");
    }
}

#[test]
fn real_letters_beside_a_garbled_run_stay() {
    assert_eq!(repaired("café‚Üíthé").as_deref(), Some("café→thé"));
    assert_eq!(repaired("`‚úÖ` und → — auch später").as_deref(), Some("`✅` und → — auch später"));
}

#[test]
fn a_line_about_garbled_text_is_left_alone() {
    assert_eq!(repaired("map `‚úÖ` to ✅\nTag ‚úÖ"), Some("map `‚úÖ` to ✅\nTag ✅".to_owned()));
    assert_eq!(repaired("Ã¼ → ü, Ã¶ → ö"), None);
    assert_eq!(repaired("A → B â†’ C").as_deref(), Some("A → B → C"));
    assert_eq!(repaired("Replace 'â€”' with —"), None);
    assert_eq!(repaired("fÃ¼r statt für"), None);
    assert_eq!(repaired("Jürgen | TÃ¼ren, WÃ¤nde").as_deref(), Some("Jürgen | Türen, Wände"));
    assert_eq!(repaired("Mojibake such as `â€™` in titles"), None);
    assert_eq!(repaired("sed 's/â€œ/“/g'"), None);
    assert_eq!(repaired("Plan â”‚ Ana │ 4h").as_deref(), Some("Plan │ Ana │ 4h"));
}

#[test]
fn the_commoner_table_wins() {
    let text = format!("{}\n{}", garble("✅ → ✅", Garbling::Windows1252), garble("│", Garbling::MacRoman));
    let done = repair(&text).unwrap();
    assert_eq!(done.text, "✅ → ✅\n│");
    assert_eq!(done.repairs[0].garbling, Garbling::Windows1252);
    assert_eq!(done.repairs.last().unwrap().garbling, Garbling::MacRoman);
}

#[test]
fn positions_are_those_on_disk() {
    let bytes = "\u{FEFF}x ‚Üí y\r\n‚úÖ z".to_owned().into_bytes();
    let source = Source::new("a.md", bytes.clone()).unwrap();
    assert_eq!(source.text(), "x → y\r\n✅ z");
    let at = |needle: &str| source.position(source.text().find(needle).unwrap() as u32);
    let y = at("y");
    assert_eq!((y.line, y.column), (1, 7));
    assert_eq!(bytes[y.offset as usize], b'y');
    let z = at("z");
    assert_eq!((z.line, z.column), (2, 5));
    assert_eq!(bytes[z.offset as usize], b'z');
    assert_eq!((at("x").column, at("x").offset), (1, 3));
    assert_eq!(source.on_disk(source.repairs()[1].span), "‚úÖ");
}

proptest! {
    #[test]
    fn never_panics_and_repairs_once(text in "[a-z √‚ÜíúÖ\u{F8FF}üâ€™ðŸ”œ…Ã©Ô∏è游릭챕\u{FFFD}|\r\n—é✅\u{80}-\u{BF}]{0,60}") {
        if let Some(done) = repair(&text) {
            prop_assert!(repair(&done.text).is_none(), "{:?}", done.text);
            prop_assert_eq!(done.text.lines().count(), text.lines().count());
        }
    }

    #[test]
    fn the_map_is_consistent(parts in prop::collection::vec(prop_oneof![
        "[a-z \\n]{0,8}", Just("✅ → ".to_string()), Just("🟢".to_string()), Just("é".to_string()),
    ], 0..12)) {
        let text = parts.concat();
        let garbled = garble(&text, Garbling::MacRoman);
        if let Some(done) = repair(&garbled) {
            prop_assert_eq!(&done.text, &text);
            let mut last = 0;
            for (at, c) in done.text.char_indices() {
                let original = done.map.to_original(at);
                prop_assert!(original >= last && garbled.is_char_boundary(original));
                if c.is_ascii() {
                    prop_assert_eq!(garbled.as_bytes()[original], c as u8);
                }
                last = original;
            }
            prop_assert_eq!(done.map.to_original(done.text.len()), garbled.len());
        }
    }

    #[test]
    fn any_bytes_decode_or_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        if let Ok(source) = Source::new("a.md", bytes) {
            for at in 0..=source.text().len() {
                source.position(at as u32);
            }
        }
    }
}
