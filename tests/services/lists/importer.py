"""Continue an import in a process of its own, saying each chunk, to be killed at any instant."""

import sys
from pathlib import Path

from esl_dialer.services.lists.importing import continue_import
from esl_dialer.store.database import open_database
from tests.services.lists.helpers import fixed, now

if __name__ == "__main__":
    data_dir, list_id = Path(sys.argv[1]), int(sys.argv[2])
    open_database(f"sqlite:///{data_dir / 'dialer.db'}")
    continue_import(
        list_id, data_dir, now, chunk=fixed(3), progress=lambda p: print(p.rows_read, flush=True)
    )
