/* Tables: sorted by a click, filtered by a word, drawn in pages, downloaded as they stand (filtered, sorted, all pages). */
(function (x) {
  "use strict";
  const PAGE = 200;
  const FILTER_FROM = 12;

  /* columns: [{key, label, number, node(row), value(row), sort}]; `value` is what a download and the filter see. */
  function valueOf(column, row) { return column.value ? column.value(row) : row[column.key]; }
  function asCell(column, row) {
    const value = valueOf(column, row);
    return column.number && value !== null && value !== undefined && value !== "" && !isNaN(Number(value)) ? { number: value } : value;
  }
  function compare(column, left, right) {
    const a = valueOf(column, left), b = valueOf(column, right);
    const empty = [a, b].map(function (one) { return one === null || one === undefined || one === ""; });
    if (empty[0] || empty[1]) { return empty[0] - empty[1]; }
    return column.number ? Number(a) - Number(b) : String(a).localeCompare(String(b), "zh");
  }

  /* {caption, name, columns, rows, extra: more columns that only downloads have, class, filter: false} as an element. */
  x.table = function (given) {
    const columns = given.columns, all = columns.filter(function (one) { return !one.screen; }).concat(given.extra || []);
    let order = null, down = false, word = "", shown = PAGE;
    const body = x.h("tbody"), more = x.h("p", { class: "more" }), count = x.h("span", { class: "soft count", "aria-live": "polite" });

    function selected() {
      const needle = word.trim().toLowerCase();
      let rows = given.rows;
      if (needle) {
        rows = rows.filter(function (row) {
          return columns.some(function (column) { const value = valueOf(column, row); return value !== null && value !== undefined && String(value).toLowerCase().indexOf(needle) >= 0; });
        });
      }
      return order ? rows.slice().sort(function (a, b) { return (down ? -1 : 1) * compare(order, a, b); }) : rows;
    }
    function draw() {
      const rows = selected();
      body.textContent = "";
      rows.slice(0, shown).forEach(function (row) {
        body.appendChild(x.h("tr", { class: given.rowClass ? given.rowClass(row) : null }, columns.map(function (column, at) {
          const content = column.node ? column.node(row) : valueOf(column, row);
          const attributes = { class: column.number ? "number" : column.class || null };
          return at === 0 && given.rowHeads !== false ? x.h("th", Object.assign({ scope: "row" }, attributes), content) : x.h("td", attributes, content);
        })));
      });
      if (!rows.length) { body.appendChild(x.h("tr", {}, x.h("td", { colspan: columns.length, class: "blank" }, x.t("table.none")))); }
      count.textContent = rows.length === given.rows.length ? x.t("table.rows", x.number(rows.length)) : x.t("table.rows_of", x.number(rows.length), x.number(given.rows.length));
      more.textContent = "";
      if (rows.length > shown) {
        more.appendChild(x.h("button", { type: "button", onclick: function () { shown += PAGE; draw(); } }, x.t("table.more", x.number(Math.min(PAGE, rows.length - shown)))));
      }
    }
    const heads = columns.map(function (column) {
      const button = x.h("button", { type: "button", class: "sort", onclick: function () {
        down = order === column ? !down : Boolean(column.number);
        order = column;
        heads.forEach(function (head) { head.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        draw();
      } }, column.label);
      const head = x.h("th", { scope: "col", class: column.number ? "number" : column.class || null }, given.sort === false || !column.label ? column.label : button);
      return head;
    });
    const filter = given.filter === false || given.rows.length < FILTER_FROM ? null : x.h("label", { class: "filter" }, x.h("span", {}, x.t("table.filter")),
      x.h("input", { type: "search", oninput: function (event) { word = event.target.value; shown = PAGE; draw(); } }));
    function lines() { return selected().map(function (row) { return all.map(function (column) { return asCell(column, row); }); }); }
    const files = x.downloads(given.name || given.caption, all.map(function (column) { return column.heading || column.label; }), lines);
    draw();
    return x.h("div", { class: "tabled" },
      x.h("div", { class: "tools" }, count, filter, files),
      x.h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": given.caption },
        x.h("table", { class: given.class || null }, x.h("caption", {}, given.caption), x.h("thead", {}, x.h("tr", {}, heads)), body)),
      more);
  };

  x.legend = function () {
    return x.h("p", { class: "soft legend" }, x.h("span", {}, x.t("legend.caveat")), x.h("span", {}, x.t("legend.not_comparable")), x.h("span", {}, x.t("legend.evidence")));
  };
  /* Columns that every download of cells should have. */
  x.evidenceColumns = function () {
    return [
      { key: "value", heading: x.t("column.value_exact"), number: true },
      { key: "value_high", heading: x.t("column.value_high"), number: true },
      { key: "unit", heading: x.t("column.unit") },
      { key: "bound", heading: x.t("column.bound"), value: function (row) { return row.bound ? x.word("bound", row.bound) : ""; } },
      { key: "verdict", heading: x.t("column.verdict"), value: function (row) { return x.word("verdict", row.verdict); } },
      { key: "reasons", heading: x.t("column.reasons"), value: function (row) { return x.reasonText(row.reasons); } },
      { key: "missing_reason", heading: x.t("column.missing"), value: function (row) { return x.word("missing", row.missing_reason); } },
      { key: "sentence", heading: x.t("column.sentence") },
      { key: "cell_id", heading: x.t("column.cell") },
    ];
  };
})(window.xianzhi);
