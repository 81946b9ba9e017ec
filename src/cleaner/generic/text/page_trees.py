"""The trees of the page guard.

Written by `make model`: see docs/line-model.md. Do not change it by hand.
"""

from __future__ import annotations

from collections.abc import Sequence

# fmt: off
# ruff: noqa: E501


def log_odds(row: Sequence[float]) -> float:
    """Return the logarithm of the odds that a text is an article and nothing else. The numbers of `row` are explained where they are made."""
    units, running_share, mean_size, stretch_share, running_count, apart, apart_share, apart_at_start, apart_at_end, apart_near_start, apart_near_end, most_apart_in_a_row, repeat_share, address_share, mark_share, question_share, = row
    odds = (
        (((-0.212 if apart_at_end <= 11.5 else -0.844) if apart_near_start <= 6.5 else (-0.664 if apart_near_end <= 4.5 else -1.075)) if apart_at_start <= 1.5 else ((-0.496 if apart_at_start <= 3.5 else -1.017) if most_apart_in_a_row <= 7.5 else (-0.8 if apart <= 23.5 else -1.129)))
        + (((0.434 if apart_at_end <= 8.5 else 0.036) if most_apart_in_a_row <= 26.5 else (0.285 if repeat_share <= 0.0558 else -0.109)) if apart_at_start <= 1.5 else ((0.293 if apart_at_start <= 3.5 else -0.151) if most_apart_in_a_row <= 7.5 else (0.054 if units <= 42.5 else -0.259)))
        + (((0.349 if most_apart_in_a_row <= 27.5 else (0.19 if repeat_share <= 0.193 else -0.108)) if apart_at_end <= 2.5 else (0.166 if repeat_share <= 0.0215 else -0.128)) if apart_near_start <= 6.5 else ((0.24 if repeat_share <= 0.1533 else -0.146) if apart_near_end <= 2.5 else -0.244))
        + ((0.294 if apart_near_end <= 5.5 else (0.186 if repeat_share <= 0.0215 else ((0.166 if mark_share <= 0.3971 else -0.062) if apart_near_start <= 4.5 else -0.163))) if apart_near_start <= 6.5 else ((0.175 if repeat_share <= 0.1533 else -0.135) if apart_near_end <= 2.5 else -0.234))
        + ((0.277 if apart_near_end <= 5.5 else (0.197 if most_apart_in_a_row <= 20.5 else (0.101 if repeat_share <= 0.0849 else -0.137))) if apart_at_start <= 1.5 else ((0.171 if apart_at_start <= 2.5 else -0.111) if most_apart_in_a_row <= 8.5 else (0.062 if apart <= 20.5 else -0.225)))
        + (((0.248 if apart_near_end <= 7.5 else (0.15 if address_share <= 0.0018 else -0.116)) if apart_near_start <= 6.5 else (0.132 if apart_near_end <= 4.5 else -0.169)) if apart_at_start <= 1.5 else ((0.136 if apart_at_start <= 3.5 else -0.1) if most_apart_in_a_row <= 10.5 else -0.216))
        + (((0.231 if most_apart_in_a_row <= 27.5 else (0.11 if apart_at_end <= 0 else -0.143)) if apart_at_end <= 2.5 else (0.136 if mark_share <= 0.0027 else -0.096)) if apart_near_start <= 6.5 else (0.056 if apart_near_end <= 2.5 else (0.086 if apart <= 16.5 else -0.211)))
        + (((0.231 if repeat_share <= 0.4076 else -0.013) if apart_near_end <= 5.5 else ((0.2 if apart_at_start <= 0 else -0.046) if repeat_share <= 0.0378 else (0.048 if apart_near_start <= 4.5 else -0.137))) if apart_at_start <= 2.5 else (0.118 if units <= 42.5 else -0.207))
        + (((0.218 if apart_at_end <= 2.5 else 0.042) if most_apart_in_a_row <= 22.5 else ((0.172 if apart_near_start <= 6.5 else -0.055) if apart_at_end <= 0 else (0.065 if repeat_share <= 0.0765 else -0.144))) if apart_at_start <= 2.5 else (0.09 if units <= 39.5 else -0.202))
        + ((0.202 if most_apart_in_a_row <= 22.5 else ((0.195 if mark_share <= 0.3481 else -0.057) if apart_near_start <= 5.5 else -0.098)) if apart_at_start <= 1.5 else (0.109 if units <= 42.5 else (-0.014 if apart_near_end <= 2.5 else (0.059 if most_apart_in_a_row <= 6.5 else -0.204))))
    )
    if not -3 < odds < 3:
        return odds
    odds += (
        (((0.211 if repeat_share <= 0.1759 else (0.128 if mark_share <= 0.1456 else -0.136)) if apart_near_end <= 5.5 else (0.121 if mark_share <= 0 else (0.039 if apart_at_start <= 0 else -0.139))) if apart_at_start <= 2.5 else (0.062 if units <= 42.5 else -0.191))
        + (((0.203 if repeat_share <= 0.193 else 0.023) if apart_near_end <= 5.5 else ((0.141 if units <= 218.5 else -0.078) if apart_near_start <= 4.5 else (0.104 if running_count <= 7.5 else -0.131))) if apart_at_start <= 2.5 else (0.017 if apart_near_end <= 3.5 else -0.191))
        + (((0.18 if apart_near_start <= 6.5 else 0) if repeat_share <= 0.4076 else -0.115) if apart_at_start <= 1.5 else ((0.2 if apart_at_end <= 0 else -0.098) if repeat_share <= 0.0137 else (-0.008 if apart_near_end <= 2.5 else (0.06 if most_apart_in_a_row <= 7.5 else -0.197))))
        + ((0.183 if most_apart_in_a_row <= 25.5 else (0.117 if apart_at_start <= 0 else -0.109)) if apart_at_end <= 0 else ((0.112 if most_apart_in_a_row <= 9.5 else ((-0.059 if apart_near_end <= 7.5 else 0.138) if stretch_share <= 0.1431 else -0.095)) if apart_at_start <= 1.5 else -0.19))
        + (((0.181 if apart_at_start <= 2.5 else -0.001) if apart_at_end <= 0 else (0.086 if apart_at_start <= 0 else (0.065 if mark_share <= 0.0027 else -0.159))) if apart_near_start <= 6.5 else ((0.132 if apart_at_end <= 0 else -0.093) if repeat_share <= 0.0849 else -0.181))
        + (0.149 if repeat_share <= 0 else ((0.172 if address_share <= 0 else -0.099) if apart_near_end <= 3.5 else ((0.12 if apart_near_start <= 6.5 else -0.094) if mark_share <= 0 else (0.018 if stretch_share <= 0.0133 else (0.047 if apart_near_start <= 1.5 else -0.177)))))
        + (((0.174 if mark_share <= 0.6826 else -0.065) if apart_near_end <= 5.5 else (0.092 if repeat_share <= 0.0765 else (0.056 if apart_near_start <= 4.5 else -0.12))) if apart_at_start <= 1.5 else ((0.11 if repeat_share <= 0.0849 else -0.084) if apart_at_end <= 0 else -0.179))
        + ((((0.118 if stretch_share <= 0.1934 else -0.09) if mean_size <= 102.166 else 0.19) if apart_at_end <= 0 else (0.047 if apart_at_start <= 0 else -0.072)) if apart_at_start <= 2.5 else ((0.156 if mark_share <= 0 else -0.057) if running_count <= 11.5 else -0.168))
        + ((0.159 if repeat_share <= 0.1533 else (0.085 if mark_share <= 0.1156 else -0.111)) if apart_at_end <= 0 else ((-0.123 if mean_size <= 60.8965 else (0.113 if mark_share <= 0.1647 else (0.084 if question_share <= 0.0088 else -0.124))) if apart_at_start <= 1.5 else -0.175))
        + ((0.166 if mark_share <= 0.0102 else ((0.117 if apart <= 61.5 else -0.038) if apart_at_end <= 0 else -0.076)) if most_apart_in_a_row <= 18.5 else (((0.138 if address_share <= 0.0071 else -0.05) if running_count <= 60.5 else -0.094) if apart_near_start <= 6.5 else -0.158))
    )
    if not -3 < odds < 3:
        return odds
    odds += (
        ((0.12 if repeat_share <= 0.193 else (0.074 if apart_near_start <= 3.5 else (0.027 if mark_share <= 0 else -0.162))) if apart_at_start <= 1.5 else (((0.14 if repeat_share <= 0.2011 else -0.064) if mark_share <= 0.0507 else -0.077) if apart_at_end <= 0 else -0.169))
        + (((0.141 if apart_share <= 0.9156 else -0.064) if apart_at_start <= 1.5 else (0.122 if running_share <= 0.6819 else -0.07)) if repeat_share <= 0.0849 else ((0.087 if stretch_share <= 0.1075 else (0.081 if apart <= 64.5 else -0.116)) if apart_near_start <= 6.5 else -0.144))
        + (((0.163 if running_count <= 148.5 else -0.062) if address_share <= 0 else -0.051) if apart_near_end <= 3.5 else (0.046 if mark_share <= 0 else ((0.074 if stretch_share <= 0.1431 else (0.018 if apart_at_start <= 0 else -0.146)) if repeat_share <= 0.1496 else -0.175)))
        + ((0.137 if mark_share <= 0.1359 else (0.067 if apart_near_end <= 3.5 else -0.086)) if apart_at_end <= 0 else (((0.136 if address_share <= 0.0018 else -0.05) if question_share <= 0.0088 else (0.058 if most_apart_in_a_row <= 9.5 else -0.108)) if apart_at_start <= 1.5 else -0.14))
        + ((0.148 if apart_at_start <= 0 else (-0.132 if apart_near_start <= 2.5 else 0.067)) if repeat_share <= 0.0177 else (0.075 if apart_near_start <= 3.5 else ((0.067 if apart_at_start <= 4.5 else -0.091) if mark_share <= 0.0102 else (-0.03 if stretch_share <= 0.1885 else -0.192))))
        + ((0.131 if question_share <= 0.0014 else (0.107 if apart_near_start <= 3.5 else (-0.137 if question_share <= 0.0357 else 0.05))) if apart_at_end <= 0 else (((0.036 if question_share <= 0.0133 else -0.109) if address_share <= 0 else -0.146) if question_share <= 0.0764 else 0.065))
        + ((0.13 if apart_near_start <= 5.5 else (0.063 if apart_at_end <= 0 else -0.085)) if apart_at_start <= 0 else (((0.09 if most_apart_in_a_row <= 22.5 else -0.091) if question_share <= 0.0042 else (0.014 if stretch_share <= 0.1431 else -0.166)) if question_share <= 0.0737 else 0.094))
        + ((((0.123 if apart_share <= 0.9065 else -0.045) if apart_at_start <= 4.5 else (0.101 if running_share <= 0.6819 else -0.113)) if address_share <= 0.0071 else -0.063) if repeat_share <= 0.1533 else (0.075 if apart_near_start <= 2.5 else (0.031 if stretch_share <= 0.0369 else -0.13)))
        + ((0.12 if apart_near_end <= 3.5 else (0.081 if question_share <= 0.0152 else -0.125)) if apart_at_end <= 0 else (((0.04 if apart_at_start <= 0 else -0.153) if apart <= 23.5 else 0.034) if apart_at_start <= 1.5 else (0.052 if running_count <= 11.5 else -0.155)))
        + (((0.155 if running_share <= 0.6819 else (-0.112 if mean_size <= 98.1022 else (0.14 if apart_at_start <= 3.5 else -0.041))) if address_share <= 0.0838 else -0.079) if apart_at_end <= 0 else (0.045 if running_count <= 11.5 else (-0.029 if apart_at_start <= 1.5 else -0.146)))
    )
    return odds
