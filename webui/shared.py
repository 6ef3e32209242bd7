"""What all requests of one web process share: kept in the application as it is made."""

from flask import current_app

from esl_dialer.services.context import Context
from esl_dialer.services.system.store_watch import StoreWatch
from webui.exports import Exports
from webui.live import Live
from webui.metrics import Metrics
from webui.ports import Ports
from webui.readings import Readings


def base() -> Context:
    """Of the installation: nobody's, before a request's user is known."""
    ctx: Context = current_app.config["BASE_CONTEXT"]
    return ctx


def doors() -> Ports:
    given: Ports = current_app.extensions["doors"]
    return given


def exports() -> Exports:
    running: Exports = current_app.extensions["exports"]
    return running


def live() -> Live:
    told: Live = current_app.extensions["live"]
    return told


def metrics() -> Metrics:
    collector: Metrics = current_app.extensions["metrics"]
    return collector


def store_watch() -> StoreWatch:
    kept: StoreWatch = current_app.extensions["store_watch"]
    return kept


def readings() -> Readings:
    kept: Readings = current_app.extensions["readings"]
    return kept
