/* What the county's own reports say, beside the sum of its townships. */
(function (x) {
  "use strict";
  function check(row) {
    const said = row.outcome_reasons ? x.reasonText(row.outcome_reasons) : "";
    return [x.h("span", { class: "chip " + { agrees: "pass", contradicts: "fail", not_testable: "not_applicable" }[row.outcome] }, x.word("county_outcome", row.outcome)), said ? x.h("span", { class: "soft" }, " " + said) : null];
  }
  function own(row) {
    if (row.missing_reason) { return x.missing(row); }
    return x.h("span", { class: "figure" }, x.a(x.to("report", row.report_id, { at: row.start }), x.figure(row), { title: x.exact(row) + "\n" + row.sentence }), x.mark(row.verdict, row.reasons));
  }
  function summed(key) { return function (row) { return row[key] === null ? "" : x.figure({ value: row[key], unit: row.unit, bound: "=" }); }; }

  x.views.county = function () {
    return x.load("county").then(function (table) {
      const rows = x.rows(table), title = x.t("view.county");
      if (!rows.length) { return { title: title, body: [x.h("p", { class: "lead" }, x.t("county.none"))] }; }
      return { title: title, body: [x.h("p", { class: "lead" }, x.t("county.lead")), x.table({ caption: title, rows: rows, columns: [
        { key: "indicator", label: x.t("column.indicator"), value: x.fullName, node: function (row) { return x.indicator(row.indicator).filled ? x.a(x.to("indicator", row.indicator, { year: row.year }), x.fullName(row)) : x.fullName(row); } },
        { key: "year", label: x.t("column.year"), number: true },
        { key: "value", label: x.t("county.own"), class: "number", value: function (row) { return row.value; }, node: own },
        { key: "sum_value", label: x.t("county.sum"), class: "number", value: function (row) { return row.sum_value; }, node: summed("sum_value") },
        { key: "told", label: x.t("county.told"), value: function (row) { return row.told === null ? "" : row.told + "/" + row.alive; } },
        { key: "difference", label: x.t("county.difference"), class: "number", value: function (row) { return row.difference; }, node: summed("difference") },
        { key: "outcome", label: x.t("column.outcome"), value: function (row) { return x.word("county_outcome", row.outcome); }, node: check },
      ], extra: [{ key: "unit", heading: x.t("column.unit") }, { key: "missing", heading: x.t("county.missing") }, { key: "outcome_reasons", heading: x.t("column.reasons") }, { key: "sentence", heading: x.t("column.sentence") }, { key: "county_cell_id", heading: x.t("column.cell") }] })] };
    });
  };
})(window.xianzhi);
