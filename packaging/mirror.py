#!/usr/bin/env python3
"""Writes the repository that pre-commit users of the wheel name in their configuration.

    packaging/mirror.py ../planvet-pre-commit

It holds no code: pre-commit installs it with pip, and it depends on the planvet of the same version. Commit what this
wrote and tag it with the version, after the wheel was published. Needs Python 3.11.
"""

import pathlib
import re
import sys
import tomllib

HOME = pathlib.Path(__file__).resolve().parent.parent


def hooks() -> str:
    """The hook that compiles, turned into one that installs the wheel: all else stays as it is here."""
    manifest = (HOME / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    hook = next(hook for hook in re.split(r"^(?=- id: )", manifest, flags=re.MULTILINE) if hook.startswith("- id: planvet\n"))
    python, changed = re.subn(r"^  language: rust$", "  language: python\n  additional_dependencies: []", hook, flags=re.MULTILINE)
    if changed != 1:
        raise SystemExit(".pre-commit-hooks.yaml: the hook `planvet` has not one line `language: rust`")
    return "# Made by packaging/mirror.py of planvet; changes here are lost.\n" + python


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(f"usage: {sys.argv[0]} FOLDER")
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    version = tomllib.loads((HOME / "Cargo.toml").read_text(encoding="utf-8"))["package"]["version"]
    files = {path.name: path.read_text(encoding="utf-8") for path in (HOME / "packaging" / "mirror").iterdir()}
    files |= {name: (HOME / name).read_text(encoding="utf-8") for name in ("LICENSE-APACHE", "LICENSE-MIT")}
    files[".pre-commit-hooks.yaml"] = hooks()
    for name, text in files.items():
        (folder / name).write_text(text.replace("@VERSION@", version), encoding="utf-8", newline="\n")
    print(f"{folder}: planvet {version}")


if __name__ == "__main__":
    main()
