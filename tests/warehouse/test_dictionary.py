from pathlib import Path

import warehouse.dictionary
from warehouse.dictionary import FILE_NAME, render


def test_the_data_dictionary_is_what_the_contract_says() -> None:
    written = Path(warehouse.dictionary.__file__).with_name(FILE_NAME).read_text(encoding="utf-8")
    assert written == render(), "write it anew: python -m warehouse.dictionary"
