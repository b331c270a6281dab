"""What the site publishes is enough to measure a claim again: the archive and evidence.json, in an empty folder."""

import io
import zipfile

import pytest

from evidence.provenance import git
from press import claim_index, code_links
from tests.evidence.copied_project import run

CLAIM = "a-draw-decodes-like-the-mean"  # it takes no time and no TensorFlow


@pytest.mark.slow
def test_a_claim_is_measured_again_from_the_archive(tmp_path):
    archive = code_links.archive()
    if archive is None or git("status", "--porcelain"):
        pytest.skip("the archive has the last commit, but this folder has other files")
    with zipfile.ZipFile(io.BytesIO(archive[1])) as files:
        files.extractall(tmp_path)
    claim_index.publish(tmp_path)
    status, said = run(tmp_path, "evidence", "measure", CLAIM)
    assert status == 0, said
    assert "published 1, now 1" in said
