"""How long a test waits for what surely comes, from another process or a browser.

It ends only a test that fails, so it is generous: beside busy processes everything takes its time.
A bound that is itself what a test is about stands in that test.
"""

PATIENCE_S = 300.0
PATIENCE_MS = PATIENCE_S * 1000
