"""What MkDocs, or its successor ProperDocs, calls while it builds the site. No other module depends on the generator.

The others get what any generator has: a page's path, its address, its Markdown or HTML, and the navigation. A hook that
returns nothing leaves what it gets, or changes it in place.
"""

import datetime
import logging
import os
import re
import sys
from html import escape
from pathlib import Path

# The generator is started from anywhere.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File
from pymdownx.snippets import SnippetMissingError

from evidence.files import ROOT, write
from evidence.store import Damaged
from press import (
    citation,
    claim_index,
    code_links,
    csp,
    glossary,
    katex,
    macros,
    markdown_pages,
    node,
    serve,
    widgets,
)
from press.article import finished
from press.claim_index import LOG
from press.errors import SiteError
from press.figures import state
from press.fonts import write_fonts
from press.notebook import page as notebook_page
from press.notebook import run as notebook
from press.paths import Article, Page, Site

# What opens a fold is a button, and no button may hold a link.
LINK_IN_SUMMARY = re.compile(
    r'<a class="headerlink"[^>]*>[^<]*</a>(?=</h3>\s*</summary>)'
)
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


def on_config(config):
    # A strict build counts the generator's warnings, also when it is told to be quiet.
    LOG.parent = get_plugin_logger("press").logger
    generators = logging.getLogger(File.__module__.partition(".")[0])
    generators.setLevel(min(generators.level, logging.WARNING))
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
    for fault in state.refresh(apart=_serving):
        LOG.warning(fault)


def on_files(files, config):
    for path, content in code_links.files(claim_index.published()["claims"]):
        files.append(File.generated(config, path, content=content))
    if archive := code_links.archive():
        files.append(File.generated(config, archive[0], content=archive[1]))
    if kept := notebook.made():
        text, made = notebook_page.printed(
            kept.content, config.repo_url, config.site_url
        )
        page = Notebook.generated(config, notebook.PAGE, content=text)
        files.append(page)
        for name, content in made.items():  # next to the page
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
    return f"<h1>This page has an error</h1>\n<p>{escape(error.message)}</p>\n"


def on_page_markdown(markdown, page, config, files):
    here = Page(page.file.src_uri, page.url)
    try:
        return glossary.linked(macros.render(markdown, here, _site), here)
    except SiteError as error:
        return shown(error)


def on_env(env, config, files):
    claim_index.warn_of_unstated()
    pages = {file.src_uri: file.page for file in files.documentation_pages()}
    contents = {
        path: LINK_IN_SUMMARY.sub("", page.content) for path, page in pages.items()
    }
    for path, html in katex.with_formulas(contents).items():
        pages[path].content = html
    write_fonts(Path(config.site_dir), katex.rendered(katex.formulas(contents)))
    env.globals |= {
        "about": citation.about(),
        "text_license": citation.TEXT_LICENSE,
        "made": _site.made,
    }


def on_post_page(output, page, config):
    if not _serving:
        path, description = page.file.src_uri, page.meta.get("description", "")
        article = Article(path, page.url, page.title, description, page.content)
        written = markdown_pages.markdown_of(article, _site)
        for name, text in written.items():
            write(Path(config.site_dir) / page.url / name, text)
        _as_markdown[path] = article, written["index.md"]
    return protected(finished(output), page.url, config)


def on_post_template(output_content, template_name, config):
    if template_name.endswith(".html"):
        return protected(output_content, template_name, config)


def protected(html, name, config):
    """The page with its policy, which would stop the script that reloads a page while it is served."""
    return html if _serving else csp.with_policy(html, name, config.theme.dirs)


def on_build_error(error):
    # OSError: such as a full disk. UnicodeError: a page that is not UTF-8, which MkDocs has named.
    if isinstance(error, OSError | UnicodeError | SnippetMissingError | Damaged):
        raise SiteError(str(error)) from error


def on_post_build(config):
    claim_index.publish(Path(config.site_dir))
    if not _serving:
        markdown_pages.write_index(Path(config.site_dir), _site, _as_markdown)
        node.run("press/bundle.mjs", config.site_dir)
