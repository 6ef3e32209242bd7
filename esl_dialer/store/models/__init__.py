"""The tables. Only ``esl_dialer.store`` sees these classes; everything else sees core values.

Read with docs/decisions.md ("Room for what comes next"): legs, claims, runs, lists, stops
and the outbox are tables from the first migration, so that agents, call-backs and recurring lists
need no rebuilding.
"""

from typing import Any

from esl_dialer.store.models.agents import (
    Agent,
    AgentCampaign,
    AgentTime,
    Note,
    PauseReason,
    Preview,
    Skip,
)
from esl_dialer.store.models.api import ApiToken, KeptAnswer
from esl_dialer.store.models.base import Table, database
from esl_dialer.store.models.calls import Attempt, Claim, Leg
from esl_dialer.store.models.deliveries import DeliveryRow
from esl_dialer.store.models.dispositions import (
    DispositionChoice,
    DispositionRow,
    DispositionSet,
    Promise,
    SaidOfCall,
)
from esl_dialer.store.models.dnc_imports import DncImport
from esl_dialer.store.models.fetches import ListFetch
from esl_dialer.store.models.filters import CampaignFilter, Filter
from esl_dialer.store.models.gateways import Gateway, GatewayRest
from esl_dialer.store.models.law import LawChange, LawDecision, LawPack
from esl_dialer.store.models.lists import (
    CallBack,
    Campaign,
    CampaignList,
    CampaignRun,
    DncList,
    GateRenewal,
    List,
    ListImport,
    Message,
    Overwritten,
    Person,
    Phone,
    Record,
    RowError,
    Stop,
)
from esl_dialer.store.models.machinery import (
    Act,
    AudioJob,
    DailyRun,
    Lease,
    Outbox,
    Rate,
    SwitchAddress,
)
from esl_dialer.store.models.mappings import ColumnMapping
from esl_dialer.store.models.noted import Consent, PersonStop
from esl_dialer.store.models.notices import Notice, NoticeSending, Reader
from esl_dialer.store.models.restoring import Epoch, FoundCall, HeldCampaign, Restoration
from esl_dialer.store.models.staff import (
    Audit,
    Guess,
    RecoveryCode,
    Role,
    RolePermission,
    Session,
    Setting,
    User,
    UserRole,
)
from esl_dialer.store.models.tallies import (
    RecordTally,
    ResultDayTally,
    ResultHourTally,
    ResultTally,
)
from esl_dialer.store.models.views import CampaignView, DefaultView

TABLES: list[type[Any]] = [
    User, RecoveryCode, Session, Guess, Role, RolePermission, UserRole, Audit, Setting,
    Campaign, CampaignRun, List, ListImport, RowError, CampaignList, Person, Record, Phone, Message,
    CallBack, Stop, PersonStop, Consent, DncList, DncImport, Overwritten,
    ColumnMapping, ListFetch, Filter, CampaignFilter, CampaignView, DefaultView, GateRenewal,
    LawChange, LawPack, LawDecision,
    Claim, Attempt, Leg, Gateway, GatewayRest,
    DispositionRow, DispositionSet, DispositionChoice, SaidOfCall, Promise,
    Lease, SwitchAddress, Rate, Act, DailyRun, AudioJob, Outbox, DeliveryRow,
    ApiToken, KeptAnswer,
    RecordTally, ResultTally, ResultDayTally, ResultHourTally,
    Notice, NoticeSending, Reader,
    Agent, AgentCampaign, AgentTime, PauseReason, Note, Preview, Skip,
    Epoch, Restoration, HeldCampaign, FoundCall,
]  # fmt: skip

__all__ = [
    "TABLES",
    "Act",
    "Agent",
    "AgentCampaign",
    "AgentTime",
    "ApiToken",
    "Attempt",
    "AudioJob",
    "Audit",
    "CallBack",
    "Campaign",
    "CampaignFilter",
    "CampaignList",
    "CampaignRun",
    "CampaignView",
    "Claim",
    "ColumnMapping",
    "Consent",
    "DailyRun",
    "DefaultView",
    "DeliveryRow",
    "DispositionChoice",
    "DispositionRow",
    "DispositionSet",
    "DncImport",
    "DncList",
    "Epoch",
    "Filter",
    "FoundCall",
    "GateRenewal",
    "Gateway",
    "GatewayRest",
    "Guess",
    "HeldCampaign",
    "KeptAnswer",
    "LawChange",
    "LawDecision",
    "LawPack",
    "Lease",
    "Leg",
    "List",
    "ListFetch",
    "ListImport",
    "Message",
    "Note",
    "Notice",
    "NoticeSending",
    "Outbox",
    "Overwritten",
    "PauseReason",
    "Person",
    "PersonStop",
    "Phone",
    "Preview",
    "Promise",
    "Rate",
    "Reader",
    "Record",
    "RecordTally",
    "RecoveryCode",
    "Restoration",
    "ResultDayTally",
    "ResultHourTally",
    "ResultTally",
    "Role",
    "RolePermission",
    "RowError",
    "SaidOfCall",
    "Session",
    "Setting",
    "Skip",
    "Stop",
    "SwitchAddress",
    "Table",
    "User",
    "UserRole",
    "database",
]
