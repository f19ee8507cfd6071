"""The measurements: each beside its limit or its peer in one run, as a ratio.

``measure``    rounds that alternate the order, medians, and the refusal to report from a restless machine
``workloads``  one file a workload of docs/performance.md
"""
