/* Any townships × indicators × years: a chart and a table for each indicator, with what forbids or qualifies a comparison. */
(function (x) {
  "use strict";
  function words(text) { return (text || "").split(",").filter(Boolean); }

  function caveats(rows) {
    const cells = x.group(rows.filter(function (row) { return x.hasValue(row) && row.reasons; }), function (row) { return row.reasons; });
    const steps = x.group(rows.filter(function (row) { return x.hasValue(row) && row.step_reasons && row.step_verdict !== "comparable"; }), function (row) { return row.step_verdict + "|" + row.step_reasons; });
    function where(own) { return own.map(function (row) { return x.townshipName(row.township_id) + " " + row.year; }).join(x.t("list.comma")); }
    return Array.from(cells.entries()).map(function (entry) { return x.reasonText(entry[0]) + x.t("colon") + where(entry[1]); })
      .concat(Array.from(steps.entries()).map(function (entry) {
        const verdict = entry[0].split("|")[0];
        return x.t("compare.step", x.word("verdict", verdict), x.reasonText(entry[0].slice(verdict.length + 1)), where(entry[1]));
      }));
  }

  function block(code, all, townships, from, to) {
    const inRange = all.filter(function (row) { return townships.indexOf(row.township_id) >= 0 && row.year >= from && row.year <= to; });
    const series = x.seriesOf(inRange);
    if (!series.length) { return [x.h("h2", {}, x.indicatorName(code)), x.h("p", { class: "blank" }, x.t("compare.none"))]; }
    return series.slice(0, 6).reduce(function (parts, own) {
      const years = x.yearsOf(own.rows), complete = x.completed(own.rows, townships, years), filled = own.rows.filter(x.hasValue), title = x.fullName(filled[0]);
      const scale = x.scale(filled[0].unit, filled.map(function (row) { return row.value; }));
      const lines = townships.map(function (id) { return { name: x.townshipName(id), rows: own.rows.filter(function (row) { return row.township_id === id; }) }; })
        .filter(function (line) { return line.rows.some(x.hasValue); });
      const silent = complete.filter(function (row) { return !own.rows.some(function (other) { return other.township_id === row.township_id && x.hasValue(other); }); });
      const shown = lines.slice(0, x.MOST_LINES);
      const body = x.h("div", {}, x.key(shown.map(function (line) { return line.name; })), x.fitted(function (width) {
        return x.lineChart({ series: shown, years: years, scale: scale, width: width, height: width < 500 ? 240 : 300, label: title });
      }));
      const notes = caveats(own.rows);
      if (lines.length > shown.length) { notes.unshift(x.t("compare.most_lines", x.MOST_LINES)); }
      const lastOf = Array.from(x.group(silent, function (row) { return row.township_id; }).values()).map(function (rows) { return rows[rows.length - 1]; });
      return parts.concat(x.h("h2", {}, x.a(x.to("indicator", code, { series: own.key === "|" ? null : own.key }), title)),
        x.chart({ title: title, unit: scale.unit, body: body, notes: notes, missing: x.notReported(lastOf) }),
        x.seriesTable(complete, years, x.t("indicator.table_caption", title, scale.unit), scale));
    }, []);
  }

  x.views.compare = function (id, parameters) {
    const latest = x.index.years[x.index.years.length - 1];
    const townships = parameters.t === undefined ? x.townships.filter(function (one) { return !one.gone; }).slice(0, 4).map(function (one) { return one.township_id; }) : words(parameters.t).filter(function (one) { return x.byId.has(one); });
    const popular = x.filled.slice().sort(function (a, b) { return b.filled - a.filled; });
    const indicators = parameters.i === undefined ? popular.slice(0, 2).map(function (one) { return one.code; }) : words(parameters.i).filter(function (code) { return x.indicator(code).filled; });
    const from = Number(parameters.from) || x.index.years[0], to = Number(parameters.to) || latest;
    function go(changed) { x.change("compare", null, { t: townships.join(","), i: indicators.join(","), from: from, to: to }, changed); }
    const years = x.index.years.map(function (year) { return [year, String(year)]; });
    const picks = x.h("div", { class: "picks" },
      x.several(x.t("view.township"), [[x.county(), x.townships.map(function (one) { return [one.township_id, one.name]; })]], townships, function (chosen) { go({ t: chosen.join(",") || "," }); }),
      x.several(x.t("view.indicator"), x.indicatorChoices(), indicators, function (chosen) { go({ i: chosen.join(",") || "," }); }),
      x.select(x.t("compare.from"), years, from, function (value) { go({ from: value, to: Math.max(value, to) }); }),
      x.select(x.t("compare.to"), years, to, function (value) { go({ to: value, from: Math.min(value, from) }); }));
    return Promise.all(indicators.map(x.cellsOf)).then(function (found) {
      const rows = [].concat.apply([], found).filter(function (row) { return townships.indexOf(row.township_id) >= 0 && row.year >= from && row.year <= to; });
      const blocks = [].concat.apply([], indicators.map(function (code, at) { return block(code, found[at], townships, from, to); }));
      const long = rows.length ? [x.h("h2", {}, x.t("compare.long")), x.table({ caption: x.t("compare.long_caption"), rows: rows, extra: x.evidenceColumns(), columns: [
        { key: "indicator", label: x.t("column.indicator"), value: x.fullName },
        { key: "township", label: x.t("column.township"), value: function (row) { return x.townshipName(row.township_id); } },
        { key: "year", label: x.t("column.year"), number: true },
        { key: "figure", label: x.t("column.value"), class: "number", value: function (row) { return x.hasValue(row) ? x.figure(row) : x.word("missing", row.missing_reason); }, node: function (row) { return x.cell(row); } },
      ] })] : [];
      return { title: x.t("view.compare"), body: [].concat(x.h("p", { class: "lead" }, x.t("compare.lead")), picks, townships.length && indicators.length ? blocks : x.h("p", {}, x.t("compare.choose")), x.legend(), long) };
    });
  };
})(window.xianzhi);
