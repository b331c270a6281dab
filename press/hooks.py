"""What MkDocs, or its successor ProperDocs, calls while it builds the site. No other module depends on the generator.

The others get what any generator has: a page's path, its address, its Markdown or HTML, and the navigation. A hook that
returns nothing leaves what it gets, or changes it in place.
"""

import datetime
import logging
import os
import re
import sys
from pathlib import Path

# The generator is started from anywhere.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import nbformat
from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File
from pymdownx.snippets import SnippetMissingError

from evidence.files import ROOT, write
from evidence.store import Damaged
from press import (
    claim_index,
    code_links,
    csp,
    glossary,
    katex,
    llms,
    macros,
    markdown_pages,
    serve,
    structured_data,
    widgets,
)
from press.article import finished
from press.bundle import bundle
from press.claim_index import LOG
from press.errors import SiteError
from press.figures import state
from press.fonts import preload, write_fonts
from press.notebook import page as notebook_page
from press.notebook import run as notebook
from press.paths import Article, Page, Site, github

# What opens a fold is a button, and no button may hold a link.
LINK_IN_SUMMARY = re.compile(
    r'<a class="headerlink"[^>]*>[^<]*</a>(?=</h3>\s*</summary>)'
)
_katex, _glossary = katex.KatexExtension(), glossary.GlossaryExtension()
_site = None  # of this build, once its navigation is known
_as_markdown = {}  # path of a page: its Article, and its Markdown
_serving = False


class Notebook(File):
    """A notebook that is a page, as a Markdown file is."""

    def is_documentation_page(self):
        return True


def on_startup(command, dirty):
    global _serving
    _serving = command == "serve"
    _katex.lenient = _serving


def on_config(config):
    # A strict build counts the generator's warnings, also when it is told to be quiet.
    LOG.parent = get_plugin_logger("press").logger
    generators = logging.getLogger(File.__module__.partition(".")[0])
    generators.setLevel(min(generators.level, logging.WARNING))
    config.markdown_extensions += [_katex, _glossary]
    config.extra["markdown_pages"] = not _serving  # they take longer than a page
    stale = [*claim_index.refresh(), *notebook.states()]
    if stale and config.strict:  # report it now, rather than once for each page
        raise PluginError("\n".join(stale))
    if made := claim_index.last_provenance():
        # A page is as old as its evidence, whenever it is built.
        date = datetime.datetime.fromisoformat(made["date"])
        os.environ.setdefault("SOURCE_DATE_EPOCH", str(int(date.timestamp())))


def on_pre_build(config):
    katex.copy_style()
    if (ROOT / "widgets").is_dir():  # the tests' sample site has none
        widgets.build()
    for fault in state.refresh():
        LOG.warning(fault)


def on_files(files, config):
    for path, content in code_links.files(claim_index.published()["claims"]):
        files.append(File.generated(config, path, content=content))
    if archive := code_links.archive():
        files.append(File.generated(config, archive[0], content=archive[1]))
    if kept := notebook.made():
        cells = nbformat.from_dict(kept.content)
        text, drawn = notebook_page.source(cells, github(config.repo_url))
        page = Notebook.generated(config, notebook.PAGE, content=text)
        files.append(page)
        addresses = {each.src_uri: each.url for each in files}
        drawn[notebook_page.NAME] = notebook_page.download(
            cells, config.site_url, addresses
        )
        for name, content in drawn.items():  # next to the page
            files.append(File.generated(config, page.url + name, content=content))


def on_nav(nav, config, files):
    global _site
    sections = {}
    for page in nav.pages:
        heading = page.ancestors[-1].title if page.ancestors else "The answer"
        sections.setdefault(heading, []).append(page.file.src_uri)
    titles = {page.file.src_uri: page.title or page.file.src_uri for page in nav.pages}
    _site = Site(
        sections=sections,
        titles=titles,
        address=config.site_url,
        name=config.site_name,
        description=config.site_description,
        made=claim_index.last_provenance(),
    )


def on_serve(server, config, builder):
    serve.watch(server, config.docs_dir)


def shown(error):
    """While the site is served, a page that cannot be printed says why; otherwise the error stops the build."""
    if not _serving:
        raise error
    LOG.error(error.message)
    return f'# This page has an error\n\n!!! failure "{error.message}"\n'


def on_page_read_source(page, config):
    try:
        return page.file.content_string
    except UnicodeDecodeError as fault:
        where = f"docs/{page.file.src_uri}"
        return shown(SiteError(f"{where} is not UTF-8: byte {fault.start}"))


def on_page_markdown(markdown, page, config, files):
    _katex.page = _glossary.page = page.file.src_uri
    try:
        return macros.render(markdown, Page(page.file.src_uri, page.url), _site)
    except SiteError as error:
        return shown(error)


def on_page_content(html, page, config, files):
    return LINK_IN_SUMMARY.sub("", html)


def on_env(env, config, files):
    claim_index.warn_of_unstated()


def on_post_page(output, page, config):
    # The page shows without Material's script, so it need not stop the parser.
    html = output.replace('.min.js"></script>', '.min.js" defer></script>')
    html = preload(finished(html))
    if not _serving:
        path, description = page.file.src_uri, page.meta.get("description", "")
        article = Article(path, page.url, page.title, description, page.content)
        data = structured_data.script(article, _site)
        html = html.replace("</head>", f"{data}</head>", 1)
        written = markdown_pages.markdown_of(article, _site)
        for name, text in written.items():
            write(Path(config.site_dir) / page.url / name, text)
        _as_markdown[path] = article, written["index.md"]
    return protected(html, page.url, config)


def on_post_template(output_content, template_name, config):
    if template_name.endswith(".html"):
        return protected(finished(output_content), template_name, config)


def protected(html, name, config):
    """The page with its policy, which would stop the script that reloads a page while it is served."""
    return html if _serving else csp.with_policy(html, name, config.theme.dirs)


def on_build_error(error):
    # OSError: such as a full disk
    if isinstance(error, OSError | SnippetMissingError | Damaged):
        raise SiteError(str(error)) from error


def on_post_build(config):
    claim_index.publish(Path(config.site_dir))
    write_fonts(Path(config.site_dir), katex.engine().rendered())
    if not _serving:
        llms.publish(Path(config.site_dir), _site, _as_markdown)
    if config.extra.get("bundled") and not _serving:
        bundle(config.site_dir)
