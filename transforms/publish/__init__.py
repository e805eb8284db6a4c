"""publish — what people open: releases and exports."""
