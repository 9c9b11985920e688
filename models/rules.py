"""The settings of the office's rules, by rule name; the law stands here as data, never in code."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, model_validator

from models.base import Fact, Ref, Window, kebab
from models.clock import Minute
from models.rule_packs import Pack, pack_of, with_pack


class Setting(Fact):
    """The settings of one rule; names are written with hyphens."""

    model_config = Fact.model_config | {"alias_generator": kebab}


class FreezeSetting(Setting):
    """Visits that begin soon keep their time: the patient is already on the way."""

    contact_lead: int = Field(
        default=75, ge=0, le=1440, description="Minutes ahead of 'now' within which times stay."
    )


class NoticeSetting(Setting):
    """How long before an earlier start a patient must be asked."""

    minutes: int = Field(default=90, ge=0, le=2880)
    fasting_minutes: int = Field(default=1440, ge=0, le=2880)


class MovabilitySetting(Setting):
    """How far visits that were not hit may be moved."""

    bystander_minutes: int = Field(default=60, ge=0, le=1440)


class DueDateSetting(Setting):
    """Whether a visit may be put on a day after its due date, at a price."""

    late_allowed: bool = False


class SpecialtySetting(Setting):
    """How far down the ladder of cover a visit may go.

    The ladder: 0 own provider, 1 same care team, 2 same specialty, 3 anybody who may do it.
    """

    furthest_rung: int = Field(default=3, ge=0, le=3)


class VideoSetting(Setting):
    """Whether visits booked in person may be turned into video visits."""

    convert: bool = True


class OtherSiteSetting(Setting):
    """Whether patients may be asked to come to another site."""

    offer: bool = True


class HeldSlotSetting(Setting):
    """How many of a provider's held slots may be given to displaced patients, and from when."""

    release: int = Field(default=2, ge=0, description="At most this many per provider.")
    keep: int = Field(default=0, ge=0, description="This many per site stay free …")
    keep_until: Minute = Field(default=0, description="… while 'now' is before this time.")


class ProtectedTimeSetting(Setting):
    """How many protected blocks of one person may be converted on one day."""

    convert: int = Field(default=1, ge=0)


class LoadSetting(Setting):
    """What one provider may be asked to carry; never tighter than the published plan was."""

    added_visits: int | None = Field(default=4, ge=0, description="Beyond the published ones.")
    added_minutes: int | None = Field(default=None, ge=0)
    session_visits: int | None = Field(default=None, ge=1, description="Per session.")
    session_split: Minute = Field(default=12 * 60 + 30, description="When the afternoon begins.")
    consecutive_minutes: int | None = Field(
        default=None, ge=1, description="Longest run of visits without a free minute."
    )
    new_patient_gap: int = Field(
        default=0, ge=0, description="Minutes between two new patients of one provider; 0: any."
    )
    points: int | None = Field(default=None, ge=1, description="Complexity points a day.")


class OvertimeSetting(Setting):
    """How long after the end of a shift a provider may still be seeing patients."""

    minutes: int = Field(default=30, ge=0, le=240)


class RoomSetting(Setting):
    """How rooms are turned over and shared out."""

    turnover: int = Field(default=0, ge=0, le=120, description="Minutes to clean after a visit.")
    per_provider: int | None = Field(
        default=None, ge=1, description="Rooms one provider's patients may hold at a time."
    )


class DutySetting(Setting):
    """How people rotate through duties."""

    step: int = Field(default=30, ge=5, le=240, description="Assignments start on this grid.")
    shortest: int = Field(default=60, ge=0, le=480, description="Shortest new assignment.")
    changes_per_person: int | None = Field(
        default=None, ge=0, description="New duties one person may be given on the day."
    )


class SupportRatioSetting(Setting):
    """Support staff free for patients, at the least, for each provider at work."""

    task: Ref | None = Field(default=None, description="The task that they must be able to do.")
    per_provider: float = Field(default=0.5, ge=0, le=10)


class BreakKind(StrEnum):
    """The kinds of breaks."""

    MEAL = "meal"
    REST = "rest"


class Entitlement(Setting):
    """A break that a shift of a certain length brings with it."""

    kind: BreakKind = BreakKind.MEAL
    minutes: int = Field(default=30, ge=5, le=120)
    over_minutes: int = Field(
        default=300, ge=0, description="Due when more than this is worked on the day."
    )
    not_before: int = Field(
        default=0, ge=0, description="Starts at least this long after the start of work."
    )
    start_by: int = Field(
        default=300, ge=0, description="Starts at most this long after the start of work."
    )
    between: Window | None = Field(
        default=None, description="Also starts in this window, to stagger the office's lunches."
    )
    roles: tuple[str, ...] = Field(default=(), description="For these roles; empty: for all.")


class BreakSetting(Setting):
    """The breaks that the law or the contract gives; each entitlement is one break."""

    entitlements: tuple[Entitlement, ...] = ()
    step: int = Field(default=15, ge=5, le=60, description="Break starts are offered on this grid.")


class DoubleBookingSetting(Setting):
    """Whether visits that were hit may be placed in the time of another visit."""

    per_session: int = Field(
        default=0, ge=0, description="At most this many per provider and session; 0: never."
    )
    apart: int = Field(default=60, ge=0, le=720, description="Minutes between two of them.")


class FamilySetting(Setting):
    """How near to one another the visits of a family are kept."""

    within: int = Field(
        default=60, ge=0, le=1440, description="Minutes between when two of them are seen."
    )


class DurationRiskSetting(Setting):
    """Whether time is kept for visits that take longer than planned."""

    robust: bool = Field(
        default=False, description="A new visit's 'p80' must fit before the provider's next one."
    )


class TransferSetting(Setting):
    """When people of the staff may be sent to another site on the day."""

    lead: int = Field(default=30, ge=0, le=480, description="Minutes from now to leaving.")
    donor_minimum: bool = Field(
        default=True, description="Nobody leaves a site whose duties would be short without them."
    )


class AttendantSetting(Setting):
    """Who may be with patient and provider as interpreter or chaperone."""

    interpreter: Ref | None = Field(
        default=None, description="The task of interpreting; left out: whoever is no provider."
    )
    chaperone: Ref | None = Field(
        default=None, description="The task of a chaperone; left out: whoever is no provider."
    )
    gender: bool = Field(
        default=False, description="A chaperone is of the gender that the patient asks for."
    )


class CapSetting(Setting):
    """Hard caps on what the engine may choose to change for people who were not hit."""

    bystander_calls: int | None = Field(
        default=None, ge=0, description="At most this many people not hit are called."
    )


class Rules(Setting):
    """Every rule that has settings, by name; what is left out is the pack's, or has its default."""

    pack: Ref | Pack = Field(
        default="none", description="The rule pack underneath: a name, or a pack written out."
    )
    offer_step: int = Field(default=5, ge=1, le=60, description="Offered starts lie on this grid.")
    freeze: FreezeSetting = FreezeSetting()
    notice: NoticeSetting = NoticeSetting()
    movability: MovabilitySetting = MovabilitySetting()
    due_date: DueDateSetting = DueDateSetting()
    specialty: SpecialtySetting = SpecialtySetting()
    video: VideoSetting = VideoSetting()
    other_site: OtherSiteSetting = OtherSiteSetting()
    held_slots: HeldSlotSetting = HeldSlotSetting()
    protected_time: ProtectedTimeSetting = ProtectedTimeSetting()
    load: LoadSetting = LoadSetting()
    overtime: OvertimeSetting = OvertimeSetting()
    rooms: RoomSetting = RoomSetting()
    duties: DutySetting = DutySetting()
    support_ratio: SupportRatioSetting = SupportRatioSetting()
    breaks: BreakSetting = BreakSetting()
    double_booking: DoubleBookingSetting = DoubleBookingSetting()
    duration_risk: DurationRiskSetting = DurationRiskSetting()
    families: FamilySetting = FamilySetting()
    transfers: TransferSetting = TransferSetting()
    attendants: AttendantSetting = AttendantSetting()
    caps: CapSetting = CapSetting()

    @model_validator(mode="before")
    @classmethod
    def _on_the_pack(cls, rules: object) -> object:
        return with_pack(rules)

    def sources(self, rule: str) -> tuple[str, ...]:
        """Return where the pack has a rule's settings from; nothing when it says none."""
        pack = self.pack if isinstance(self.pack, Pack) else pack_of(self.pack)
        return pack.sources(rule)
