"""A source of legs that is no database, and the view of a key task as tests like it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from prefect.events.worker import EventsWorker

from flows.key_task import Source
from flows.leg_view import LegView, Strand

STRANDS = (
    Strand("配合 市财政局", "已报送", overdue=False),
    Strand("节点 2026-06-30 计划制定", "逾期", overdue=True, remark="应于2026-06-25前报送"),
)


def a_view(number: int = 18, standing: str = "待报送", *, tags: tuple[str, ...] = ()) -> LegView:
    """A key task with one supporting unit, and one milestone that is overdue."""
    return LegView(
        run_name=f"2026-{number:03} 制造强市{{行动}}计划 · 牵头 市工信局 · 提前5个工作日",
        standing=standing,
        remark="下一次 2026-06-25",
        tags=(f"重点工作 {number:03}", *tags),
        strands=STRANDS,
        obligations=({"单位": "市工信局", "状态": standing},),
        progress=25,
        link=f"http://127.0.0.1:8300/key-tasks/{number}",
        artifact_key=f"plan-1-task-{number:03}-1",
        events=(("duban.test.changed", "提前5个工作日"),),
    )


@dataclass(frozen=True)
class Recorded:
    """One call of `record_leg`."""

    key_task_id: UUID | None
    flow_run_id: str
    name: str
    answers: tuple[UUID, ...]


@dataclass
class Desk:
    """Key tasks by id, and what was recorded of their legs."""

    tag: str = field(default_factory=lambda: f"试 {uuid4().hex[:8]}")
    key_tasks: dict[UUID, Callable[[], LegView]] = field(default_factory=dict)
    recorded: list[Recorded] = field(default_factory=list)
    left: dict[UUID, str] = field(default_factory=dict)

    def add(self, number: int = 18, standing: str = "待报送") -> UUID:
        return self.add_call(lambda: a_view(number, standing, tags=(self.tag,)))

    def add_call(self, view: Callable[[], LegView]) -> UUID:
        key_task_id = uuid4()
        self.key_tasks[key_task_id] = view
        return key_task_id

    def plan(self) -> LegView:
        return LegView(
            run_name="交办 云泽市2026年重点工作",
            standing="已交办",
            remark=f"{len(self.key_tasks)}项重点工作",
            tags=(f"计划 {self.tag}", "交办"),
            strands=(),
            obligations=({"项目": "重点工作", "数量": str(len(self.key_tasks))},),
            progress=100,
            link="http://127.0.0.1:8300/?plan=1",
            artifact_key="plan-1",
        )

    def leave(self, errors: Mapping[UUID, str]) -> None:
        self.left |= errors

    def source(self) -> Source:
        def record(key_task_id: UUID | None, run: UUID, name: str, answers: Sequence[UUID]) -> None:
            self.recorded.append(Recorded(key_task_id, str(run), name, tuple(answers)))

        return Source(
            leg_view=lambda key_task_id, _: self.key_tasks[key_task_id](),
            plan_view=lambda _plan, _requests: (self.plan(), list(self.key_tasks)),
            record_leg=record,
        )


def events_are_out() -> None:
    """Task runs reach the server as events: wait until they have left this process."""
    EventsWorker.instance().wait_until_empty()
