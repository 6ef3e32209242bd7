"""The pages: Flask, one blueprint per noun. Views parse, call one service, and show."""
