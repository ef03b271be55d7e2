"""Two articles of our own with the traps of real ones: a mirror with menus around a story, a story and adverts below.

The first is dated by its source and stands in the menus of a mirror; the second has no date, address or title, tells
the same news with "on Friday" and "in June", and runs into the advertisements of the site that it was taken from.
"""

from __future__ import annotations

MIRROR = """---
title: LinkedIn stops training AI on British members after the ICO steps in
url: https://mirror.example/read-77120.html
source: Mirror of Feeds
date: 2024-09-22
fetch_date: 2025-10-01T08:15:00.25
---

# LinkedIn stops training AI on British members after the ICO steps in

* [Mirror of Feeds](https://mirror.example)
* [Favourites](/user/favourites)
* [Hot today](/?hot=1)
* [Tools for X](/tools)
* [Search](/search)

[Rss](/rss.xml)

[ ]
Night mode

![](https://pictures.example/3c1.jpg)

LinkedIn stops training AI on British members after the ICO steps in

Privacy / Machine learningBritain's Information Commissioner's Office (ICO) said th
*2024-9-21 20:44:10
Author: [news.example (original)](/jump-77120.htm)
Views: 12
Keep*

---

Privacy / Machine learning

[![Watchdogs](https://pictures.example/a.png "Watchdogs")](https://pictures.example/a.png)

Britain's Information Commissioner's Office (ICO) said that LinkedIn, the network for people at work, has suspended \
the training of its artificial intelligence (AI) models on data of users in the U.K.

"It is good to see that LinkedIn took to heart what we told it about training generative models on information about \
its U.K. users," [said](https://regulator.example/statement) Stephen Almond, who heads regulatory risk there.

"LinkedIn has confirmed to us that this model training stays suspended while we talk."

He added that makers of generative AI, Microsoft and LinkedIn among them, will be watched, so that safeguards for the \
rights of people in the U.K. are in place.

[![Advert](https://pictures.example/ad.png)](https://shop.example/book "Advert")

A day earlier the company had [owned up](https://news.example/blog) to training its own models on what its users \
write without having asked them, under a [privacy policy](https://news.example/policy) renewed on September 18, 2024.

"For now we do not enable AI training on what members in the European Economic Area, Switzerland and the United \
Kingdom post, and none of them will be shown the setting until further notice," LinkedIn said.

In a list of questions and answers it [says](https://help.example/a1) that it tries to keep personal data in the \
training sets small, and takes some of it out by technical means.

People elsewhere may [opt out](https://news.example/settings) under "Data privacy" in their settings.

"Whoever opts out will not have personal data or content used by LinkedIn to train models from then on; training that \
has been done stays done," LinkedIn wrote.

The quiet change came just days after Meta [conceded](https://news.example/ireland) before a parliament that it had \
gathered public posts for the same end since 2007. Meta has [since resumed](https://news.example/meta-uk) the training \
of its AI on posts of users in the U.K.

Last August, Zoom [gave up](https://news.example/zoom) its plan to train AI models on [content of its \
customers](https://zoom.example/blog), when new wording in its terms of service had met with protest worldwide.

It all shows how closely people now look at the use of what they write for large language models.

In the same week the U.S. Federal Trade Commission (FTC) put out a report which finds that big social media and video \
services watch their users far and wide, with weak privacy controls and hardly any safeguards for teenagers.

"Such firms gather troves of data about users and others, and may keep them for ever," the FTC \
[said](https://regulator.example/report), and it called their handling of data "sorely wanting".

"Some of the firms did not erase all the data that users had asked them to erase."

Did you like this story? Follow us on [Twitter **](https://twitter.example/us) and \
[LinkedIn](https://linkedin.example/us) for more.

Source of the article: https://news.example/2024/09/linkedin-stops.html
 Complaints to: admin@mirror.example

© [Mirror of Feeds](https://mirror.example) Powered By [Cache](https://code.example/cache)

* [Board of X](https://boards.example)
* [Hackers](https://hackers.example)
"""

REWRITE = """LinkedIn has stopped using what its UK members post to train artificial intelligence (AI) models, after \
a watchdog raised its concerns. The network for people at work, which Microsoft owns, had let members all over the \
world choose whether their data may serve that end. On Friday, though, the Information Commissioner's Office (ICO) \
said it was "glad" that LinkedIn had paused its use of data of UK users. LinkedIn said that it is open to more talks \
with the ICO. "We are glad that the company has thought about our worries over the way it trains generative models \
with data of its UK users. " Other large technology firms look at posts as food for their AI tools as well. Tools such \
as ChatGPT by OpenAI or Midjourney learn from very large amounts of text and pictures. A LinkedIn spokesperson told \
reporters that people should be in charge of their data. "There has always been some automation in our products, and \
we always said that people can choose how their data is used, " the spokesperson went on. What people tell of their \
work on such sites can help AI to sound more natural.
Our AI features are there to help with that. " A help page says that the data of a person who uses the writing \
assistant may be processed, though not for people in the UK, nor for those in the European Union (EU), the European \
Economic Area and Switzerland. Meta and X, once Twitter, would like to use posts for their AI too. They have met with \
hurdles in the UK and the EU, where the law sets limits to the gathering of personal data. In June, Meta suspended its \
plans to train AI on public posts and pictures of adults in the UK, after the ICO had voiced concerns. Not long ago \
it began to tell users of Facebook and Instagram in the UK about its plans anew, with a simpler way to object. \
LinkedIn is likely to go through such a review too before it could proceed with its plans for the data of UK users. \
Mr Almond said that people must be able to trust that their privacy is kept. The ICO would go on watching developers \
such as Microsoft and LinkedIn, he said.
LinkedIn Stops AI Training on Data of UK Users over Privacy
From talk to action: AI grows up.
GrowthPilot lifts the traffic of small shops tenfold and costs less than half of an agency.
Lumen.ai has launched a new agent that resumes searches on a laptop where they were left.
In sports on television, artificial intelligence (AI) for video pictures changes how fans follow their teams.
Scribewell, a leading firm in marketing technology, has rolled out its platform for planning campaigns.
Google has announced the newest version of its advertising tools, with AI for pictures and films.
A large American bank will spend billions on AI so that its staff gets more done.
Start your team of AI helpers and let Marketing, Sales & Growth run by themselves
and find clients on autopilot, from Facebook, Instagram and search. No ads needed
Get your first leads today"""
