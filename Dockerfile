# The dialer's own image, made by scripts/setup as on any Debian 12: it alone knows what is needed.

# Everything that is only needed to make it (npm, pip's and npm's downloads) stays in this stage.
FROM docker.io/library/debian:bookworm-slim AS made
WORKDIR /srv/esl-dialer
COPY . .
RUN scripts/setup && rm -rf node_modules && .venv/bin/python -m compileall -q esl_dialer ivr webui

FROM docker.io/library/debian:bookworm-slim
WORKDIR /srv/esl-dialer
COPY --from=made /srv/esl-dialer .
# What is there already is not made again: this installs the Debian packages that it runs with.
RUN scripts/setup && rm -rf /var/lib/apt/lists/*
# Lists, audio and the database are in /data, a volume that belongs to whoever runs the dialer.
RUN useradd --uid 1000 --no-create-home dialer && install --directory --owner dialer /data
ENV PATH=/srv/esl-dialer/.venv/bin:$PATH ESL_DIALER_DATA=/data
USER dialer
HEALTHCHECK --start-period=30s --timeout=10s CMD python -c \
  "from urllib.request import urlopen; urlopen('http://127.0.0.1:${ESL_DIALER_PORT:-8080}/readyz')"
CMD ["esl-dialer", "serve"]
