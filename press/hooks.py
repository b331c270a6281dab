"""All that knows the site's generator: MkDocs calls this, and so does ProperDocs. Everything here hands over to the module that does it.

What the others get is what any generator has: a page's path, its address, its Markdown or its HTML, and the navigation.
"""

import datetime
import logging
import os
import sys
from pathlib import Path

# MkDocs is started from anywhere.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File

from evidence.files import ROOT
from evidence.process import end_with_parent
from evidence.settings import settings
from press import bundle, code_links, csp, glossary, katex, macros, pictures, widgets
from press.claim_index import LEDGER, LOG, faults, publish
from press.figures import state
from press.fonts import put_fonts
from press.notebook import page as notebook_page
from press.notebook import run as notebook
from press.paths import Page, Site, written
from press.urls import github

_katex, _glossary = katex.KatexExtension(), glossary.GlossaryExtension()
_site = Site()


def page_of(page):
    return Page(page.file.src_uri, page.url)


def is_notebook(page):
    return page.file.src_uri.endswith(".ipynb")


def on_startup(command, dirty):
    end_with_parent()
    csp.served = command == "serve"


def on_config(config):
    # A strict build counts the generator's warnings, also where it is told to be quiet.
    LOG.parent = get_plugin_logger("press").logger
    generators = logging.getLogger(File.__module__.partition(".")[0])
    generators.setLevel(min(generators.level, logging.WARNING))
    config.markdown_extensions += [_katex, _glossary]
    stale = [*faults(), *notebook.states()]
    if stale and config.strict:  # say so now, rather than once for each page
        raise PluginError("\n".join(stale))
    LEDGER.open()
    if (
        made := LEDGER.provenance
    ):  # a page is as old as its evidence, whenever it is built
        date = datetime.datetime.fromisoformat(made["date"])
        os.environ.setdefault("SOURCE_DATE_EPOCH", str(int(date.timestamp())))
    return config


def on_pre_build(config):
    katex.copy_style()
    if (ROOT / "widgets").is_dir():  # a small site has none
        widgets.build()
    for fault in state.refresh():
        LOG.warning(fault)


def on_files(files, config):
    for path, content in code_links.files(LEDGER.claims):
        files.append(File.generated(config, path, content=content))
    return files


def on_nav(nav, config, files):
    global _site
    titles = {page.file.src_uri: page.title or page.file.src_uri for page in nav.pages}
    _site = Site(titles, github(config.repo_url), config.site_url)
    return nav


def on_serve(server, config, builder):
    (ROOT / settings()["store"]).mkdir(parents=True, exist_ok=True)
    server.unwatch(config.docs_dir)
    server.watch(config.docs_dir, recursive=False)
    for folder in (ROOT / settings()["store"], *written()):
        server.watch(str(folder))
    return server


def on_pre_page(page, config, files):
    if is_notebook(page):
        vars(page).pop("render", None)  # mkdocs-jupyter's; see press/notebook/page.py
    return page


def on_page_read_source(page, config):
    if is_notebook(page):
        return notebook_page.source(page.file.abs_src_path, _site.repository)


def on_page_markdown(markdown, page, config, files):
    _katex.page = _glossary.page = page.file.src_uri
    return macros.printed(markdown, page_of(page), _site)


def on_page_content(content, page, config, files):
    if is_notebook(page):
        filled = notebook_page.fill(content, page.file.abs_src_path)
        shown, found = pictures.outside(filled, "figure")
        for name, picture in found.items():
            files.append(File.generated(config, f"{page.url}{name}", content=picture))
        return shown


def on_env(env, config, files):
    LEDGER.close()
    return env


def on_post_page(output, page, config):
    # Material's script would ask the repository's host for its number of stars.
    return csp.protected(output.replace('data-md-component="source"', ""))


def on_post_template(output_content, template_name, config):
    if template_name.endswith(".html"):
        return csp.protected(output_content)
    return output_content


def on_post_build(config):
    publish(Path(config.site_dir))
    put_fonts(Path(config.site_dir), katex.engine().rendered())
    if config.extra.get("packed") and not csp.served:
        bundle.pack(config.site_dir)
