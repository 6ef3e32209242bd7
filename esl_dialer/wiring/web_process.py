"""The web process: pages and API."""

from esl_dialer.outbound import notifiers, sftp
from esl_dialer.runtime.listening import cannot_listen
from esl_dialer.services.context import Context
from esl_dialer.worker.audio import trim_cache
from webui.ports import Ports
from webui.server import serve


def run(ctx: Context) -> int:
    """Serve until stopped; the exit code. Raises ConfigError when the port can't be had."""
    config = ctx.config
    doors = Ports(
        trim_cache=lambda most: trim_cache(config.audio_dir, most),
        courier=sftp.COURIER,
        couriers=notifiers.COURIERS,
    )
    try:
        return serve(ctx, config, doors)
    except OSError as error:
        raise cannot_listen(error, "port", config.host, config.port) from error
