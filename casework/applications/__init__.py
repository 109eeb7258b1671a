"""Applications for disclosure (依申请公开): eight steps, their clocks, and table 3.

The modules are imported one by one; this package itself imports none, for the tables need its
codes.
"""
