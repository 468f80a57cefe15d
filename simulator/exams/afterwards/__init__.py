"""What comes after an exam, as operations of the hall's office: grading, regrading, results, exports, certificates, appeals. One operation a module or a
few that belong together; they are found by being there."""
