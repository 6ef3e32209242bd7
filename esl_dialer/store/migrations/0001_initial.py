"""The first schema."""

from typing import Any

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    CompositeKey,
    FloatField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


def up(migrator: Any, db: Any) -> None:
    class User(Model):
        username = CharField(unique=True, max_length=64)
        password_hash = CharField()
        full_name = CharField(max_length=128, default="")
        email = CharField(max_length=254, default="")
        language = CharField(max_length=32, default="en")
        active = BooleanField(default=True)
        must_change_password = BooleanField(default=False)
        session_epoch = IntegerField(default=0)
        created_at = BigIntegerField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "user_account"

    db.create_tables([User])

    class Role(Model):
        name = CharField(primary_key=True, max_length=32)
        title = CharField(max_length=64)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "role"

    db.create_tables([Role])

    class RolePermission(Model):
        role = ForeignKeyField(Role, on_delete="CASCADE")
        permission = CharField(max_length=64)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "role_permission"
            primary_key = CompositeKey("role", "permission")

    db.create_tables([RolePermission])

    class UserRole(Model):
        user = ForeignKeyField(User, on_delete="CASCADE")
        role = ForeignKeyField(Role, on_delete="CASCADE")

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "user_role"
            primary_key = CompositeKey("user", "role")

    db.create_tables([UserRole])

    class Audit(Model):
        at = BigIntegerField(index=True)
        actor = CharField(max_length=64)
        action = CharField(max_length=64)
        subject = CharField(max_length=128, default="")
        detail = TextField(default=dict)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "audit"

    db.create_tables([Audit])

    class Setting(Model):
        key = CharField(primary_key=True, max_length=64)
        value = TextField()
        updated_at = BigIntegerField()
        updated_by = CharField(max_length=64, default="")

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "setting"

    db.create_tables([Setting])

    class Campaign(Model):
        name = CharField(unique=True, max_length=128)
        kind = CharField(max_length=32)
        language = CharField(max_length=32, default="en")
        run_state = CharField(index=True, max_length=32, default="draft")
        run_reason = CharField(max_length=64, default="")
        run_state_at = BigIntegerField(null=True)
        audio_state = CharField(max_length=32, default="none")
        run_number = IntegerField(default=1)
        simulated = BooleanField(default=False)
        template_en = TextField(default="")
        template_fr = TextField(default="")
        template_version = IntegerField(default=1)
        empty_variable = CharField(max_length=16, default="skip_sentence")
        engine = CharField(max_length=32, default="")
        voice_en = CharField(max_length=64, default="")
        voice_fr = CharField(max_length=64, default="")
        transfer_number = CharField(max_length=32, default="")
        caller_ids = TextField(default=list)
        cpm = FloatField(default=10.0)
        dial_order = CharField(max_length=32, default="random")
        window_start = IntegerField(default=540)
        window_end = IntegerField(default=1125)
        saturday = BooleanField(default=False)
        sunday = BooleanField(default=False)
        ring_timeout = IntegerField(default=30)
        longest_call = IntegerField(default=3600)
        max_live = IntegerField(default=0)
        max_transfers = IntegerField(default=0)
        max_attempts = IntegerField(default=6)
        retry_minutes = IntegerField(default=240)
        retry_policy = TextField(default=dict)
        priority = IntegerField(default=1)
        next_start_at = BigIntegerField(null=True)
        archived_at = BigIntegerField(null=True)
        created_at = BigIntegerField()
        updated_at = BigIntegerField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "campaign"

    db.create_tables([Campaign])

    class CampaignRun(Model):
        campaign = ForeignKeyField(Campaign, on_delete="CASCADE")
        number = IntegerField()
        started_at = BigIntegerField()
        ended_at = BigIntegerField(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "campaign_run"
            primary_key = CompositeKey("campaign", "number")

    db.create_tables([CampaignRun])

    class List(Model):
        campaign = ForeignKeyField(Campaign, on_delete="CASCADE")
        name = CharField(max_length=128)
        file_name = CharField()
        stored_path = CharField(max_length=512)
        sha256 = CharField(max_length=64)
        status = CharField(max_length=16, default="pending")
        duplicates = CharField(max_length=16, default="skip")
        options = TextField(default=dict)
        rows_read = IntegerField(default=0)
        rows_good = IntegerField(default=0)
        rows_bad = IntegerField(default=0)
        rows_duplicate = IntegerField(default=0)
        rows_total = IntegerField(null=True)
        error = TextField(default="")
        created_at = BigIntegerField()
        finished_at = BigIntegerField(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "list"
            indexes = ((("campaign", "sha256"), False),)

    db.create_tables([List])

    class RowError(Model):
        list = ForeignKeyField(List, on_delete="CASCADE")
        line = IntegerField()
        column = CharField(max_length=64)
        value = TextField(default="")
        reason = CharField()
        warning = BooleanField(default=False)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "row_error"

    db.create_tables([RowError])

    class Record(Model):
        campaign = ForeignKeyField(Campaign, on_delete="CASCADE")
        list = ForeignKeyField(List, null=True, on_delete="SET NULL")
        position = IntegerField()
        account = CharField(max_length=64)
        person_key = CharField(max_length=64, default="")
        full_name = CharField()
        province = CharField(max_length=8)
        fields = TextField(default=dict)
        custom = TextField(default=dict)
        status = CharField(max_length=32, default="pending")
        last_outcome = CharField(null=True, max_length=32)
        resolution = CharField(max_length=32, default="")
        attempts = IntegerField(default=0)
        refusals = IntegerField(default=0)
        next_phone = IntegerField(default=0)
        gate = CharField(max_length=128)
        ready = BooleanField(default=False)
        random_key = BigIntegerField()
        not_before = BigIntegerField(null=True)
        scheduled_for = BigIntegerField(null=True)
        owner_agent = CharField(max_length=64, default="")
        priority = IntegerField(default=0)
        heard_at = BigIntegerField(null=True)
        last_attempt_at = BigIntegerField(null=True)
        audio = CharField(max_length=32, default="none")
        audio_path = CharField(default="")
        audio_ms = IntegerField(default=0)
        audio_text = TextField(default="")
        audio_version = IntegerField(default=0)
        audio_error = CharField(default="")
        apology_path = CharField(default="")
        acknowledgement_path = CharField(default="")
        created_at = BigIntegerField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "record"
            indexes = (
                (("campaign", "account"), True),
                (("campaign", "gate", "ready", "position"), False),
                (("campaign", "gate", "ready", "random_key"), False),
                (("campaign", "status", "not_before"), False),
                (("campaign", "priority", "ready"), False),
                (("campaign", "audio"), False),
            )

    db.create_tables([Record])

    class Phone(Model):
        record = ForeignKeyField(Record, on_delete="CASCADE")
        position = IntegerField()
        number = CharField(index=True, max_length=20)
        extension = CharField(max_length=12, default="")
        kind = CharField(max_length=16, default="")
        as_given = CharField(max_length=64, default="")
        invalid = BooleanField(default=False)
        dialed = IntegerField(default=0)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "phone"
            indexes = ((("record", "position"), True),)

    db.create_tables([Phone])

    class Stop(Model):
        scope = CharField(max_length=32)
        value = CharField(max_length=64)
        reason = CharField(max_length=32)
        note = CharField(default="")
        attempt_id = CharField(max_length=36, default="")
        created_at = BigIntegerField()
        created_by = CharField(max_length=64, default="")

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "stop"
            indexes = ((("scope", "value"), True),)

    db.create_tables([Stop])

    class Disposition(Model):
        code = CharField(primary_key=True, max_length=32)
        title = CharField(max_length=64)
        final = BooleanField(default=False)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "disposition"

    db.create_tables([Disposition])

    class Claim(Model):
        record = ForeignKeyField(Record, primary_key=True, on_delete="CASCADE")
        attempt_id = CharField(max_length=36)
        owner = CharField(max_length=128)
        claimed_at = BigIntegerField()
        expires_at = BigIntegerField(null=True)
        skips = IntegerField(default=0)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "claim"

    db.create_tables([Claim])

    class Attempt(Model):
        id = CharField(primary_key=True, max_length=36)
        campaign = ForeignKeyField(Campaign, on_delete="CASCADE")
        record = ForeignKeyField(Record, on_delete="CASCADE")
        phone = ForeignKeyField(Phone, null=True, on_delete="SET NULL")
        list_id = IntegerField(null=True)
        run = IntegerField()
        number = CharField(max_length=20)
        caller_id = CharField(max_length=20, default="")
        transfer_number = CharField(max_length=20, default="")
        transfer_leg = CharField(max_length=36, default="")
        province = CharField(max_length=8, default="")
        simulated = BooleanField(default=False)
        owner = CharField(max_length=128)
        switch_core = CharField(max_length=36, default="")
        linked_to = CharField(max_length=36, default="")
        state = CharField(max_length=32, default="claimed")
        outcome = CharField(null=True, max_length=32)
        disposition = CharField(max_length=32, default="")
        cause = CharField(max_length=64, default="")
        sip_status = IntegerField(default=0)
        step = CharField(max_length=16, default="")
        key = CharField(max_length=1, default="")
        keys = CharField(max_length=32, default="")
        claimed_at = BigIntegerField()
        start_at = BigIntegerField()
        sent_at = BigIntegerField(null=True)
        created_at = BigIntegerField(null=True)
        ringing_at = BigIntegerField(null=True)
        answered_at = BigIntegerField(null=True)
        message_at = BigIntegerField(null=True)
        bridged_at = BigIntegerField(null=True)
        ended_at = BigIntegerField(null=True)
        settled_at = BigIntegerField(null=True)
        absent_sweeps = IntegerField(default=0)
        message_text = TextField(default="")
        template_version = IntegerField(default=0)
        voice = CharField(max_length=64, default="")
        audio_path = CharField(default="")
        audio_ms = IntegerField(default=0)
        decision = TextField(default=dict)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "attempt"
            indexes = (
                (("state", "campaign"), False),
                (("campaign", "claimed_at"), False),
                (("record", "claimed_at"), False),
                (("settled_at",), False),
            )

    db.create_tables([Attempt])

    class Leg(Model):
        uuid = CharField(primary_key=True, max_length=36)
        attempt = ForeignKeyField(Attempt, null=True, on_delete="CASCADE")
        role = CharField(max_length=32)
        switch_core = CharField(max_length=36, default="")
        state = CharField(max_length=32, default="dialing")
        cause = CharField(max_length=64, default="")
        created_at = BigIntegerField()
        ended_at = BigIntegerField(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "leg"

    db.create_tables([Leg])

    class Lease(Model):
        name = CharField(primary_key=True, max_length=32)
        owner = CharField(max_length=128)
        expires_at = BigIntegerField()
        detail = TextField(default=dict)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "lease"

    db.create_tables([Lease])

    class Rate(Model):
        name = CharField(primary_key=True, max_length=32)
        next_start_at = BigIntegerField(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "rate"

    db.create_tables([Rate])

    class Act(Model):
        kind = CharField(max_length=32)
        payload = TextField(default=dict)
        created_at = BigIntegerField()
        created_by = CharField(max_length=64, default="")
        stale_at = BigIntegerField()
        claimed_by = CharField(max_length=64, default="")
        done_at = BigIntegerField(null=True)
        answer = TextField(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "act"

    db.create_tables([Act])

    class DailyRun(Model):
        task = CharField(max_length=32)
        day = CharField(max_length=10)
        status = CharField(max_length=16, default="pending")
        tries = IntegerField(default=0)
        detail = TextField(default="")
        updated_at = BigIntegerField()

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "daily_run"
            primary_key = CompositeKey("task", "day")

    db.create_tables([DailyRun])

    class AudioJob(Model):
        campaign = ForeignKeyField(Campaign, on_delete="CASCADE")
        mode = CharField(max_length=16)
        status = CharField(index=True, max_length=16, default="pending")
        total = IntegerField(default=0)
        done = IntegerField(default=0)
        failed = IntegerField(default=0)
        stop_requested = BooleanField(default=False)
        owner = CharField(max_length=128, default="")
        error = TextField(default="")
        created_at = BigIntegerField()
        finished_at = BigIntegerField(null=True)
        heartbeat_at = BigIntegerField(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "audio_job"

    db.create_tables([AudioJob])

    class Outbox(Model):
        at = BigIntegerField(index=True)
        kind = CharField(max_length=32)
        campaign_id = IntegerField(null=True)
        payload = TextField(default=dict)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "outbox"

    db.create_tables([Outbox])


def down(migrator: Any, db: Any) -> None:
    migrator.migrate(migrator.drop_table("outbox"))
    migrator.migrate(migrator.drop_table("audio_job"))
    migrator.migrate(migrator.drop_table("daily_run"))
    migrator.migrate(migrator.drop_table("act"))
    migrator.migrate(migrator.drop_table("rate"))
    migrator.migrate(migrator.drop_table("lease"))
    migrator.migrate(migrator.drop_table("leg"))
    migrator.migrate(migrator.drop_table("attempt"))
    migrator.migrate(migrator.drop_table("claim"))
    migrator.migrate(migrator.drop_table("disposition"))
    migrator.migrate(migrator.drop_table("stop"))
    migrator.migrate(migrator.drop_table("phone"))
    migrator.migrate(migrator.drop_table("record"))
    migrator.migrate(migrator.drop_table("row_error"))
    migrator.migrate(migrator.drop_table("list"))
    migrator.migrate(migrator.drop_table("campaign_run"))
    migrator.migrate(migrator.drop_table("campaign"))
    migrator.migrate(migrator.drop_table("setting"))
    migrator.migrate(migrator.drop_table("audit"))
    migrator.migrate(migrator.drop_table("user_role"))
    migrator.migrate(migrator.drop_table("role_permission"))
    migrator.migrate(migrator.drop_table("role"))
    migrator.migrate(migrator.drop_table("user_account"))
