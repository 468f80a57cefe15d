"""The service desk (9.2): answer, escalate, trace, after-sale, complaints, improvement."""
