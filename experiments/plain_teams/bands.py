"""What surveys and practitioners publish about teams as those of this folder, and where.

Fixed before the teams of `UNSEEN` were run for the first time.
"""

from dataclasses import dataclass

SOURCES = {
    "selling": "41 % and, five years before, 46 % of time by telephone or face to face (CSO "
    "Insights 2011, over 2,000 firms, sellingpower.com); 41 % (Industrial Performance Group, over "
    "1,000 salespeople, indusperfgrp.com); studies of 2008 to 2016 from 22 to 45 % (jbtd.nl)",
    "attrition": "10 % aimed at, 15 to 20 % called high at manufacturers and distributors "
    "(Alexander Group, rule of five); 15 % on average, more than twice as much in 2002 (Sales "
    "Performance International, destinationcrm.com)",
    "at quota": "57 and 58 % of people (CSO Insights 2013, 2004); 52 to 66 % by industry (S. "
    "Martin, 100 heads of sales, 2013); 51 % in 2024 (Bridge Group, by lative.ai)",
    "attained": "50 to 60 % of the quota by ramped people (drivetrain.ai); 54 % on average "
    "(xactlycorp.com, 2019)",
    "insight": "6 deals a quarter at 26k to 30k a year, 3 to 4 at 66k to 84k (Insight Partners, "
    "periodic table of SaaS sales metrics, paperzz.com)",
    "benchmarkhq": "quotas of 600k at 5k to 25k a year (BenchmarkHQ on the Bridge Group's report, "
    "2020); half to all of it",
    "cycles": "14 to 30 days at 5k to 25k, 30 to 90 to 100k (The CRO Report); 60 at 25k (Bridge "
    "Group, 2017); 14 to 45 days below 5k, 45 to 90 to 50k, 90 to 270 beyond (imboard.ai): from "
    "the lowest to the highest",
    "keepers": "1:30 to 1:50 in the mid-market, 1:100 to 1:200 for small firms, 1:8 to 1:15 for "
    "enterprises (cust.co); 50 to 100 at 20k a year (SaaStr); 2M a person (OpenView); 1:75 on "
    "average (Insight Partners)",
    "prosales": "nearly 3M for each outside rep of specialty dealers (ProSales 100, 2018); a fifth "
    "up and down",
    "advisers": "900k to 1.5M (J. Rainwater, hvacrbusiness.com, 2007), over 1M, many over 2M "
    "(hvaccoachingcorner.com)",
    "appointments": "10 a week at least, 15 as a stretch, in 44 to 46 weeks "
    "(hvaccoachingcorner.com)",
    "outsourcing": "2 and more new customers a month for each inside rep, above 18k a year "
    "(solvethevalue.com, 2015): to half as many again",
    "payroll": "a quota of 200k a year (F. Sessa, Payroll Associates, 2006); half to all of it",
    "brokers": "40k of new commission a year in smaller agencies (Big I, by siaoh.com), 56k of a "
    "validated producer, 75k of the most successful (Best Practices Study, 2013)",
    "brokers' time": "65 to 82 % on new business and on accounts, of the most successful (Best "
    "Practices Study, 2013)",
    "cleaning": "25 bids a quarter and 22 to 42 % of them won in a firm of forty, here two people "
    "(thequietprotocol.com)",
}
"""Where bands come from, as read."""


@dataclass(frozen=True)
class Band:
    """What is published of an indicator: its name in `teams.py`, ends, and a key of `SOURCES`."""

    indicator: str
    low: float
    high: float
    source: str


ALL = (
    Band("selling", 0.22, 0.46, "selling"),
    Band("attrition", 0.10, 0.35, "attrition"),
    Band("attained", 0.50, 0.60, "attained"),
    Band("at quota", 0.51, 0.66, "at quota"),
)
"""Bands of any team; a team's own go before them."""

TUNED = {
    "small_firms": (
        Band("contracts", 50, 100, "benchmarkhq"),
        Band("cycle", 14, 90, "cycles"),
        Band("customers", 100, 200, "keepers"),
    ),
    "mid_market": (
        Band("contracts", 20, 26, "insight"),
        Band("cycle", 30, 90, "cycles"),
        Band("customers", 30, 100, "keepers"),
    ),
    "enterprise": (
        Band("contracts", 12, 16, "insight"),
        Band("cycle", 30, 270, "cycles"),
        Band("customers", 8, 25, "keepers"),
    ),
    "distribution": (
        Band("revenue", 2.4e6, 3.6e6, "prosales"),
        Band("attrition", 0.10, 0.20, "attrition"),
    ),
    "heating": (
        Band("bookings", 0.9e6, 2e6, "advisers"),
        Band("meetings", 440, 690, "appointments"),
    ),
}
"""Teams on which defaults were tuned."""

UNSEEN = {
    "growing_software": (
        Band("contracts", 30, 60, "benchmarkhq"),
        Band("cycle", 14, 90, "cycles"),
        Band("customers", 50, 200, "keepers"),
    ),
    "outsourced_books": (
        Band("contracts", 24, 36, "outsourcing"),
        Band("cycle", 14, 90, "cycles"),
        Band("customers", 50, 100, "keepers"),
    ),
    "payroll": (Band("bookings", 100e3, 200e3, "payroll"), Band("cycle", 14, 45, "cycles")),
    "insurance": (
        Band("selling", 0.65, 0.82, "brokers' time"),
        Band("bookings", 40e3, 75e3, "brokers"),
    ),
    "cleaning": (
        Band("proposals", 50, 50, "cleaning"),
        Band("won of proposals", 0.22, 0.42, "cleaning"),
    ),
}
"""Teams written before any of them was run, and run once."""
