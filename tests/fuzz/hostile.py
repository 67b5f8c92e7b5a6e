"""Cases for the fuzzer: commands on files that were changed in ways a person or an enemy would."""

from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

from salessim.scenario.field_list import field_rows

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
SMALL = """\
name: Small
horizon: {from: 2027-01, months: 3}
target: {revenue: 50k, by: 2027-03}
segments: {gold: {prospects: 200, deal: 5k..9k, win_rate: 20..30 %}}
channels: {web: {leads: 20 a month}}
team: {closer: {people: 2, base: 40k a year}}
today: {accounts: accounts.csv}
variants: {more pay: {team.closer.base: 60k a year}}
"""
VARIED = """\
name: Varied
horizon: {from: 2027-01, months: 6}
segments:
  gold:
    prospects: 200
    called: never
    deal: 5k a year
    win_rate: 20..30 %
    churn: {typical: 20 % a year, cases: 5 %..45 % a year}
    orders: 1k a month
    order_frequency: {gamma: {shape: 0.7, mean: 1}}
    contract: {term: 12, renews_for: 12, notice: 1, billed: quarterly, steps: {2: 110 %}}
channels: {web: {leads: 20 a month, budget: 5k a month, without_budget: 30 %, given_up_at: 5 %}}
funnel: {conquest: {call: {by: [sdr, closer]}}, loyalty: {visit: {hours: 1, every: 30 days}}}
team:
  sdr: {people: 1, base: 30k a year}
  closer:
    people: 2
    base: 40k a year
    keeps_for: 90 days
    absent: {closer 1: {dates: 2027-02..2027-03, cover: colleagues, afterwards: returned}}
    hires: {people: 1, every: month, from: 2027-03, until: 2027-05}
    recruits: {good: {share: 20 %, stays: 48 months}, poor: {stays: 6 months}}
  keeper: {people: 1, base: 40k a year, motion: loyalty, at_most: 40 customers}
attrition: {rate: 20 % a year}
managers: {chief: {people: 1, one_per: 7 reps, debrief: 0.5}}
motivation: {}
crm: {}
"""
ACCOUNTS = "name,segment,owner,value\nAcme,gold,closer 1,5k\nBolt,gold,,7k\n"
DESIGN = """\
scenario: scenario.yaml
factors: {team.closer.people: [1, 2]}
replications: 3
"""
LARGE = "enterprise"
"""A second for each future: left out."""
FILES = [file for file in sorted(SCENARIOS.glob("*.yaml")) if file.stem != LARGE]
BASES = (SMALL, VARIED, *(file.read_text(encoding="utf-8") for file in FILES))

KEYS = sorted({key for row in field_rows() if "<" not in (key := row.path.rpartition(".")[2])})
"""All keys of the language."""
PAYLOADS = (
    *("", "~", "null", "yes", "off", "[]", "{}", "''", "-", "?", "- - -", "|", "&a *a", "<<: *a"),
    *("0", "-1", "1e9", "1e308", "1e999", ".nan", ".inf", "-.inf", "9" * 400, "0x7f", "1_000"),
    *("1000000 a month", "1 day", "0 days", "every minute", "0..0", "9..1", "15..25 %", "300 %"),
    *("2027-02-30", "0001-01", "9999-12", "2027-13", "3000000 a year", "1000000", "60", "600"),
    *("\x00", "\x1b[31m", "\u202e", "\ud800", "\ufeff", "é" * 300, "x" * 20_000, "$x^$", "=1+1"),
    *("[" * 300, "{a: " * 300, "../../etc/passwd", "/dev/zero", "/dev/stdin", ".", "accounts.csv"),
    *("12", "20 %", "5k a month", "quarterly", "2027-02..2027-03", "{2027-02: 4 %, 2027-03: 6 %}"),
    *("{typical: 20 % a year, cases: 5 %..45 % a year}", "{closer 1: 2027-02}", "[sdr, closer]"),
    *("extends: scenario.yaml", "extends: /etc/passwd", "!!python/object:os.system x", "*none"),
)
COMMANDS = (
    ("run", "scenario.yaml", "-n", "3"),
    ("run", "scenario.yaml", "-n", "2", "--details", "--engine", "simpy"),
    ("run", "scenario.yaml", "-n", "2", "--out", "out", "--log", "log.csv", "--json"),
    ("validate", "scenario.yaml", "--no-rates"),
    ("validate", "scenario.yaml", "--json", "--no-rates"),
    ("compare", "scenario.yaml", "-n", "2"),
    ("compare", "scenario.yaml", "-n", "2", "--without-each"),
    ("optimise", "scenario.yaml", "--replications", "2"),
    ("segment", "scenario.yaml"),
    ("trace", "scenario.yaml", "--until", "2027-01-05"),
    ("experiment", "run", "design.yaml", "--out", "results"),
    ("experiment", "status", "design.yaml"),
    ("report", "out", "page.md"),
    ("init", "made", "--from", "startup"),
)


@dataclass(frozen=True)
class Edit:
    """A change of a text: something else stands from a place on, for some characters.

    Attributes:
        place, length: shares of the text, so that an edit has a meaning in any.
        put: what stands there instead.
        lines: whether whole values (behind the colon of a line) are exchanged.
        key: where it is not empty, a line of this key is added instead, indented as the one before.
    """

    place: float
    length: float
    put: str
    lines: bool
    key: str

    def of(self, text: str) -> str:
        """The changed text."""
        rows = text.split("\n")
        row = int(self.place * (len(rows) - 1))
        if self.key:
            indentation = rows[row][: len(rows[row]) - len(rows[row].lstrip())]
            rows.insert(row + 1, f"{indentation}{self.key}: {self.put}")
            return "\n".join(rows)
        if self.lines:
            key, colon, _ = rows[row].partition(":")
            rows[row] = f"{key}{colon} {self.put}"
            return "\n".join(rows)
        start = int(self.place * len(text))
        return text[:start] + self.put + text[start + int(self.length * 30) :]


@dataclass(frozen=True)
class HostileCase:
    """A command on changed files.

    Attributes:
        base: number of the scenario that is changed.
        scenario, accounts, design: edits of each file.
        command: number of the command.
        arguments: typed after it.
    """

    base: int
    scenario: tuple[Edit, ...]
    accounts: tuple[Edit, ...]
    design: tuple[Edit, ...]
    command: int
    arguments: tuple[str, ...]

    def write(self, folder: Path) -> list[str]:
        """Write the files into a folder; return the arguments of the command."""
        files = {
            "scenario.yaml": (BASES[self.base], self.scenario),
            "accounts.csv": (ACCOUNTS, self.accounts),
            "design.yaml": (DESIGN, self.design),
        }
        for name, (text, edits) in files.items():
            for edit in edits:
                text = edit.of(text)
            (folder / name).write_bytes(text.encode("utf-8", "surrogatepass"))
        return [*COMMANDS[self.command], *self.arguments]


SHARES = st.floats(0, 1, exclude_max=True)
EDITS = st.builds(
    Edit,
    SHARES,
    SHARES,
    st.sampled_from(PAYLOADS),
    st.booleans(),
    st.one_of(st.just(""), st.sampled_from(KEYS)),
)
VALUES = st.sampled_from([text for text in PAYLOADS if "\0" not in text])
PATHS = st.sampled_from(
    [
        *("team.closer.people", "segments.gold.deal", "channels.web.leads", "horizon.months"),
        *("segments.gold.contract.term", "team.closer.absent", "segments.gold.churn", "", "a.b"),
    ]
)
ARGUMENTS = st.one_of(
    st.just(()),
    st.tuples(st.just("--set"), st.builds("{}={}".format, PATHS, VALUES)),
    st.tuples(st.sampled_from(["--seed", "-n", "--threads", "--precision", "--report"]), VALUES),
    st.tuples(VALUES),
)
CASES = st.builds(
    HostileCase,
    st.sampled_from([0, 1, *range(len(BASES))]),
    st.lists(EDITS, max_size=3).map(tuple),
    st.lists(EDITS, max_size=2).map(tuple),
    st.lists(EDITS, max_size=2).map(tuple),
    st.integers(0, len(COMMANDS) - 1),
    ARGUMENTS,
)
