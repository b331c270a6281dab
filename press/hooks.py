"""What MkDocs calls: everything here hands over to the module that does it."""

import datetime
import json
import logging
import os
import sys
from pathlib import Path

# MkDocs is started from anywhere; once imported, `press` is a package for the macros too.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority

from evidence.files import ROOT, write
from evidence.machine import end_with_parent
from evidence.settings import settings
from press import code_links, glossary, katex, notebook, notebook_page, policy
from press.evidence import LEDGER, LOG, faults, read
from press.figures import state
from press.fonts import fonts

_katex, _glossary = katex.KatexExtension(), glossary.GlossaryExtension()


def is_notebook(page):
    return page.file.src_uri.endswith(".ipynb")


def on_startup(command, dirty):
    end_with_parent()


@event_priority(100)  # before the macros plugin
def on_config(config):
    # `mkdocs --quiet` would keep warnings from the counter that stops a strict build.
    mkdocs_log = logging.getLogger("mkdocs")
    mkdocs_log.setLevel(min(mkdocs_log.level, logging.WARNING))
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
    for fault in state.refresh():
        LOG.warning(fault)


def on_files(files, config):
    for file in code_links.files(LEDGER.claims, config):
        files.append(file)
    return files


def on_serve(server, config, builder):
    for place in (ROOT / settings()["store"], notebook.NOTEBOOK.parent):
        place.mkdir(parents=True, exist_ok=True)
        server.watch(str(place))
    return server


def on_pre_page(page, config, files):
    if is_notebook(page):
        vars(page).pop("render", None)  # mkdocs-jupyter's; see press/notebook_page.py
    return page


def on_page_read_source(page, config):
    return notebook_page.source(page, config) if is_notebook(page) else None


def on_page_content(content, page, config, files):
    return notebook_page.fill(content, page) if is_notebook(page) else content


def on_page_markdown(markdown, page, config, files):
    _katex.page = _glossary.page = page.file.src_uri
    if LEDGER.data == "MNIST":
        return markdown
    return f'!!! warning "Measured on {LEDGER.data}, not on MNIST"\n\n{markdown}'


def on_env(env, config, files):
    LEDGER.close()
    return env


def on_post_page(output, page, config):
    # Material's script would ask the repository's host for its number of stars.
    return policy.protected(output.replace('data-md-component="source"', ""))


def on_post_template(output_content, template_name, config):
    if template_name.endswith(".html"):
        return policy.protected(output_content)
    return output_content


def on_post_build(config):
    text = json.dumps(read(), ensure_ascii=False, indent=1, allow_nan=False)
    write(Path(config.site_dir) / "evidence.json", text + "\n")
    for name, data in fonts(katex.engine().rendered()).items():
        write(Path(config.site_dir) / "generated" / "katex" / "fonts" / name, data)
