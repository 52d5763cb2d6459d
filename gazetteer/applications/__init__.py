"""Applications over the internet (网上申请): a draft behind a secret link, handed in, taken over as a naming case.

Stands above `gazetteer.cases` and uses its rules, so that what an applicant is asked for is what the office's own
submission asks for (条例第十一条).
"""
