/* Quality, changes, dictionary, downloads. */
(function (x) {
  "use strict";
  const LAYERS = ["raw", "read", "core", "metrics", "publish"];
  function message(row) { return x.lang === "en" ? row.message_en : row.message_zh; }

  function failing(check, rows) {
    const own = rows.filter(function (row) { return row.check_id === check.check_id; });
    return x.h("section", { class: "card", id: null },
      x.h("h3", {}, x.h("span", { class: "chip " + check.kind }, x.word("check_kind", check.kind)), " ", x.t("quality.not_met", message(check))),
      x.h("p", { class: "soft" }, x.t("quality.where", x.word("layer", check.layer), check.check_id, check.owner)),
      x.h("p", {}, check.outcome === "error" ? x.t("check_outcome.error") + x.t("colon") + (check.detail || "") : x.t("quality.count", x.number(check.failing), check.checked === null ? "—" : x.number(check.checked), x.number(check.held))),
      own.length ? x.h("ul", { class: "rows" }, own.slice(0, 60).map(function (row) {
        const where = [row.township_id ? x.townshipName(row.township_id) : null, row.year, row.indicator ? x.indicatorName(row.indicator) : null].filter(Boolean).join(" ");
        return x.h("li", {}, row.report_id && row.start !== null ? x.a(x.to("report", row.report_id, { at: row.start }), where) : row.township_id ? x.a(x.to("township", row.township_id, { year: row.year }), where) : where,
          x.h("span", { class: "soft" }, "　" + (row.detail || "")), row.held ? x.h("span", { class: "chip warn" }, x.t("missing.held")) : null, row.sentence ? x.h("blockquote", {}, row.sentence) : null);
      })) : null);
  }
  x.views.quality = function (id) {
    return x.load("quality").then(function (data) {
      const checks = x.rows(data.checks), rows = x.rows(data.rows);
      const bad = checks.filter(function (row) { return row.outcome === "fail" || row.outcome === "error"; });
      const first = id ? bad.filter(function (row) { return row.check_id === id; }).concat(bad.filter(function (row) { return row.check_id !== id; })) : bad;
      const tally = ["pass", "fail", "error", "not_applicable"].map(function (outcome) { return x.h("span", { class: "chip " + outcome }, x.word("check_outcome", outcome) + " " + checks.filter(function (row) { return row.outcome === outcome; }).length); });
      return { title: x.t("view.quality"), body: [].concat(x.h("p", { class: "lead" }, x.t("quality.lead")), x.h("p", { class: "tally" }, tally),
        x.h("h2", {}, x.t("quality.todo")), first.length ? first.map(function (row) { return failing(row, rows); }) : x.h("p", {}, x.t("quality.all_pass")),
        x.h("h2", {}, x.t("quality.all")), x.table({ caption: x.t("quality.all"), rows: checks.slice().sort(function (a, b) { return LAYERS.indexOf(a.layer) - LAYERS.indexOf(b.layer); }), columns: [
          { key: "message", label: x.t("column.check"), value: message },
          { key: "layer", label: x.t("column.layer"), value: function (row) { return x.word("layer", row.layer); } },
          { key: "kind", label: x.t("column.kind"), value: function (row) { return x.word("check_kind", row.kind); } },
          { key: "outcome", label: x.t("column.outcome"), value: function (row) { return x.word("check_outcome", row.outcome); }, node: function (row) { return x.h("span", { class: "chip " + row.outcome }, x.word("check_outcome", row.outcome)); } },
          { key: "checked", label: x.t("column.checked"), number: true, node: function (row) { return row.checked === null ? "" : x.number(row.checked); } },
          { key: "failing", label: x.t("column.failing"), number: true, node: function (row) { return row.failing ? x.number(row.failing) : ""; } },
          { key: "check_id", label: x.t("column.code"), class: "code" },
        ], extra: [{ key: "held", heading: x.t("column.held"), number: true }, { key: "owner", heading: x.t("column.owner") }, { key: "detail", heading: x.t("column.detail") }] })) };
    });
  };

  x.views.changes = function () {
    const facts = x.index.facts;
    if (!facts.previous) { return { title: x.t("view.changes"), body: [x.h("p", { class: "lead" }, x.t("overview.first"))] }; }
    return x.load("changes").then(function (table) {
      const rows = x.rows(table);
      function value(key, verdict) {
        return function (row) { return row[key] === null ? x.h("span", { class: "blank" }, x.t("changes.blank")) : [x.figure({ value: row[key], unit: row.unit, bound: "=" }), x.mark(row[verdict])]; };
      }
      return { title: x.t("view.changes"), body: [x.h("p", { class: "lead" }, x.t("changes.lead", facts.previous, x.number(rows.length))), rows.length ? x.table({ caption: x.t("changes.caption"), rows: rows, columns: [
        { key: "township", label: x.t("column.township"), value: function (row) { return x.townshipName(row.township_id); } },
        { key: "year", label: x.t("column.year"), number: true },
        { key: "indicator", label: x.t("column.indicator"), value: x.fullName, node: function (row) { return x.a(x.to("evidence", row.cell_id), x.fullName(row)); } },
        { key: "change", label: x.t("column.change"), value: function (row) { return x.word("change", row.change); } },
        { key: "value_before", label: x.t("column.before"), number: true, node: value("value_before", "verdict_before") },
        { key: "value_after", label: x.t("column.after"), number: true, node: value("value_after", "verdict_after") },
        { key: "cause", label: x.t("column.cause"), value: function (row) { return x.word("cause", row.cause); } },
      ], extra: [{ key: "unit", heading: x.t("column.unit") }, { key: "verdict_before", heading: x.t("column.verdict_before"), value: function (row) { return x.word("verdict", row.verdict_before); } }, { key: "verdict_after", heading: x.t("column.verdict_after"), value: function (row) { return x.word("verdict", row.verdict_after); } }, { key: "cell_id", heading: x.t("column.cell") }] }) : x.h("p", {}, x.t("overview.none_new"))] };
    });
  };

  x.views.dictionary = function () {
    return x.load("dictionary").then(function (table) {
      const rows = x.rows(table), en = x.lang === "en";
      return { title: x.t("view.dictionary"), body: [x.h("p", { class: "lead" }, x.t("dictionary.lead")),
        x.h("h2", {}, x.t("view.indicator")), x.table({ caption: x.t("dictionary.indicators"), rows: x.rows(x.index.indicators), columns: [
          { key: "name", label: x.t("column.indicator"), value: function (one) { return x.indicatorName(one.code); }, node: function (one) { return one.filled ? x.a(x.to("indicator", one.code), x.indicatorName(one.code)) : x.indicatorName(one.code); } },
          { key: "code", label: x.t("column.code"), class: "code" }, { key: "unit", label: x.t("column.unit"), value: function (one) { return x.unit(one.unit); } },
          { key: "kind", label: x.t("indicator.kind"), value: function (one) { return x.word("indicator_kind", one.kind); } }, { key: "definition", label: x.t("column.definition"), value: x.definition },
        ] }),
        x.h("h2", {}, x.t("dictionary.tables")), x.table({ caption: x.t("dictionary.tables"), rows: rows, columns: [
          { key: "table", label: x.t("column.table"), class: "code" }, { key: "column", label: x.t("column.column"), class: "code" }, { key: "label_zh", label: x.t("column.heading"), value: function (row) { return row.label_zh || row.view_zh; } },
          { key: "type", label: x.t("column.type"), class: "code" }, { key: "unit", label: x.t("column.unit") }, { key: "meaning", label: x.t("column.meaning"), value: function (row) { return en ? row.meaning_en : row.meaning_zh; } },
        ], extra: [{ key: "meaning_en", heading: "meaning_en" }, { key: "key", heading: "key" }, { key: "nullable", heading: "nullable" }] })] };
    });
  };

  x.views.downloads = function () {
    return x.load("files").then(function (table) {
      const rows = x.rows(table);
      function whom(row) {
        const key = Object.keys(x.index.words).find(function (one) { return one.indexOf("file.") === 0 && row.name.indexOf(one.slice(5)) === 0; });
        return key ? x.t(key) : "";
      }
      return { title: x.t("view.downloads"), body: [x.h("p", { class: "lead" }, x.t("downloads.lead")), x.table({ caption: x.t("view.downloads"), rows: rows, columns: [
        { key: "name", label: x.t("column.file"), node: function (row) { return x.a("../" + row.name.split("/").map(encodeURIComponent).join("/"), row.name, { download: true }); } },
        { key: "for", label: x.t("column.for_whom"), value: whom },
        { key: "bytes", label: x.t("column.size"), number: true, node: function (row) { return row.bytes === null ? "" : x.bytes(row.bytes); } },
      ] }), x.h("p", { class: "soft" }, x.t("downloads.note"))] };
    });
  };
})(window.xianzhi);
