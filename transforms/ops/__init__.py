"""Operations as pure logic: incidents, the digest of a run, the quality page, the heartbeat, the steward's decisions.

In: check results, failing rows and former incidents as rows; dates that the run passes. Out: new states, texts, pages. No clock, no file,
no network.

Example:
    from transforms.ops.incidents import advance, gather_findings
    from transforms.ops.digest import compose_digests

    step = advance(former, gather_findings(results, rows), checks_that_ran(results), business_date)
    digests = compose_digests(step.changes, facts)          # () = silence
"""
