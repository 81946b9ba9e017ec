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
        (((-0.205 if apart_at_end <= 20.5 else -0.85) if apart_at_start <= 1.5 else (-0.557 if most_apart_in_a_row <= 9.5 else -1.049)) if apart_near_start <= 5.5 else ((-0.373 if most_apart_in_a_row <= 24.5 else -1.031) if apart_at_start <= 0 else (-0.841 if apart_near_end <= 2.5 else -1.129)))
        + (((0.435 if apart_at_end <= 12.5 else -0.02) if most_apart_in_a_row <= 26.5 else (0.31 if repeat_share <= 0.0374 else -0.13)) if apart_at_start <= 1.5 else ((0.333 if apart_at_start <= 3.5 else -0.11) if most_apart_in_a_row <= 7.5 else (0.089 if units <= 38.5 else -0.26)))
        + ((0.347 if apart_near_end <= 5.5 else ((0.29 if apart_at_end <= 2.5 else 0.028) if most_apart_in_a_row <= 16.5 else (0.12 if mark_share <= 0 else -0.158))) if apart_near_start <= 6.5 else ((0.201 if repeat_share <= 0.1533 else -0.148) if apart_near_end <= 2.5 else -0.245))
        + (((0.302 if repeat_share <= 0.1935 else 0.126) if apart_near_end <= 5.5 else (0.19 if repeat_share <= 0.0196 else (0.147 if apart_at_end <= 0 else -0.142))) if apart_near_start <= 6.5 else ((0.177 if repeat_share <= 0.1533 else -0.141) if apart_near_end <= 2.5 else -0.235))
        + ((0.273 if most_apart_in_a_row <= 26.5 else (0.196 if repeat_share <= 0.0826 else (0.106 if apart_near_end <= 4.5 else -0.162))) if apart_at_start <= 1.5 else ((0.198 if apart_at_start <= 2.5 else (0.105 if units <= 40.5 else -0.168)) if most_apart_in_a_row <= 8.5 else -0.225))
        + (((0.25 if most_apart_in_a_row <= 55.5 else 0.01) if apart_near_start <= 6.5 else (0.18 if most_apart_in_a_row <= 17.5 else -0.167)) if apart_at_start <= 1.5 else ((0.233 if running_share <= 0.9284 else -0.059) if apart <= 23.5 else (-0.016 if most_apart_in_a_row <= 8.5 else -0.22)))
        + ((0.237 if apart_at_end <= 0 else (0.174 if most_apart_in_a_row <= 6.5 else (0.066 if apart_near_start <= 3.5 else (0.119 if running_count <= 6.5 else -0.148)))) if apart_near_start <= 6.5 else (0.055 if apart_near_end <= 2.5 else (0.075 if apart <= 23.5 else -0.214)))
        + (((0.233 if repeat_share <= 0.3789 else -0.012) if apart_near_end <= 5.5 else ((0.189 if apart_at_start <= 0 else -0.025) if repeat_share <= 0.0374 else (0.054 if apart_near_start <= 4.5 else -0.146))) if apart_at_start <= 2.5 else (0.11 if units <= 40.5 else -0.208))
        + (((0.22 if apart_at_end <= 2.5 else 0.045) if most_apart_in_a_row <= 22.5 else ((0.162 if repeat_share <= 0.374 else -0.098) if apart_at_end <= 0 else (0.058 if repeat_share <= 0.0793 else -0.161))) if apart_at_start <= 2.5 else (0.153 if units <= 21.5 else -0.202))
        + ((0.211 if apart_near_end <= 5.5 else ((0.171 if mark_share <= 0.2026 else (0.105 if question_share <= 0.0089 else -0.153)) if apart_near_start <= 6.5 else -0.151)) if apart_at_start <= 1.5 else ((0.098 if mean_size <= 205.721 else -0.093) if repeat_share <= 0 else -0.196))
    )
    if not -3 < odds < 3:
        return odds
    odds += (
        (((0.204 if mark_share <= 0.3783 else (0.161 if repeat_share <= 0.0374 else -0.107)) if apart_at_start <= 1.5 else (0.101 if units <= 69.5 else -0.117)) if apart_near_start <= 6.5 else (0.025 if apart_near_end <= 3.5 else (0.109 if units <= 23.5 else -0.199)))
        + (((0.206 if repeat_share <= 0.1935 else (0.152 if mark_share <= 0 else -0.119)) if apart_near_end <= 5.5 else (0.095 if most_apart_in_a_row <= 14.5 else (0.067 if stretch_share <= 0.0989 else -0.142))) if apart_at_start <= 2.5 else (0.071 if units <= 40.5 else -0.189))
        + (((0.205 if apart_at_end <= 0 else 0.074) if repeat_share <= 0.1935 else (0.128 if mark_share <= 0 else -0.108)) if apart_at_start <= 1.5 else ((0.17 if apart_at_end <= 0 else -0.075) if repeat_share <= 0.0143 else (0.021 if most_apart_in_a_row <= 7.5 else -0.19)))
        + ((0.185 if apart_at_end <= 0 else (0.13 if apart_at_start <= 0 else -0.108)) if most_apart_in_a_row <= 18.5 else (((0.143 if most_apart_in_a_row <= 102.5 else -0.075) if stretch_share <= 0.1387 else (0.048 if apart_near_start <= 4.5 else -0.137)) if apart_at_start <= 1.5 else -0.19))
        + ((0.172 if apart_at_end <= 0 else (0.109 if mark_share <= 0 else (0.064 if apart_at_start <= 0 else -0.158))) if apart_near_start <= 6.5 else ((0.112 if apart_at_end <= 0 else (-0.145 if apart_share <= 0.8468 else 0.069)) if repeat_share <= 0.0921 else -0.183))
        + (((0.163 if address_share <= 0.0052 else 0.034) if running_count <= 132.5 else -0.071) if repeat_share <= 0.0236 else (((0.125 if most_apart_in_a_row <= 49.5 else -0.102) if mark_share <= 0.1156 else (0.042 if apart_near_end <= 2.5 else -0.141)) if apart_near_start <= 7.5 else -0.188))
        + ((0.172 if apart_near_end <= 5.5 else (0.083 if repeat_share <= 0.0374 else -0.064)) if apart_at_start <= 1.5 else ((0.133 if running_count <= 11.5 else (0.027 if apart_at_end <= 0 else -0.139)) if most_apart_in_a_row <= 18.5 else (0.037 if apart_near_end <= 2.5 else -0.19)))
        + ((((-0.098 if running_count <= 37.5 else 0.081) if mean_size <= 103.707 else 0.184) if apart_near_end <= 5.5 else ((0.144 if repeat_share <= 0.2167 else -0.061) if stretch_share <= 0.1387 else -0.07)) if apart_at_start <= 2.5 else (0.107 if units <= 23.5 else -0.16))
        + (((0.18 if apart_at_start <= 2.5 else (0.141 if question_share <= 0.0022 else -0.079)) if repeat_share <= 0.1533 else (0.087 if mark_share <= 0.1156 else -0.118)) if apart_at_end <= 0 else ((0.115 if repeat_share <= 0.0374 else -0.061) if apart_at_start <= 0 else -0.152))
        + ((0.17 if question_share <= 0.0177 else (-0.101 if question_share <= 0.0337 else 0.095)) if most_apart_in_a_row <= 18.5 else (((0.143 if running_count <= 68.5 else -0.073) if address_share <= 0 else -0.095) if apart_near_start <= 6.5 else (0.1 if apart_near_end <= 0 else -0.176)))
    )
    if not -3 < odds < 3:
        return odds
    odds += (
        (((-0.082 if mean_size <= 51.3448 else 0.147) if mark_share <= 0.2837 else ((0.138 if repeat_share <= 0.1113 else -0.053) if question_share <= 0.0177 else -0.117)) if apart_at_start <= 1.5 else ((0.086 if mark_share <= 0.0432 else -0.08) if apart_at_end <= 0 else -0.156))
        + (((0.15 if apart_at_end <= 0 else (0.058 if apart_near_start <= 6.5 else -0.098)) if mark_share <= 0.3783 else (0.051 if repeat_share <= 0.0374 else (0.012 if stretch_share <= 0.189 else -0.178))) if apart_at_start <= 3.5 else (0.044 if units <= 43.5 else -0.155))
        + ((0.137 if address_share <= 0 else -0.052) if apart_near_end <= 3.5 else ((0.15 if mark_share <= 0.2837 else -0.047) if most_apart_in_a_row <= 6.5 else ((0.097 if repeat_share <= 0.1499 else -0.1) if stretch_share <= 0.1425 else (-0.014 if apart_near_start <= 3.5 else -0.182))))
        + ((0.161 if question_share <= 0.0177 else (-0.135 if stretch_share <= 0.5821 else 0.11)) if apart_at_start <= 0 else (((0.115 if question_share <= 0.0048 else (0.085 if stretch_share <= 0.189 else -0.175)) if most_apart_in_a_row <= 25.5 else -0.134) if question_share <= 0.0699 else 0.128))
        + ((0.131 if repeat_share <= 0.1935 else (0.069 if stretch_share <= 0.0945 else (-0.161 if mean_size <= 106.789 else 0.058))) if apart_at_end <= 0 else (((-0.071 if apart <= 37.5 else 0.091) if address_share <= 0 else -0.092) if apart_at_start <= 4.5 else -0.156))
        + (0.088 if most_apart_in_a_row <= 9.5 else ((0.124 if address_share <= 0.0213 else -0.066) if apart_near_end <= 2.5 else ((((0.167 if running_share <= 0.6198 else -0.011) if address_share <= 0 else -0.049) if apart_near_start <= 7.5 else -0.093) if stretch_share <= 0.1425 else -0.144)))
        + (((0.165 if apart_near_start <= 3.5 else (0.075 if apart_at_end <= 8.5 else -0.094)) if apart_at_start <= 0 else (0.078 if units <= 32.5 else -0.035)) if apart_near_start <= 6.5 else ((0.088 if question_share <= 0.0152 else -0.067) if repeat_share <= 0.0143 else -0.141))
        + (((-0.078 if stretch_share <= 0.0453 else 0.142) if apart_near_start <= 3.5 else (0.076 if stretch_share <= 0.1387 else (-0.147 if running_share <= 0.8387 else 0.057))) if apart_at_start <= 1.5 else (0.082 if units <= 32.5 else (-0.123 if question_share <= 0.0736 else 0.065)))
        + (((0.163 if question_share <= 0.0165 else ((0.062 if apart_at_start <= 0 else -0.147) if question_share <= 0.0542 else 0.146)) if most_apart_in_a_row <= 53.5 else -0.069) if mark_share <= 0.0839 else (0.044 if apart_near_end <= 2.5 else (-0.018 if question_share <= 0.0089 else -0.142)))
        + ((((0.152 if address_share <= 0.092 else -0.061) if running_share <= 0.9684 else -0.025) if repeat_share <= 0.1935 else (0.07 if stretch_share <= 0.1148 else -0.1)) if apart_at_end <= 0 else ((0.042 if address_share <= 0 else -0.114) if apart_at_start <= 3.5 else -0.136))
    )
    return odds
