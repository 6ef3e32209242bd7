"""Whether the long tests run at their whole length.

They take half of the suite's time at it, and the runs between two releases find what one would.
"""

import os

WHOLE = "WHOLE_TESTS" in os.environ
