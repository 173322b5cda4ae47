"""Renews the template and the catalogues of texts, and lists what is not translated: `make words`."""

from __future__ import annotations

from tests.languages.catalogues import FOLDER, catalogue, languages, missing, renew
from tests.languages.texts import ROOT


def main() -> None:
    """Renew all, and say what each language lacks."""
    renew()
    for language in languages():
        lacking = missing(catalogue(language))
        path = (FOLDER / f"{language}.po").relative_to(ROOT)
        print(f"{path}: " + (f"{len(lacking)} texts are not translated:" if lacking else "all is translated"))
        for message in lacking:
            print(f"  {(message.id[0] if message.pluralizable else message.id)!r}")


if __name__ == "__main__":
    main()
