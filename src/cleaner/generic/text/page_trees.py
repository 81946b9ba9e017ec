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
        (((-0.450 if apart_at_end <= 1.5 else -1.191) if apart_at_start <= 1.5 else -1.386) if apart_near_start <= 3.5 else (((-1.746 if units <= 14.5 else (-0.750 if apart_near_start <= 6.5 else -1.606)) if apart_at_start <= 1e-35 else -1.777) if stretch_share <= 0.834022 else -0.763))
        + ((((0.492 if units <= 11.5 else (-0.217 if units <= 14.5 else 0.498)) if stretch_share <= 0.9169799 else 0.507) if apart_at_end <= 1.5 else (-0.197 if units <= 12.5 else 0.199)) if apart_at_start <= 1.5 else (0.617 if units <= 11.5 else -0.227))
        + (((0.368 if apart_at_end <= 2.5 else (-0.094 if running_count <= 8.5 else 0.283)) if address_share <= 0.07756768 else -0.024) if apart_near_start <= 4.5 else ((0.152 if apart_near_end <= 1.5 else -0.216) if stretch_share <= 0.7456455 else (0.284 if apart_near_start <= 7.5 else -0.129)))
        + (((0.308 if apart_near_start <= 3.5 else 0.155) if address_share <= 0.07756768 else -0.037) if apart_near_start <= 4.5 else ((-0.199 if units <= 16.5 else 0.302) if apart_near_end <= 2.5 else ((-0.202 if units <= 14.5 else 0.257) if apart_near_start <= 5.5 else -0.214)))
        + (((0.268 if address_share <= 0.1660539 else -0.086) if apart_near_end <= 5.5 else (-0.189 if units <= 14.5 else (0.283 if most_apart_in_a_row <= 20.5 else -0.078))) if apart_at_start <= 1.5 else (0.306 if units <= 11.5 else (-0.212 if stretch_share <= 0.8629585 else 0.176)))
        + (((0.274 if units <= 11.5 else (-0.251 if units <= 12.5 else 0.233)) if stretch_share <= 0.9169799 else 0.267) if apart_near_start <= 4.5 else ((-0.190 if units <= 14.5 else (0.362 if most_apart_in_a_row <= 24.5 else -0.091)) if apart_at_start <= 2.5 else -0.210))
        + (((0.242 if running_count <= 3.5 else (-0.154 if apart <= 8.5 else 0.190)) if stretch_share <= 0.9169799 else 0.248) if apart_near_start <= 4.5 else (((-0.196 if apart <= 10.5 else 0.146) if apart_near_start <= 6.5 else -0.204) if stretch_share <= 0.7456455 else 0.122))
        + (((0.216 if address_share <= 0.07756768 else -0.021) if apart_near_end <= 4.5 else (-0.176 if units <= 12.5 else (0.195 if repeat_share <= 0.1390237 else -0.079))) if apart_at_start <= 1.5 else (0.214 if units <= 11.5 else (-0.200 if stretch_share <= 0.9295635 else 0.168)))
        + ((0.208 if apart_near_end <= 2.5 else ((0.367 if units <= 11.5 else -0.224) if units <= 12.5 else (0.226 if most_apart_in_a_row <= 22.5 else -0.034))) if apart_at_start <= 1.5 else (0.202 if units <= 11.5 else (-0.198 if stretch_share <= 0.7503582 else 0.019)))
        + (((0.230 if units <= 11.5 else (-0.218 if units <= 12.5 else (0.253 if most_apart_in_a_row <= 16.5 else (0.153 if apart_near_end <= 5.5 else (0.181 if running_share <= 0.3728019 else -0.147))))) if stretch_share <= 0.9169799 else 0.215) if apart_at_start <= 2.5 else -0.194)
    )
    if not -3 < odds < 3:
        return odds
    odds += (
        (((0.213 if units <= 11.5 else (-0.208 if units <= 12.5 else ((0.230 if apart_at_end <= 5.5 else -0.013) if repeat_share <= 0.1933832 else (0.120 if mark_share <= 1e-35 else -0.145)))) if stretch_share <= 0.9169799 else 0.202) if apart_at_start <= 2.5 else -0.192)
        + (((0.178 if repeat_share <= 0.3935678 else -0.142) if mark_share <= 0.07762805 else ((0.208 if units <= 11.5 else -0.250) if units <= 12.5 else (0.203 if repeat_share <= 0.03901177 else (0.072 if apart_at_end <= 1e-35 else -0.144)))) if apart_at_start <= 2.5 else -0.182)
        + ((0.162 if mark_share <= 0.07762805 else ((0.136 if units <= 11.5 else -0.241) if units <= 12.5 else (0.184 if apart_at_end <= 1e-35 else -0.060))) if apart_near_start <= 5.5 else (0.117 if apart_near_end <= 2.5 else (0.252 if units <= 11.5 else -0.181)))
        + ((0.213 if units <= 11.5 else (-0.227 if units <= 12.5 else (0.209 if most_apart_in_a_row <= 16.5 else ((0.173 if units <= 348.5 else -0.071) if stretch_share <= 0.1381088 else (0.076 if apart_near_end <= 3.5 else -0.134))))) if apart_at_start <= 3.5 else -0.184)
        + ((0.204 if units <= 11.5 else (-0.226 if units <= 12.5 else (0.195 if most_apart_in_a_row <= 16.5 else (0.123 if repeat_share <= 0.03901177 else ((0.145 if apart_at_end <= 1e-35 else -0.066) if mark_share <= 0.2508278 else -0.151))))) if apart_at_start <= 3.5 else -0.181)
        + ((0.203 if units <= 11.5 else (-0.207 if units <= 12.5 else (0.189 if apart_near_end <= 5.5 else (0.220 if running_count <= 12.5 else (0.109 if most_apart_in_a_row <= 9.5 else -0.105))))) if apart_near_start <= 6.5 else (0.080 if apart_near_end <= 2.5 else -0.183))
        + (((0.195 if units <= 11.5 else (-0.163 if units <= 12.5 else 0.164)) if repeat_share <= 0.1664433 else -0.086) if apart_at_start <= 1.5 else ((-0.056 if apart_share <= 0.5004348 else 0.180) if apart_near_end <= 2.5 else (-0.053 if apart_at_start <= 4.5 else -0.186)))
        + ((0.192 if units <= 11.5 else (-0.188 if units <= 12.5 else ((0.202 if repeat_share <= 0.358206 else -0.042) if apart_at_end <= 1e-35 else (0.106 if repeat_share <= 0.02051336 else -0.087)))) if apart_at_start <= 4.5 else (0.068 if apart_near_end <= 2.5 else -0.184))
        + (((-0.036 if mean_size <= 62.03133 else 0.139) if mark_share <= 0.07762805 else (((0.131 if units <= 11.5 else -0.194) if units <= 12.5 else 0.031) if address_share <= 0.00901714 else -0.164)) if apart_at_start <= 4.5 else (0.037 if apart_near_end <= 2.5 else -0.181))
        + ((0.185 if units <= 11.5 else (-0.164 if units <= 12.5 else (0.171 if apart_at_end <= 1e-35 else (0.072 if mark_share <= 0.2835592 else -0.111)))) if apart_near_start <= 6.5 else ((0.166 if mark_share <= 0.03458242 else -0.077) if apart_near_end <= 3.5 else -0.165))
    )
    if not -3 < odds < 3:
        return odds
    odds += (
        ((((0.181 if units <= 11.5 else -0.111) if units <= 12.5 else 0.211) if mark_share <= 0.07762805 else (-0.134 if units <= 12.5 else (0.164 if repeat_share <= 0.1390237 else -0.101))) if apart_at_end <= 1e-35 else (-0.019 if apart_near_start <= 6.5 else -0.176))
        + ((0.194 if units <= 11.5 else (-0.154 if units <= 12.5 else (0.175 if repeat_share <= 0.04418272 else 0.004))) if apart_at_start <= 1e-35 else ((-0.088 if units <= 12.5 else (0.171 if repeat_share <= 0.1664433 else -0.069)) if apart_at_end <= 1e-35 else -0.138))
        + (((-0.043 if mean_size <= 55.25215 else 0.107) if mark_share <= 0.1452464 else ((0.138 if stretch_share <= 0.2223964 else -0.039) if repeat_share <= 0.1503091 else -0.163)) if apart_at_start <= 4.5 else ((0.192 if running_share <= 0.6812734 else -0.073) if apart_near_end <= 2.5 else -0.171))
        + (0.166 if units <= 11.5 else (-0.151 if units <= 12.5 else ((0.228 if question_share <= 0.006956543 else (0.114 if apart_at_end <= 1e-35 else -0.065)) if most_apart_in_a_row <= 25.5 else ((0.118 if stretch_share <= 0.1381088 else -0.095) if apart_at_start <= 1.5 else -0.159))))
        + (0.152 if units <= 11.5 else (-0.153 if units <= 12.5 else ((0.172 if running_count <= 94.5 else -0.074) if repeat_share <= 0.01460165 else ((-0.065 if mean_size <= 62.03133 else (0.236 if address_share <= 0.001609011 else -0.048)) if stretch_share <= 0.1948291 else -0.098))))
        + (0.151 if units <= 11.5 else ((-0.186 if mean_size <= 149.0561 else (-0.085 if address_share <= 0.07756768 else 0.165)) if units <= 12.5 else (0.118 if most_apart_in_a_row <= 16.5 else ((0.099 if most_apart_in_a_row <= 100.5 else -0.101) if running_share <= 0.6812734 else -0.109))))
        + (((0.138 if repeat_share <= 0.3707107 else -0.045) if apart_at_end <= 1e-35 else ((-0.024 if units <= 12.5 else 0.210) if most_apart_in_a_row <= 6.5 else -0.078)) if mark_share <= 0.05381274 else (0.013 if apart_at_start <= 1e-35 else (-0.039 if apart_at_end <= 1e-35 else -0.166)))
        + (0.130 if units <= 11.5 else ((-0.178 if mean_size <= 149.0561 else -0.033) if units <= 12.5 else (0.123 if repeat_share <= 1e-35 else (((-0.019 if mean_size <= 57.92298 else 0.206) if address_share <= 1e-35 else -0.071) if stretch_share <= 0.1948291 else -0.091))))
        + (((0.163 if running_count <= 3.5 else 0.039) if apart_share <= 0.890793 else -0.062) if mark_share <= 0.07762805 else ((0.099 if stretch_share <= 0.1463615 else (-0.128 if running_count <= 32.5 else (0.132 if apart <= 91.5 else -0.063))) if apart_at_start <= 1.5 else -0.123))
        + ((((((0.062 if units <= 11.5 else -0.167) if running_share <= 0.9997916 else 0.121) if mean_size <= 253.6815 else 0.145) if units <= 12.5 else 0.133) if repeat_share <= 0.3707107 else -0.091) if apart_at_end <= 1e-35 else (-0.008 if apart_at_start <= 4.5 else -0.150))
    )
    return odds
