"""One module per stage of a night; each joins the rooms below and decides nothing."""
