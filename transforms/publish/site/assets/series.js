/* Cells as series: one variant and item of an indicator; segments between breaks; medians. */
(function (x) {
  "use strict";
  x.seriesKey = function (row) { return (row.variant || "") + "|" + (row.item || ""); };
  x.seriesName = function (row) {
    const parts = [row.variant, row.item].filter(Boolean);
    return parts.length ? parts.join(" · ") : x.t("series.total");
  };
  /* "固定资产投资（省外）" */
  x.fullName = function (row) {
    const parts = [row.variant, row.item].filter(Boolean);
    return x.indicatorName(row.indicator) + (parts.length ? x.t("brackets", parts.join(" · ")) : "");
  };
  x.hasValue = function (row) { return Boolean(row) && !row.missing_reason && row.value !== null; };

  const BLANKS = { reported: "not_in_report", half_year_only: "not_in_report", missing: "report_missing", quarantined: "quarantined", not_alive: "place_not_alive", not_due: "not_due" };
  /* State of a township's year, from the index. */
  x.stateOf = function (id, year) {
    x.states = x.states || new Map(x.rows(x.index.coverage).map(function (row) { return [row.township_id + "|" + row.year, row.state]; }));
    return x.states.get(id + "|" + year);
  };
  x.aliveIn = function (year) {
    return x.townships.filter(function (one) { const state = x.stateOf(one.township_id, year); return state && state !== "not_alive"; }).length;
  };
  /* A series with a row for every township and year: a figure that nobody expects has no cell, yet the reader wants to know why it is not there. */
  x.completed = function (rows, townships, years) {
    const found = new Map(rows.map(function (row) { return [row.township_id + "|" + row.year, row]; }));
    return [].concat.apply([], townships.map(function (id) {
      return years.map(function (year) {
        const reason = BLANKS[x.stateOf(id, year)] || "not_asked";
        return found.get(id + "|" + year) || { indicator: rows[0].indicator, variant: rows[0].variant, item: rows[0].item, township_id: id, year: year, value: null, missing_reason: reason, reasons: "" };
      });
    }));
  };
  x.allTownships = function () { return x.townships.map(function (one) { return one.township_id; }); };

  /* Series of an indicator's cells, the fullest first: [{key, variant, item, rows, filled}]. */
  x.seriesOf = function (rows) {
    return Array.from(x.group(rows, x.seriesKey).entries()).map(function (entry) {
      const first = entry[1][0];
      return { key: entry[0], variant: first.variant, item: first.item, rows: entry[1], filled: entry[1].filter(x.hasValue).length };
    }).filter(function (one) { return one.filled > 0; }).sort(function (a, b) { return b.filled - a.filled; });
  };

  /* An indicator's cells as objects that know their indicator. */
  x.cellsOf = function (code) {
    return x.load("cells/" + code).then(function (table) {
      const rows = x.rows(table);
      rows.forEach(function (row) { row.indicator = code; });
      return rows;
    });
  };
  x.yearsOf = function (rows) {
    return Array.from(new Set(rows.filter(x.hasValue).map(function (row) { return row.year; }))).sort(function (a, b) { return a - b; });
  };
  /* Runs of points that a line may join: cut at every step that may not be compared, and at every year without a value. */
  x.segments = function (rows) {
    const runs = [];
    let last = null;
    rows.filter(x.hasValue).sort(function (a, b) { return a.year - b.year; }).forEach(function (row) {
      const joined = last && last.unit === row.unit && row.step_verdict !== "not_comparable" && row.year === last.year + 1;
      if (!joined) { runs.push([]); }
      runs[runs.length - 1].push(row);
      last = row;
    });
    return runs;
  };
  /* Steps that may not be compared: where a chart draws a break. */
  x.breaksIn = function (rows) {
    return rows.filter(function (row) { return x.hasValue(row) && row.step_verdict === "not_comparable"; });
  };
  x.median = function (values) {
    const sorted = values.map(Number).sort(function (a, b) { return a - b; });
    if (!sorted.length) { return null; }
    const half = sorted.length >> 1;
    return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  };
  /* Blank rows by why they are blank: [[word, [townships]]]. */
  x.notReported = function (rows) {
    const blank = rows.filter(function (row) { return !x.hasValue(row); });
    const groups = x.group(blank, function (row) { return (row.reasons || "").indexOf("held:") === 0 ? x.t("missing.held") : x.word("missing", row.missing_reason); });
    return Array.from(groups.entries()).map(function (entry) { return [entry[0], entry[1].map(function (row) { return row.township_id; })]; });
  };
})(window.xianzhi);
