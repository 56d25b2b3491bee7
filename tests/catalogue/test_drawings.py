"""What `kweek graph` draws of every form that a journey may take."""

from all_forms import JOURNEY

from kweek.catalogue.campaigns import read_campaigns
from kweek.catalogue.mermaid import mermaid

DRAWING = """\
flowchart TD
  start(("start")) --> s_watch
  s_watch(["<b>watch</b><br>Waits until 4 days before 2027-02-11 15:00 for: goal or seen\
<br><i>only if at stage lead and Page Viewed (path /a, plan the entry's plan)\
 in the last 14 days</i>"])
  s_watch -->|"goal"| s_end
  s_watch -->|"seen"| s_which
  s_watch -->|"otherwise or late"| s_rest
  s_watch -.->|"skipped"| s_rest
  s_rest(["<b>rest</b><br>Waits until 30 days before their renewal_date, at 08:00"])
  s_rest --> s_which
  s_which{{"<b>which</b><br>Chooses by chance<br><i>judged by Order Completed</i>"}}
  s_which -->|"40 %"| s_pause
  s_which -->|"60 %"| s_tell
  s_pause(["<b>pause</b><br>Waits 1 day, then until 09:00 on weekdays"])
  s_pause --> s_watch
  s_tell["<b>tell</b><br>Calls crm.example.com"]
  s_tell -->|"failed"| s_pause
  s_tell -->|"done"| s_note
  s_note["<b>note</b><br>Sets plan and told"]
  s_note --> s_ways
  s_ways{{"<b>ways</b><br>Chooses by rule"}}
  s_ways -->|"Page Viewed, then Order Completed within 2 days at least 2 times"| s_pause
  s_ways -->|"plan is the entry's plan"| s_stop
  s_ways -->|"otherwise"| s_end
  s_stop(("<b>stop</b><br>Ends the run"))
  s_stop --> s_end
  s_end(("end"))"""


def test_every_form_is_drawn_in_words_that_people_read(write):
    campaigns = read_campaigns(write({"journeys/all.yaml": JOURNEY}))
    assert campaigns.problems == ()
    journey, asked = campaigns.journeys["all"], campaigns.predicates

    drawn = mermaid(journey, {**asked.found, **asked.sequences, **journey.predicates})

    assert drawn == DRAWING
