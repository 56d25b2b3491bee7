"""The colours and marks of a drawing: told apart by shape and colour, by day and by night."""

from kweek.catalogue.drawing import Look

#: A mark of sixteen by sixteen for each look, drawn in lines.
MARKS: dict[Look, str] = {
    "mail": "M1.5 3.5h13v9h-13z M1.5 4l6.5 5 6.5-5",
    "wait": "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13 M8 4.5v3.7l2.6 1.6",
    "choice": "M8 14.5v-5 M8 9.5L2.5 5V1.5 M8 9.5L13.5 5V1.5",
    "person": "M8 1.5a3 3 0 1 0 0 6a3 3 0 1 0 0-6 M2 14.5c0-7 12-7 12 0",
    "system": "M5.5 4L1.5 8l4 4 M10.5 4l4 4-4 4",
}

STYLE = """
.kweek-journey{--paper:#fbfcfb;--ink:#16241f;--soft:#52635c;--line:#8b9a93;
--mail:#0b6653;--mail-fill:#ffffff;--wait:#a86a05;--wait-fill:#fdf3dd;
--choice:#5b3fb5;--choice-fill:#f1edfd;--person:#b03a48;--person-fill:#fdeeee;
--system:#4a5f6d;--system-fill:#eef3f6;--end:#12312b;--end-ink:#ffffff}
@media (prefers-color-scheme:dark){.kweek-journey{--paper:#141a18;--ink:#e8efec;--soft:#a8b8b1;
--line:#708079;--mail:#4fc4a6;--mail-fill:#1c2724;--wait:#efb550;--wait-fill:#2d2616;
--choice:#b3a0f5;--choice-fill:#252038;--person:#f0949c;--person-fill:#331f22;
--system:#9db4c2;--system-fill:#1d262b;--end:#dfe9e5;--end-ink:#12211c}}
.kweek-journey text{font-family:Inter,system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif;
font-size:12px;fill:var(--soft)}
.kweek-journey .paper{fill:var(--paper)}
.kweek-journey .name{font-size:14px;font-weight:650;fill:var(--ink)}
.kweek-journey .note{font-style:italic}
.kweek-journey .box{fill:var(--fill);stroke:var(--hue);stroke-width:1.5}
.kweek-journey .bar{fill:var(--hue)}
.kweek-journey .mark{fill:none;stroke:var(--hue);stroke-width:1.5;stroke-linejoin:round;
stroke-linecap:round}
.kweek-journey .mail{--hue:var(--mail);--fill:var(--mail-fill)}
.kweek-journey .wait,.kweek-journey .foot{--hue:var(--wait);--fill:var(--wait-fill)}
.kweek-journey .choice{--hue:var(--choice);--fill:var(--choice-fill)}
.kweek-journey .person{--hue:var(--person);--fill:var(--person-fill)}
.kweek-journey .system{--hue:var(--system);--fill:var(--system-fill)}
.kweek-journey .start,.kweek-journey .end{--hue:var(--end);--fill:var(--end)}
.kweek-journey .start .name,.kweek-journey .end .name{fill:var(--end-ink)}
.kweek-journey .foot rect{fill:var(--fill)}
.kweek-journey .foot path{fill:none;stroke:var(--hue)}
.kweek-journey .foot text{fill:var(--ink)}
.kweek-journey .way{fill:none;stroke:var(--hue);stroke-width:1.5}
.kweek-journey .tip{fill:var(--hue)}
.kweek-journey .arrow{--hue:var(--line)}
.kweek-journey .came{--hue:var(--mail)}
.kweek-journey .chosen{--hue:var(--choice)}
.kweek-journey .skipped .way{stroke-dasharray:5 4}
.kweek-journey .label rect{fill:var(--paper);stroke:var(--hue)}
.kweek-journey .label text{font-weight:600;fill:var(--ink)}
"""
