-- metrics.pair: what `linked` says of two years of one series, without the figures that growth needs beside it.
-- In: linked.
SELECT * EXCLUDE (base_value, base_low, base_high, base_rounding) FROM linked
