-- What a feed tells of the events whose ids are in the JSON list :ids.
select t.*, a.label as action_label
from json_each(:ids) x join timeline t on t.event = x.value join actions a on a.id = t.action
