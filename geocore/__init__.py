"""What both domains stand on. Knows neither Flask nor `gazetteer` nor `boundaries`.

A thing enters this package only when both domains (or the application and a domain) need it.
"""
