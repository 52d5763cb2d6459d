"""Hostile texts for anything that ends on a page (threat row WB1): each tries to run `hit(N)` or to leave this machine.

`PAYLOADS` are at least 200 different texts: every form below, plain and in the disguises of `_disguised`.
"""

from collections.abc import Iterator

_FORMS = (
    "<script>CALL</script>",
    "</script><script>CALL</script>",
    "<!--<script>CALL//</script>-->",
    "--><script>CALL</script>",
    "]]><script>CALL</script>",
    "</title><script>CALL</script>",
    "</textarea></style></noscript><script>CALL</script>",
    "<img src=x onerror=CALL>",
    "\"><img src=x onerror=CALL>",
    "'><img src=x onerror='CALL'>",
    "x\" onmouseover=CALL autofocus onfocus=CALL x=\"",
    "x' onfocus=CALL autofocus tabindex=0 '",
    "<svg onload=CALL>",
    "<svg><script>CALL</script></svg>",
    "<svg><animate onbegin=CALL attributeName=x dur=1s>",
    "<svg><use href=\"data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><script>CALL</script></svg>#x\">",
    "<math><mtext></p><style><img src=x onerror=CALL></style>",
    "<details open ontoggle=CALL>",
    "<input autofocus onfocus=CALL>",
    "<body onload=CALL>",
    "<iframe srcdoc='<script>parent.CALL</script>'></iframe>",
    "<iframe src=\"javascript:parent.CALL\"></iframe>",
    "<object data=\"javascript:CALL\"></object>",
    "<a href=javascript:CALL>x</a>",
    "javascript:CALL",
    "<base href=http://outside.example/>",
    "<link rel=stylesheet href=http://outside.example/a.css>",
    "<style>@import 'http://outside.example/a.css';</style>",
    "<meta http-equiv=refresh content='0;url=http://outside.example/'>",
    "<img src=http://outside.example/a.png>",
    "url(http://outside.example/a.png)",
    "${CALL}",
    "`+CALL+`",
    "`;CALL;//",
    "\\`;CALL;//",
    "\\${CALL}",
    "\\",
    "');CALL;//",
    "\");CALL;//",
    "\\');CALL;//",
    "'+CALL+'",
    "\u2028CALL//",
    "\u2029CALL//",
    "\nCALL\n",
    "{{ 7 * 191 }}",
    "{{ cycler.__init__.__globals__.os.environ }}",
    "{% for x in [1, 2] %}twice{% endfor %}",
    "{# gone #}",
    "{%- raw %}{{ 7 * 191 }}{% endraw -%}",
    "%(number)s %s {0} {label}",
    "&lt;script&gt;CALL&lt;/script&gt;",
    "&#60;script&#62;CALL&#60;/script&#62;",
    "\\u003cscript\\u003eCALL\\u003c/script\\u003e",
    "\\x3cscript\\x3eCALL\\x3c/script\\x3e",
    "%3Cscript%3ECALL%3C/script%3E",
    "＜script＞CALL＜/script＞",
    "__proto__",
    "constructor.constructor('CALL')()",
    "\u202e<script>CALL</script>",
    "郴州\u0301<script>CALL</script>𰻞",
)  # fmt: skip


def _disguised(form: str, number: int) -> Iterator[str]:
    yield form.replace("CALL", f"hit({number})")
    yield "苏仙区" + form.replace("CALL", f"hit({number})") + "白露塘"
    yield form.replace("CALL", f"window['hi'+'t']({number})").replace("script", "ScRiPt")
    yield "\"'`>" + form.replace("CALL", f"hit({number})")


PAYLOADS = tuple(dict.fromkeys(text for number, form in enumerate(_FORMS) for text in _disguised(form, number)))
