"""Where exams are kept: the functions over the tables of `classroom.store.examtables`. Plain data in and out."""
