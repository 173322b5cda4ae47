"""`make bench`: what has to be fast, each beside what it is measured against. Prints tables and asserts nothing."""

from __future__ import annotations

from tests.benchmarks import bench_channels, bench_engine, bench_files, bench_start, bench_training, bench_window


def main() -> None:
    """All benchmarks; those of the window before the long tables of the engine."""
    bench_start.main()
    bench_window.main()
    bench_channels.main()
    print("\nFiles that are refused")
    bench_files.main()
    print("\nTraining")
    bench_training.main()
    print("\nConvolution")
    bench_engine.main()


if __name__ == "__main__":
    main()
