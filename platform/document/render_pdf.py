"""HTML to PDF/UA with WeasyPrint. Adds what WeasyPrint 57 leaves out: pictures are tagged as figures with their alternative words,
captions as captions. Nothing is fetched but files of this folder. Exit 127: WeasyPrint is not installed."""
import inspect
import sys

try:
    import pydyf
    import weasyprint
    from weasyprint.pdf.stream import Stream
except ImportError:
    sys.exit(127)

source, target = sys.argv[1:3]
TAGS = {"img": "Figure", "caption": "Caption", "figcaption": "Caption"}


def fetch(url, *rest, **more):
    if url.startswith("data:") or (url.startswith("file:") and url.endswith((".woff2", ".html"))):
        return weasyprint.default_url_fetcher(url, *rest, **more)
    raise ValueError("not allowed")


if hasattr(Stream, "get_marked_content_tag"):
    plain_tag = Stream.get_marked_content_tag
    Stream.get_marked_content_tag = lambda self, tag: TAGS.get(tag) or plain_tag(self, tag)

page = weasyprint.HTML(filename=source, encoding="utf-8", url_fetcher=fetch)
words = [img.get("alt", "") for img in page.etree_element.iter("img")]


def finish(document, pdf):
    figures = [o for o in pdf.objects if isinstance(o, pydyf.Dictionary) and o.get("S") == "/Figure" and o.get("Type") == "/StructElem"]
    if len(figures) != len(words):
        return  # a later WeasyPrint that tags figures by itself
    for figure, alt in zip(figures, words):
        figure["Alt"] = pydyf.String(alt)


variant = "variant" if "variant" in inspect.signature(page.write_pdf).parameters else "pdf_variant"
page.write_pdf(target, finisher=finish, **{variant: "pdf/ua-1"})
