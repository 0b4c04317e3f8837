"""Programs that are loaded can be stepped into, and go when nothing needs them."""

import gc
import linecache

from engine.programs.load import code_of, loaded


def test_the_text_of_a_program_is_there_as_long_as_the_program():
    function = loaded("def f(x):\n    return x + 1.5\n", "f")
    filename = function.__code__.co_filename
    assert function(1.0) == 2.5
    assert linecache.getline(filename, 2) == "    return x + 1.5\n"
    code_of.cache_clear()
    linecache.checkcache()
    assert linecache.getline(filename, 2) == "    return x + 1.5\n"
    del function
    gc.collect()
    assert filename not in linecache.cache
