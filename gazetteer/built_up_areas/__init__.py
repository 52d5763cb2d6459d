"""Built-up areas (建成区): the dated polygons within which streets, estates and buildings have different names.

Whoever checks a name reads them as public facts (`gazetteer.name_checks.built_up`); this package enters and ends them.
"""
