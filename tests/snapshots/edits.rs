//! Mechanical edits of every shipped exercise.
