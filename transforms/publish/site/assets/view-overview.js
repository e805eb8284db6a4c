/* The county at a glance: what is new, what failed, which reports are there, which indicators are widely told. */
(function (x) {
  "use strict";
  const YEARS_SHOWN = 12;

  x.coverageMatrix = function (years, caption) {
    const byTownship = x.group(x.rows(x.index.coverage), function (row) { return row.township_id; });
    const columns = [{ key: "township", label: x.t("column.township"), value: function (one) { return one.township.name; },
      node: function (one) { return x.a(x.to("township", one.township.township_id), one.township.name); } }].concat(years.map(function (year) {
      return { key: year, label: String(year), class: "covered", value: function (one) {
        const row = one.byYear.get(year);
        return !row ? "" : row.state === "reported" ? row.cells_filled : x.word("coverage", row.state);
      }, node: function (one) {
        const row = one.byYear.get(year);
        if (!row) { return x.h("span", { class: "blank" }, "—"); }
        const said = row.state === "reported" ? x.t("coverage.said", row.cells_filled, row.cells_expected) : x.word("coverage", row.state) + (row.due_on && row.state === "missing" ? x.t("brackets", x.t("coverage.due", x.when(row.due_on))) : "");
        const text = row.state === "reported" ? String(row.cells_filled) : x.word("coverage", row.state);
        return row.report_id ? x.a(x.to("township", one.township.township_id, { year: year }), text, { class: "chip " + row.state, title: said }) : x.h("span", { class: "chip " + row.state, title: said }, text);
      } };
    }));
    const rows = x.townships.map(function (township) {
      const own = byTownship.get(township.township_id) || [];
      return { township: township, byYear: new Map(own.map(function (row) { return [row.year, row]; })) };
    });
    return x.table({ caption: caption, columns: columns, rows: rows, class: "matrix", filter: false });
  };

  function tiles() {
    const facts = x.index.facts, last = x.index.years[x.index.years.length - 1];
    const lastRows = x.rows(x.index.coverage).filter(function (row) { return row.year === last; });
    const alive = lastRows.filter(function (row) { return row.state !== "not_alive"; });
    const reported = alive.filter(function (row) { return row.state === "reported"; });
    const filled = x.rows(x.index.coverage).reduce(function (sum, row) { return sum + row.cells_filled; }, 0);
    const made = [
      [x.number(reported.length) + " / " + x.number(alive.length), last ? x.t("tile.reported", last) : x.t("tile.reports"), x.to("coverage")],
      [x.number(facts.reports || 0), x.t("tile.reports"), x.to("coverage")],
      [x.number(filled), x.t("tile.cells"), x.to("indicator")],
      [x.number(x.filled.length), x.t("tile.indicators"), x.to("indicator")],
      [x.number(x.rows(x.index.failed).length), x.t("tile.failed"), x.to("quality")],
    ];
    return x.h("ul", { class: "tiles" }, made.map(function (one) { return x.h("li", {}, x.h("strong", {}, one[0]), x.a(one[2], one[1])); }));
  }

  function news() {
    const counts = x.rows(x.index.change_counts), facts = x.index.facts;
    const title = x.h("h2", {}, x.t("overview.new"));
    const reports = x.rows(x.index.latest_reports);
    const list = x.h("ul", { class: "rows" }, reports.map(function (row) {
      return x.h("li", {}, x.a(x.to("report", row.report_id), x.t("report.title", x.townshipName(row.township_id, row.year), row.year, x.word("report_kind", row.kind))),
        x.h("span", { class: "soft" }, " " + x.when(row.report_date)), row.superseded_by ? x.h("span", { class: "chip not_due" }, x.t("report.superseded")) : null);
    }));
    const heading = x.h("h3", {}, x.t("overview.latest"));
    if (!facts.previous) { return [title, x.h("p", {}, x.t("overview.first")), heading, list]; }
    if (!counts.length) { return [title, x.h("p", {}, x.t("overview.none_new")), heading, list]; }
    const byCause = Array.from(x.group(counts, function (row) { return row.cause + "|" + row.change; }).values());
    return [title, x.h("ul", { class: "rows" }, byCause.map(function (rows) {
      const total = rows.reduce(function (sum, row) { return sum + row.n; }, 0);
      const where = Array.from(new Set(rows.map(function (row) { return x.townshipName(row.township_id) + " " + row.year; })));
      return x.h("li", {}, x.t("overview.change", x.word("cause", rows[0].cause), x.word("change", rows[0].change), x.number(total)),
        x.h("span", { class: "soft" }, " " + where.slice(0, 6).join(x.t("list.comma")) + (where.length > 6 ? x.t("list.and_more", where.length - 6) : "")));
    })), x.h("p", {}, x.a(x.to("changes"), x.t("overview.all_changes"))), heading, list];
  }

  x.failedTable = function (caption) {
    const rows = x.rows(x.index.failed);
    if (!rows.length) { return x.h("p", {}, x.t("quality.all_pass")); }
    return x.table({ caption: caption, rows: rows, filter: false, columns: [
      { key: "message_zh", label: x.t("column.check"), value: function (row) { return x.lang === "en" ? row.message_en : row.message_zh; },
        node: function (row) { return x.a(x.to("quality", row.check_id), x.lang === "en" ? row.message_en : row.message_zh); } },
      { key: "kind", label: x.t("column.kind"), value: function (row) { return x.word("check_kind", row.kind); }, node: function (row) { return x.h("span", { class: "chip " + row.kind }, x.word("check_kind", row.kind)); } },
      { key: "failing", label: x.t("column.failing"), number: true, value: function (row) { return row.outcome === "error" ? "" : row.failing; }, node: function (row) { return row.outcome === "error" ? x.t("check_outcome.error") : x.number(row.failing); } },
      { key: "held", label: x.t("column.held"), number: true, node: function (row) { return row.held ? x.number(row.held) : ""; } },
      { key: "owner", label: x.t("column.owner") },
    ] });
  };

  function topIndicators() {
    const rows = x.filled.slice().sort(function (a, b) { return b.filled - a.filled; }).slice(0, 24);
    return [x.h("h2", {}, x.t("overview.indicators")), x.table({ caption: x.t("overview.indicators_caption"), rows: rows, filter: false, columns: x.indicatorColumns() }),
      x.h("p", {}, x.a(x.to("indicator"), x.t("overview.all_indicators", x.filled.length)))];
  }

  x.views.overview = function () {
    const years = x.index.years.slice(-YEARS_SHOWN);
    return { title: x.t("view.overview"), heading: x.t("overview.title", x.county()), body: [].concat(
      x.h("p", { class: "lead" }, x.t("overview.lead", x.index.years[0] || "", x.index.years[x.index.years.length - 1] || "")),
      tiles(), news(),
      x.h("h2", {}, x.t("overview.failed")), x.failedTable(x.t("overview.failed_caption")),
      x.h("h2", {}, x.t("overview.coverage")), x.h("p", { class: "soft" }, x.t("overview.coverage_note")), x.coverageMatrix(years, x.t("overview.coverage_caption")),
      x.counties.size ? [x.h("h2", {}, x.t("view.county")), x.h("p", {}, x.a(x.to("county"), x.t("county.open")))] : [],
      topIndicators()) };
  };
})(window.xianzhi);
