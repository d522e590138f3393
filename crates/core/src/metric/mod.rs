//! Statistics of a finished run, one a file. Floats are born here; undefined is `None`.
