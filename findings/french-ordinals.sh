#!/bin/bash
# num2words 0.5.14: French ordinals of the numbers that end in "vingts" or "cents" keep the plural's s.
#
# Behaviour: 80 and 200 come back as "quatre-vingtsième" and "deux centsième". No such words exist:
# French drops the s before -ième (quatre-vingtième, deux centième), so that a voice says a z that
# is not there. Streets are called so all over Quebec (80e Avenue, 200e Rue). An amount of whole
# millions lacks its "de" ("un million euros" for "un million d'euros").
#
# Seen on 2026-11-29:
#   80 quatre-vingtsième
#   200 deux centsième
#   380 trois cent quatre-vingtsième
#   1000000 un million euros
#
# Exits with 1 when any of this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check num2words==0.5.14
cat >"$folder/expected" <<'TEXT'
80 quatre-vingtsième
200 deux centsième
380 trois cent quatre-vingtsième
1000000 un million euros
TEXT
"$folder/venv/bin/python" >"$folder/seen" <<'PYTHON'
from num2words import num2words

for number in (80, 200, 380):
    print(number, num2words(number, lang="fr", to="ordinal"))
amount = num2words(1_000_000.0, lang="fr", to="currency", currency="EUR")
print(1_000_000, amount.partition(" et ")[0])
PYTHON
cat "$folder/seen"
diff "$folder/expected" "$folder/seen" || exit 1
