//! What somebody says to planvet itself.

use super::defects;
use crate::clean::{Clean, Mutant};

defects! {
    "unused-ignore" "an ignore outlives its reason" idle_ignore;
    "unknown-rule" "an ignore names no rule" mistyped_ignore;
    "ignore-without-reason" "an ignore does not say why" bare_ignore;
}

fn idle_ignore(clean: &Clean) -> Vec<Mutant> {
    clean.at_end("Bring the keys. <!-- planvet-ignore chat-residue: nobody talks here -->")
}

fn mistyped_ignore(clean: &Clean) -> Vec<Mutant> {
    clean.at_end("Bring the keys. <!-- planvet-ignore chat-rests: a name of old -->")
}

fn bare_ignore(clean: &Clean) -> Vec<Mutant> {
    clean.at_end("Would you like me to bring the keys? <!-- planvet-ignore chat-residue -->")
}
