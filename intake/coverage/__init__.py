"""Work report coverage (工作报告对照): which key task comes from which sentence, and what no task covers."""

from intake.coverage.found import Coverage, Gap, TaskTrace
from intake.coverage.tracing import trace

__all__ = ["Coverage", "Gap", "TaskTrace", "trace"]
