/* A township's profile of one year on one A4 page: figures against the year before, the county's median and its peers; targets; what it does not say. */
(function (x) {
  "use strict";
  function list() {
    const coverage = x.group(x.rows(x.index.coverage), function (row) { return row.township_id; });
    return { title: x.t("view.township"), body: [x.table({ caption: x.t("view.township"), rows: x.townships, columns: [
      { key: "name", label: x.t("column.township"), node: function (one) { return x.a(x.to("township", one.township_id), one.name); } },
      { key: "code", label: x.t("column.code") },
      { key: "reports", label: x.t("column.reports"), number: true, value: function (one) { return (coverage.get(one.township_id) || []).filter(function (row) { return row.report_id; }).length; } },
      { key: "figures", label: x.t("column.figures"), number: true, value: function (one) { return (coverage.get(one.township_id) || []).reduce(function (sum, row) { return sum + row.cells_filled; }, 0); } },
      { key: "history", label: x.t("column.history"), value: function (one) { return history(one).join(x.t("list.semicolon")); } },
    ] })] };
  }
  function history(one) {
    const lines = one.names.filter(function (row) { return row.name !== one.name; }).map(function (row) { return x.t("township.former", row.name, x.when(row.valid_to)); });
    if (one.gone) { lines.push(x.t("township.gone", x.when(one.gone))); }
    return lines.concat(x.rows(x.index.place_changes).filter(function (row) { return row.township_id === one.township_id; }).map(function (row) {
      return x.t("township.change", row.from_year, x.word("place", row.kind));
    }));
  }

  /* Medians of a series and year over some townships. */
  function valuesBy(table) {
    const found = new Map();
    x.rows(table).forEach(function (row) { found.set([row.indicator, row.variant || "", row.item || "", row.unit, row.year].join("|"), row); });
    return function (cell) { return found.get([cell.indicator, cell.variant || "", cell.item || "", cell.unit, cell.year].join("|")); };
  }
  function medianOf(own, ids) {
    if (!own) { return null; }
    return x.median(ids ? own.values.filter(function (value, at) { return ids.indexOf(own.townships[at]) >= 0; }) : own.values);
  }

  /* Growth as computed from two figures; what the report says stands beside it where it contradicts, or alone where nothing can be computed. */
  function change(row, before, told) {
    const said = told && told.stated_pct !== null ? x.bounded(x.percent(told.stated_pct), told.stated_bound) : "";
    const made = computed(row, before);
    if (!said || (made && made.sure && told.outcome !== "contradicts")) { return made; }
    const text = x.t(told.outcome === "contradicts" ? "township.said_otherwise" : "township.said", said);
    return { text: (made ? made.text + " " : "") + text, node: [made && made.sure ? [made.node, " "] : null, x.h("span", { class: told.outcome === "contradicts" ? "chip warn" : "blank", title: made ? made.text : null }, text)] };
  }
  function computed(row, before) {
    if (!before || before.year !== row.year - 1) { return null; }
    if (row.step_verdict === "not_comparable") { return { node: x.h("span", { class: "blank", title: x.reasonText(row.step_reasons) }, x.t("township.step_not_comparable")), text: x.t("township.step_not_comparable") }; }
    if (!Number(before.value)) { return null; }
    const text = x.percent(100 * (Number(row.value) - Number(before.value)) / Number(before.value));
    return { sure: true, text: text, node: [text, row.step_verdict === "with_caveat" ? x.mark("with_caveat", row.step_reasons) : null] };
  }

  function profile(rows, growth, year, lookUp, peers) {
    const before = new Map(rows.filter(function (row) { return row.year === year - 1 && x.hasValue(row); }).map(function (row) { return [row.indicator + x.seriesKey(row), row]; }));
    const own = rows.filter(function (row) { return row.year === year && x.hasValue(row); });
    const told = new Map(growth.filter(function (row) { return row.year === year; }).map(function (row) { return [row.indicator + x.seriesKey(row), row]; }));
    own.forEach(function (row) {
      const all = lookUp(row), scale = x.scale(row.unit, [row.value]);
      row.shown = { all: all, scale: scale, middle: medianOf(all, null), peer: peers.length ? medianOf(all, peers) : null, change: change(row, before.get(row.indicator + x.seriesKey(row)), told.get(row.indicator + x.seriesKey(row))) };
    });
    function middle(key) {
      return function (row) {
        const value = row.shown[key];
        return value === null || row.shown.all.values.length < 3 ? "" : x.scaled(value, row.shown.scale, 2);
      };
    }
    own.sort(function (a, b) { return x.indicator(a.indicator).domain.localeCompare(x.indicator(b.indicator).domain) || a.indicator.localeCompare(b.indicator); });
    const columns = [
      { key: "indicator", label: x.t("column.indicator"), value: x.fullName, node: function (row) { return x.a(x.to("indicator", row.indicator, { series: x.seriesKey(row) === "|" ? null : x.seriesKey(row), year: year }), x.fullName(row)); } },
      { key: "figure", label: String(year), class: "number", value: function (row) { return x.figure(row); }, node: function (row) { return x.cell(row); } },
      { key: "change", label: x.t("township.change_column"), class: "number", value: function (row) { return row.shown.change ? row.shown.change.text : ""; }, node: function (row) { return row.shown.change ? row.shown.change.node : ""; } },
      { key: "median", label: x.t("township.median"), class: "number", value: middle("middle") },
    ];
    if (peers.length) { columns.push({ key: "peers", label: x.t("township.peer_median"), class: "number", value: middle("peer") }); }
    columns.push({ key: "rank", label: x.t("column.rank"), class: "number", value: x.rank },
      { key: "strip", screen: true, label: x.t("township.position"), value: function () { return ""; }, node: function (row) {
        const all = row.shown.all;
        return all && all.values.length >= 3 && row.verdict !== "not_comparable" ? x.strip(all.values, row.value, row.shown.middle, x.t("township.strip_label", x.figure(row), all.values.length, x.scaled(row.shown.middle, row.shown.scale, 2) + row.shown.scale.unit)) : "";
      } });
    return { rows: own, table: x.table({ caption: x.t("township.profile_caption", year), rows: own, columns: columns, extra: x.evidenceColumns(), filter: false, class: "profile" }) };
  }

  function targetFigure(row, value) {
    if (value === null) { return ""; }
    const unit = row.measure === "level" ? row.unit : "%";
    return (row.measure === "yoy" ? x.t("township.growth_by") : "") + x.figure({ value: value, unit: unit, bound: value === row.value ? row.bound : "=", value_high: value === row.value ? row.value_high : null });
  }
  function targets(rows, year) {
    const own = rows.filter(function (row) { return row.year === year; });
    if (!own.length) { return [x.h("h2", {}, x.t("township.targets", year)), x.h("p", { class: "blank" }, x.t("township.no_targets"))]; }
    const order = ["missed", "not_mentioned", "met", "not_decided", "no_report", "span"];
    own.sort(function (a, b) { return order.indexOf(a.outcome) - order.indexOf(b.outcome); });
    const tally = order.map(function (outcome) { return [outcome, own.filter(function (row) { return row.outcome === outcome; }).length]; }).filter(function (pair) { return pair[1]; });
    return [x.h("h2", {}, x.t("township.targets", year)),
      x.h("p", { class: "tally" }, tally.map(function (pair) { return x.h("span", { class: "chip target-" + pair[0] }, x.word("target", pair[0]) + " " + pair[1]); })),
      x.table({ caption: x.t("township.targets_caption", year), rows: own, filter: false, class: "targets", columns: [
        { key: "indicator", label: x.t("column.indicator"), value: x.fullName },
        { key: "value", label: x.t("township.target"), class: "number", value: function (row) { return targetFigure(row, row.value); }, node: function (row) { return x.a(x.to("report", row.report_id, { at: row.start }), targetFigure(row, row.value), { title: row.sentence }); } },
        { key: "result", label: x.t("township.result"), class: "number", value: function (row) { return targetFigure(row, row.result); }, node: function (row) { return row.result !== null && row.cell_id ? x.a(x.to("evidence", row.cell_id), targetFigure(row, row.result)) : targetFigure(row, row.result); } },
        { key: "outcome", label: x.t("township.outcome"), value: function (row) { return x.word("target", row.outcome); }, node: function (row) { return x.h("span", { class: "chip target-" + row.outcome, title: x.reasonText(row.reasons) }, x.word("target", row.outcome)); } },
        { key: "issued_on", label: x.t("township.issued"), value: function (row) { return x.when(row.issued_on); } },
      ], extra: [{ key: "sentence", heading: x.t("column.sentence") }, { key: "kind", heading: x.t("column.kind"), value: function (row) { return x.word("target_kind", row.kind); } }] })];
  }

  function silence(rows, year) {
    const blank = rows.filter(function (row) { return row.year === year && !x.hasValue(row); });
    const groups = x.group(blank, function (row) { return (row.reasons || "").indexOf("held:") === 0 ? x.t("missing.held") : x.word("missing", row.missing_reason); });
    return [x.h("h2", {}, x.t("township.blank", year)), !blank.length ? x.h("p", {}, x.t("township.no_blank")) : x.h("div", { class: "silence" }, Array.from(groups.entries()).map(function (entry) {
      return x.h("p", {}, x.h("b", {}, entry[0], x.t("brackets", entry[1].length)), " ", entry[1].map(function (row, at) {
        return [at ? x.t("list.comma") : "", x.a(x.to("indicator", row.indicator, { year: year }), x.fullName(row), { title: row.reasons ? x.reasonText(row.reasons) : null })];
      }));
    }))];
  }

  x.views.township = function (id, parameters) {
    if (!id) { return list(); }
    const one = x.township(id);
    if (one.at < 0) { return { title: id, body: [x.h("p", {}, x.t("township.unknown"))] }; }
    return Promise.all([x.load("townships/" + one.at), x.load("values"), x.load("reports")]).then(function (found) {
      const own = found[0], rows = x.rows(own.cells), years = x.yearsOf(rows);
      const covered = x.rows(x.index.coverage).filter(function (row) { return row.township_id === id; });
      const all = covered.map(function (row) { return row.year; }).sort(function (a, b) { return b - a; });
      const year = all.indexOf(Number(parameters.year)) >= 0 ? Number(parameters.year) : years[years.length - 1] || all[0];
      const state = covered.find(function (row) { return row.year === year; });
      const made = profile(rows, x.rows(own.growth), year, valuesBy(found[1]), own.peers);
      const reports = x.rows(found[2]).filter(function (row) { return row.township_id === id && row.year === year; });
      const lines = [x.h("p", { class: "lead" }, reports.length ? reports.map(function (row, at) {
        return [at ? x.t("list.semicolon") : "", x.a(x.to("report", row.report_id), row.file_name), " " + x.when(row.report_date) + (row.superseded_by ? x.t("brackets", x.t("report.superseded")) : "")];
      }) : state ? x.word("coverage", state.state) : x.t("township.no_report"))];
      history(one).forEach(function (line) { lines.push(x.h("p", { class: "soft" }, line)); });
      if (own.peers.length) { lines.push(x.h("p", { class: "soft peers" }, x.t("township.peers"), own.peers.map(function (peer, at) { return [at ? x.t("list.comma") : "", x.a(x.to("township", peer, { year: year }), x.townshipName(peer))]; }), x.t("township.peers_how"))); }
      const picks = x.h("div", { class: "picks" },
        x.select(x.t("column.year"), all.map(function (each) { return [each, String(each)]; }), year, function (value) { x.change("township", id, parameters, { year: value }); }),
        x.a(x.to("compare", null, { t: [id].concat(own.peers.slice(0, 3)).join(","), i: made.rows.slice(0, 3).map(function (row) { return row.indicator; }).join(",") }), x.t("township.compare"), { class: "button" }),
        x.h("button", { type: "button", onclick: function () { window.print(); } }, x.t("print")));
      return { title: x.townshipName(id, year) + " " + year, heading: x.t("township.title", x.townshipName(id, year), year), body: [].concat(lines, picks,
        made.rows.length ? [made.table, x.legend(), x.h("p", { class: "soft" }, x.t("township.median_note"))] : x.h("p", { class: "blank" }, x.t("township.nothing", state ? x.word("coverage", state.state) : "")),
        targets(x.rows(own.targets), year), silence(rows, year), x.h("p", { class: "source" }, x.source())) };
    });
  };
})(window.xianzhi);
