/* How much stands: townships × years, indicators × years, and one indicator's townships × years with why the rest is blank. */
(function (x) {
  "use strict";
  function byIndicator(table) {
    const years = x.index.years;
    const rows = Array.from(x.group(x.rows(table), function (row) { return row.indicator; }).entries()).map(function (entry) {
      return { code: entry[0], byYear: new Map(entry[1].map(function (row) { return [row.year, row]; })), filled: entry[1].reduce(function (sum, row) { return sum + row.filled; }, 0) };
    }).sort(function (a, b) { return b.filled - a.filled; });
    return x.table({ caption: x.t("coverage.by_indicator_caption"), rows: rows, class: "matrix", columns: [{ key: "code", label: x.t("column.indicator"), value: function (one) { return x.indicatorName(one.code); }, node: function (one) { return x.a(x.to("coverage", one.code), x.indicatorName(one.code)); } }].concat(years.map(function (year) {
      return { key: year, label: String(year), number: true, value: function (one) { const row = one.byYear.get(year); return row ? row.filled : 0; }, node: function (one) {
        const row = one.byYear.get(year);
        const alive = x.aliveIn(year), filled = row ? row.filled : 0;
        if (!alive) { return x.h("span", { class: "blank" }, "—"); }
        return x.h("span", { class: "heat h" + Math.min(4, Math.ceil(4 * filled / alive)), title: x.t("coverage.of", filled, alive) }, filled + "/" + alive);
      } };
    })) });
  }
  x.views.coverage = function (code) {
    const intro = [x.h("p", { class: "lead" }, x.t("coverage.lead")), x.h("p", { class: "picks" }, x.select(x.t("coverage.one"), [["", x.t("coverage.all")]].concat(x.indicatorChoices()), code || "", function (value) { location.hash = x.to("coverage", value || null).slice(1); }))];
    if (code) {
      return x.cellsOf(code).then(function (all) {
        const own = x.seriesOf(all)[0] || { rows: all };
        const scale = x.scale(x.indicator(code).unit, own.rows.filter(x.hasValue).map(function (row) { return row.value; }));
        const title = x.t("coverage.title_one", x.fullName(own.rows[0]));
        return { title: title, body: intro.concat(x.seriesTable(x.completed(own.rows, x.allTownships(), x.index.years), x.index.years, title + x.t("brackets", scale.unit), scale), x.legend()) };
      });
    }
    return x.load("coverage").then(function (table) {
      return { title: x.t("view.coverage"), body: intro.concat(
        x.h("h2", {}, x.t("coverage.by_township")), x.coverageMatrix(x.index.years, x.t("overview.coverage_caption")), x.h("p", { class: "soft" }, x.t("overview.coverage_note")),
        x.h("h2", {}, x.t("coverage.by_indicator")), byIndicator(table), x.h("p", { class: "soft" }, x.t("coverage.indicator_note"))) };
    });
  };
})(window.xianzhi);
