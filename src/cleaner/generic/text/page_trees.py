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
        (((-0.467 if apart_at_end <= 2.5 else -1.329) if apart_at_start <= 1.5 else -1.426) if apart_near_start <= 3.5 else (((-1.743 if units <= 15.5 else (-0.730 if apart_near_start <= 6.5 else -1.614)) if apart_at_start <= 1e-35 else -1.775) if stretch_share <= 0.834022 else -0.750))
        + (((((0.396 if stretch_share <= 0.9016129 else -0.127) if stretch_share <= 0.9169799 else 0.514) if repeat_share <= 0.4768115 else -0.138) if apart_at_end <= 1.5 else (-0.193 if units <= 12.5 else 0.212)) if apart_at_start <= 1.5 else (0.535 if units <= 11.5 else -0.226))
        + ((((0.371 if repeat_share <= 0.4768115 else -0.063) if apart_at_end <= 2.5 else (-0.097 if apart <= 12.5 else 0.273)) if address_share <= 0.06723164 else -0.030) if apart_near_start <= 4.5 else ((0.164 if apart_near_end <= 1.5 else -0.213) if stretch_share <= 0.7868245 else 0.205))
        + (((0.336 if units <= 11.5 else 0.234) if address_share <= 0.06723164 else -0.030) if apart_near_start <= 4.5 else ((-0.187 if units <= 18.5 else 0.309) if apart_near_end <= 2.5 else ((-0.206 if units <= 15.5 else 0.278) if apart_near_start <= 5.5 else -0.212)))
        + (((0.220 if units <= 12.5 else 0.326) if apart_near_end <= 4.5 else (-0.208 if units <= 15.5 else (0.332 if most_apart_in_a_row <= 20.5 else -0.010))) if apart_at_start <= 1.5 else (0.270 if units <= 11.5 else (-0.210 if stretch_share <= 0.9314251 else 0.204)))
        + (((0.276 if units <= 11.5 else (-0.267 if units <= 12.5 else 0.232)) if stretch_share <= 0.9169799 else 0.270) if apart_near_start <= 4.5 else ((-0.200 if units <= 15.5 else (0.384 if most_apart_in_a_row <= 22.5 else -0.054)) if apart_at_start <= 2.5 else -0.209))
        + (((0.241 if running_count <= 3.5 else (-0.185 if apart <= 8.5 else 0.196)) if stretch_share <= 0.9169799 else 0.248) if apart_near_start <= 4.5 else ((0.097 if apart_near_end <= 1.5 else -0.192) if stretch_share <= 0.5971159 else (0.186 if apart_near_end <= 4.5 else -0.096)))
        + ((((0.240 if units <= 11.5 else -0.255) if units <= 12.5 else 0.262) if apart_near_end <= 5.5 else (-0.171 if units <= 15.5 else (0.157 if apart_near_start <= 6.5 else -0.131))) if apart_at_start <= 1.5 else (0.196 if units <= 11.5 else -0.195))
        + ((0.201 if apart_at_end <= 1e-35 else (0.206 if units <= 11.5 else (-0.205 if units <= 15.5 else (0.222 if most_apart_in_a_row <= 17.5 else -0.047)))) if apart_at_start <= 1.5 else (0.186 if units <= 11.5 else (-0.193 if stretch_share <= 0.9314251 else 0.134)))
        + (((0.221 if units <= 11.5 else (-0.207 if units <= 12.5 else ((0.235 if running_count <= 117.5 else -0.055) if repeat_share <= 0.1844209 else (0.160 if mark_share <= 0.003879732 else -0.130)))) if stretch_share <= 0.9169799 else 0.214) if apart_at_start <= 2.5 else -0.191)
    )
    if not -3 < odds < 3:
        return odds
    odds += (
        ((((0.212 if units <= 11.5 else -0.220) if units <= 12.5 else 0.230) if apart_near_end <= 5.5 else (((-0.077 if units <= 15.5 else 0.156) if apart_at_start <= 1e-35 else -0.089) if apart_near_start <= 6.5 else -0.170)) if apart_at_start <= 2.5 else -0.190)
        + ((((0.188 if apart_at_end <= 2.5 else 0.006) if repeat_share <= 0.4165739 else -0.121) if mark_share <= 0.0820795 else ((0.183 if units <= 11.5 else -0.218) if units <= 12.5 else (0.189 if repeat_share <= 0.081514 else -0.050))) if apart_at_start <= 2.5 else -0.180)
        + ((((0.209 if units <= 11.5 else -0.195) if units <= 12.5 else 0.214) if apart_at_end <= 1e-35 else (0.166 if units <= 11.5 else (-0.180 if units <= 12.5 else (0.151 if repeat_share <= 0.03587516 else -0.077)))) if apart_at_start <= 2.5 else -0.178)
        + ((0.206 if units <= 11.5 else (-0.198 if units <= 12.5 else (0.215 if most_apart_in_a_row <= 17.5 else ((0.167 if units <= 374.5 else -0.071) if stretch_share <= 0.139824 else (0.055 if apart_near_end <= 5.5 else -0.145))))) if apart_at_start <= 3.5 else -0.179)
        + ((0.196 if units <= 11.5 else (-0.191 if units <= 12.5 else ((0.204 if apart_at_end <= 2.5 else 0.021) if most_apart_in_a_row <= 24.5 else (0.105 if mark_share <= 0.003879732 else (0.017 if running_share <= 0.6174618 else -0.163))))) if apart_at_start <= 3.5 else -0.177)
        + ((0.193 if units <= 11.5 else (-0.180 if units <= 12.5 else ((0.192 if most_apart_in_a_row <= 27.5 else 0.025) if apart_near_end <= 7.5 else (0.102 if repeat_share <= 0.02203873 else -0.118)))) if apart_near_start <= 6.5 else (0.135 if apart_near_end <= 2.5 else -0.180))
        + ((0.189 if units <= 11.5 else (-0.158 if units <= 12.5 else (0.198 if most_apart_in_a_row <= 9.5 else ((0.191 if repeat_share <= 0.1556271 else -0.039) if apart_near_end <= 5.5 else -0.063)))) if apart_at_start <= 3.5 else (0.051 if apart_near_end <= 2.5 else -0.175))
        + (((0.189 if units <= 11.5 else -0.163) if units <= 12.5 else ((0.223 if address_share <= 0.1672336 else -0.068) if repeat_share <= 0.3694673 else -0.028)) if apart_at_end <= 1e-35 else (0.003 if apart_at_start <= 1.5 else (0.072 if units <= 11.5 else -0.186)))
        + (((-0.022 if mean_size <= 60.76068 else 0.146) if mark_share <= 0.0820795 else (((0.118 if units <= 11.5 else -0.167) if units <= 12.5 else 0.063) if repeat_share <= 0.1481981 else -0.147)) if apart_at_start <= 4.5 else (0.079 if apart_near_end <= 2.5 else -0.173))
        + ((0.174 if units <= 11.5 else (-0.147 if units <= 12.5 else ((0.168 if address_share <= 0.03579436 else -0.063) if apart_at_end <= 2.5 else (0.054 if address_share <= 1e-35 else -0.130)))) if apart_near_start <= 6.5 else (0.077 if apart_near_end <= 3.5 else -0.160))
    )
    if not -3 < odds < 3:
        return odds
    odds += (
        ((0.145 if mark_share <= 0.07308949 else (-0.117 if units <= 12.5 else (0.163 if repeat_share <= 0.1382279 else -0.083))) if apart_at_end <= 1e-35 else ((0.071 if mark_share <= 0.002832952 else (0.027 if apart_at_start <= 1e-35 else -0.174)) if apart_near_start <= 6.5 else -0.174))
        + ((0.149 if units <= 11.5 else (-0.153 if units <= 12.5 else ((0.170 if running_count <= 94.5 else -0.066) if repeat_share <= 0.03587516 else (0.086 if stretch_share <= 0.1953835 else (0.083 if apart_near_end <= 3.5 else -0.166))))) if apart_at_start <= 3.5 else -0.143)
        + (((0.121 if repeat_share <= 0.1941023 else -0.042) if apart_at_start <= 1e-35 else ((-0.026 if apart <= 10.5 else 0.143) if mark_share <= 1e-35 else -0.060)) if apart_near_start <= 6.5 else ((0.197 if repeat_share <= 0.1518855 else -0.100) if apart_near_end <= 2.5 else -0.147))
        + (((0.163 if units <= 11.5 else (-0.158 if address_share <= 0.08146684 else 0.052)) if units <= 12.5 else (0.207 if most_apart_in_a_row <= 25.5 else -0.006)) if apart_at_end <= 1e-35 else (0.003 if apart_at_start <= 1.5 else (0.075 if units <= 11.5 else -0.164)))
        + ((0.132 if mark_share <= 0.07308949 else -0.029) if apart_at_end <= 1e-35 else ((((0.079 if mean_size <= 42.72075 else -0.110) if units <= 12.5 else 0.121) if mark_share <= 0.002832952 else (0.096 if units <= 11.5 else -0.101)) if apart_near_start <= 6.5 else -0.161))
        + (0.136 if units <= 11.5 else (-0.147 if units <= 12.5 else (0.249 if units <= 42.5 else (((-0.038 if mean_size <= 62.00117 else 0.239) if stretch_share <= 0.1953835 else (-0.128 if mean_size <= 94.20833 else 0.055)) if address_share <= 1e-35 else -0.088))))
        + ((((-0.055 if stretch_share <= 0.08743932 else 0.126) if most_apart_in_a_row <= 1.5 else -0.102) if units <= 12.5 else ((-0.048 if apart_share <= 0.2240143 else 0.203) if most_apart_in_a_row <= 41.5 else -0.035)) if mark_share <= 0.0820795 else (0.020 if apart_near_end <= 3.5 else -0.111))
        + (((0.077 if mean_size <= 37.93083 else -0.229) if mean_size <= 43.9202 else (0.052 if apart_share <= 0.7001946 else 0.200)) if apart_near_end <= 2.5 else ((0.096 if stretch_share <= 0.1442552 else (-0.120 if stretch_share <= 0.5329872 else 0.024)) if apart_near_start <= 6.5 else -0.129))
        + (((0.063 if apart_at_start <= 1e-35 else (-0.103 if question_share <= 0.08377193 else 0.076)) if apart <= 25.5 else (0.139 if running_count <= 94.5 else -0.065)) if repeat_share <= 0.1556271 else ((-0.076 if apart_share <= 0.761962 else 0.101) if apart_near_start <= 6.5 else -0.143))
        + ((0.167 if running_share <= 0.6841396 else (-0.067 if stretch_share <= 0.6674622 else 0.095)) if apart_at_end <= 1e-35 else (((0.064 if mean_size <= 38.97784 else -0.203) if mean_size <= 60.76068 else 0.044) if apart_at_start <= 1.5 else (0.031 if most_apart_in_a_row <= 6.5 else -0.158)))
    )
    return odds
