"""The server of ``rp-composer serve``: FastAPI over the same `Composer` and jobs as the command line has."""
