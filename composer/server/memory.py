"""How the server keeps its memory: what one picture has needed, the next one gets again."""

import ctypes

#: For ``mallopt`` of the GNU C library (malloc.h): one arena (M_ARENA_MAX) for all threads, out of which come blocks
#: up to a size (M_MMAP_THRESHOLD), and at the end of which so much free memory is kept (M_TRIM_THRESHOLD), in bytes.
_SETTINGS = ((-8, 1), (-3, 32 * 1024 * 1024), (-1, 64 * 1024 * 1024))


def keep_memory() -> None:
    """Keep freed memory for the next picture; call it before threads are started.

    A picture takes several blocks of megabytes, in whichever thread is free. By itself the GNU C library asks the
    system for many of them anew, which clears each page: seven times as many pages as with these settings, and a
    twentieth of the processor time a picture takes. Other C libraries are left alone.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # there is none
        pass
    else:
        for name, value in _SETTINGS:
            mallopt(name, value)
