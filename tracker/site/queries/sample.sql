-- for: research
-- title: A sample to label again
-- So many reports of each action and language (5 unless you give another number), chosen by their quotes' places: the
-- same sample as long as the documents are the same. Label the quote before you look at what the rules read.
select action, lang, quote, title, published, url, date, company, region, event
from (
  select r.action, d.lang, r.quote, d.title, d.published, d.url, r.date, r.company, r.region, r.event,
    row_number() over (partition by r.action, d.lang order by (unicode(substr(d.id, 3, 1)) * 7919 + r.start * 104729) % 9973,
      d.id, r.start) as place
  from reports r join documents d on d.id = r.document
)
where place <= cast(coalesce(nullif(:size, ''), 5) as integer)
order by action, lang, place
