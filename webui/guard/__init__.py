"""Who is let in: permissions, throttles, the proxy in front."""
