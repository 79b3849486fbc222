"""Source pictures of edits: an earlier picture may be named only by the chat it was drawn for."""

import re
from pathlib import Path
from sqlite3 import Connection

from composer.errors import PictureError
from composer.jobs import table
from composer.jobs.job import Submission
from composer.references.sources import is_address, picture_name

#: The second and later pictures of a job have their number behind its id.
_NUMBER = re.compile(r"-\d+$")


def check_source(connection: Connection, submission: Submission) -> None:
    """Let pass a request without a source, one with an address, and one that names a picture of its own chat.

    Raises:
        PictureError: the picture was drawn for another chat, or nobody knows for which.
    """
    source = submission.scene.request.source_image
    if not source or is_address(source):
        return
    stem = Path(picture_name(source)).stem
    rows = [table.find(connection, job_id) for job_id in dict.fromkeys((stem, _NUMBER.sub("", stem)))]
    if not any(row is not None and row.job.chat == submission.chat for row in rows):
        raise PictureError(
            f"the source picture {source!r:.200} was not drawn for this chat; name one that was, or an http(s) address"
        )
