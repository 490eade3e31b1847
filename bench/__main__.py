"""All benchmarks, one after another: `make bench`. Each prints ratios against a yardstick of the same run."""

import subprocess
import sys

PARTS = ("bench.reading", "bench.ticking", "bench.mailing", "bench.legs", "bench.leg_lag", "bench.memory")


def main() -> int:
    """Run each part in a process of its own; the worst exit status is ours."""
    worst = 0
    for part in PARTS:
        print(f"\n== {part}", flush=True)
        worst = max(worst, subprocess.run([sys.executable, "-m", part], check=False).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
