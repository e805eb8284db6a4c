/* An indicator: what it is, who reports it, ranks of a year with who is missing, every township over the years, all figures. */
(function (x) {
  "use strict";
  x.indicatorColumns = function () {
    return [
      { key: "name_zh", label: x.t("column.indicator"), value: function (one) { return x.indicatorName(one.code); }, node: function (one) { return x.a(x.to("indicator", one.code), x.indicatorName(one.code)); } },
      { key: "domain", label: x.t("column.domain"), value: function (one) { return x.word("domain", one.domain); } },
      { key: "unit", label: x.t("column.unit"), value: function (one) { return x.unit(one.unit); } },
      { key: "townships", label: x.t("column.townships"), number: true },
      { key: "filled", label: x.t("column.figures"), number: true, node: function (one) { return x.number(one.filled); } },
      { key: "years", label: x.t("column.years"), value: function (one) { return one.first_year === one.last_year ? String(one.first_year) : one.first_year + "–" + one.last_year; } },
    ];
  };

  function list() {
    const rows = x.filled.slice().sort(function (a, b) { return b.filled - a.filled; });
    return { title: x.t("view.indicator"), body: [x.h("p", { class: "lead" }, x.t("indicator.lead", rows.length, x.index.indicators.rows.length - rows.length)),
      x.table({ caption: x.t("view.indicator"), rows: rows, columns: x.indicatorColumns() })] };
  }

  function definition(one) {
    const facts = [
      [x.t("column.unit"), x.unit(one.unit)],
      [x.t("indicator.kind"), x.word("indicator_kind", one.kind)],
      [x.t("column.domain"), x.word("domain", one.domain)],
      [x.t("indicator.growth_basis"), x.word("growth_basis", one.growth_basis)],
      [x.t("indicator.who"), x.t("indicator.who_said", one.townships, x.townships.length, one.first_year, one.last_year)],
    ];
    return [x.h("p", { class: "lead" }, x.definition(one)), x.h("dl", { class: "facts brief" }, facts.filter(function (pair) { return pair[1]; }).map(function (pair) { return x.h("div", {}, x.h("dt", {}, pair[0]), x.h("dd", {}, pair[1])); }))];
  }

  /* The year most of the townships speak of, the latest of equals. */
  function bestYear(rows) {
    const years = x.yearsOf(rows), last = years.slice(-3);
    return last.reduce(function (best, year) {
      function count(wanted) { return rows.filter(function (row) { return row.year === wanted && x.hasValue(row); }).length; }
      return best === null || count(year) >= count(best) ? year : best;
    }, null);
  }

  function ranking(one, rows, year, per) {
    const ofYear = rows.filter(function (row) { return row.year === year; });
    let own = ofYear.filter(x.hasValue);
    let unit = one.unit;
    if (per === "per_head") {
      own = own.filter(function (row) { return row.per_head !== null; }).map(function (row) {
        return Object.assign({}, row, { value: row.per_head, value_high: null, unit: row.per_head_unit, rank_low: row.per_head_rank_low, rank_high: row.per_head_rank_high });
      });
      unit = own.length ? own[0].unit : unit;
    }
    own.sort(function (a, b) { return (a.rank_low || 1e9) - (b.rank_low || 1e9) || (a.rank_high || 0) - (b.rank_high || 0) || Number(b.value) - Number(a.value); });
    const ranked = own.filter(function (row) { return row.rank_low; });
    const scale = x.scale(unit, own.map(function (row) { return row.value; }));
    if (per === "per_head") { scale.digits = 2; } /* a quotient has no digits of its own */
    const middle = x.median(own.filter(function (row) { return row.verdict !== "not_comparable"; }).map(function (row) { return row.value; }));
    const notes = [];
    if (middle !== null) { notes.push(x.t("indicator.median", x.scaled(middle, scale, 2), scale.unit)); }
    if (own.length && !ranked.length) { notes.push(x.t("indicator.no_rank")); }
    const doubtful = own.filter(function (row) { return row.reasons; });
    doubtful.forEach(function (row) { notes.push([x.townshipName(row.township_id), x.t("colon"), (x.MARKS[row.verdict] || "") + " " + x.reasonText(row.reasons)].join("")); });
    return x.chart({ title: x.t("indicator.ranking_title", x.fullName(rows[0]), year) + (per === "per_head" ? x.t("brackets", x.t("indicator.per_head")) : ""), unit: scale.unit,
      body: own.length ? x.bars(own, scale, middle) : x.h("p", { class: "blank" }, x.t("chart.nobody")), notes: notes, missing: x.notReported(ofYear) });
  }

  function multiples(one, rows) {
    const years = x.yearsOf(rows), scale = x.scale(one.unit, rows.filter(x.hasValue).map(function (row) { return row.value; }));
    const plain = rows.filter(function (row) { return x.hasValue(row) && row.verdict !== "not_comparable"; });
    const most = Math.max.apply(null, plain.map(function (row) { return Number(row.value); }).concat([1e-9]));
    const groups = Array.from(x.group(rows, function (row) { return row.township_id; }).entries());
    const silent = groups.filter(function (entry) { return !entry[1].some(x.hasValue); });
    const charts = groups.filter(function (entry) { return entry[1].some(x.hasValue); }).map(function (entry) {
      const name = x.townshipName(entry[0]);
      const own = entry[1].filter(function (row) { return Number(row.value) <= most * 1.0001; });
      return x.h("li", {}, x.h("p", {}, x.a(x.to("township", entry[0]), name)),
        x.lineChart({ series: [{ name: name, rows: own }], years: years, most: most, scale: scale, width: 240, height: 124, small: true, label: x.t("indicator.line_label", name, x.fullName(rows[0])) }));
    });
    const reasons = x.group(x.breaksIn(rows), function (row) { return row.step_reasons; });
    const notes = Array.from(reasons.entries()).map(function (entry) {
      return x.t("indicator.break_note", Array.from(new Set(entry[1].map(function (row) { return row.year; }))).join(x.t("list.comma")), x.reasonText(entry[0]), Array.from(new Set(entry[1].map(function (row) { return x.townshipName(row.township_id); }))).join(x.t("list.comma")));
    });
    return x.chart({ title: x.t("indicator.multiples_title", x.fullName(rows[0])), unit: scale.unit, body: x.h("ul", { class: "multiples" }, charts),
      notes: [x.t("indicator.multiples_note")].concat(notes), missing: silent.length ? [[x.t("indicator.never"), silent.map(function (entry) { return entry[0]; })]] : [] });
  }

  /* Townships × years of one series; each figure leads to its sentence. */
  x.seriesTable = function (rows, years, caption, scale) {
    const groups = Array.from(x.group(rows, function (row) { return row.township_id; }).entries()).map(function (entry) {
      return { township_id: entry[0], byYear: new Map(entry[1].map(function (row) { return [row.year, row]; })) };
    });
    const columns = [{ key: "township", label: x.t("column.township"), value: function (one) { return x.townshipName(one.township_id); }, node: function (one) { return x.a(x.to("township", one.township_id), x.townshipName(one.township_id)); } }]
      .concat(years.map(function (year) {
        return { key: year, label: String(year), number: true, value: function (one) {
          const row = one.byYear.get(year);
          return !row ? "" : x.hasValue(row) ? row.value : x.word("missing", row.missing_reason);
        }, node: function (one) { return x.cell(one.byYear.get(year), scale); } };
      }));
    return x.table({ caption: caption, rows: groups, columns: columns, class: "years", filter: false });
  };

  function breakList(code, variant) {
    const own = (x.breaks.get(code) || []).filter(function (one) { return !one.variant || one.variant === variant; });
    if (!own.length) { return null; }
    return [x.h("h2", {}, x.t("indicator.breaks")), x.h("ul", { class: "rows" }, own.map(function (one) {
      return x.h("li", {}, x.h("strong", {}, x.t("indicator.from_year", one.from_year)), " ", x.h("span", { class: "chip " + one.effect }, x.word("effect", one.effect)), " ",
        x.lang === "en" ? one.text_en : one.text_zh, x.h("span", { class: "soft" }, " " + x.t("indicator.break_source", one.source)));
    }))];
  }

  x.views.indicator = function (code, parameters) {
    if (!code) { return list(); }
    const one = x.indicator(code);
    if (!one.filled) { return { title: x.indicatorName(code), body: [one.definition ? definition(one) : null, x.h("p", {}, x.t("indicator.nothing"))].reduce(function (all, part) { return all.concat(part); }, []) }; }
    return x.cellsOf(code).then(function (all) {
      const series = x.seriesOf(all);
      const chosen = series.find(function (own) { return own.key === parameters.series; }) || series[0];
      const years = x.yearsOf(chosen.rows);
      const year = years.indexOf(Number(parameters.year)) >= 0 ? Number(parameters.year) : bestYear(chosen.rows);
      const perHead = chosen.rows.some(function (row) { return row.per_head !== null; });
      const scale = x.scale(one.unit, chosen.rows.filter(x.hasValue).map(function (row) { return row.value; }));
      function go(changed) { x.change("indicator", code, parameters, changed); }
      const picks = x.h("div", { class: "picks" },
        series.length > 1 ? x.select(x.t("column.series"), series.map(function (own) { return [own.key, x.seriesName(own) + x.t("brackets", own.filled)]; }), chosen.key, function (value) { go({ series: value }); }) : null,
        x.select(x.t("column.year"), years.slice().reverse().map(function (own) { return [own, String(own)]; }), year, function (value) { go({ year: value }); }),
        perHead ? x.select(x.t("indicator.per"), [["total", x.t("indicator.total")], ["per_head", x.t("indicator.per_head")]], parameters.per || "total", function (value) { go({ per: value }); }) : null);
      const details = chosen.rows.filter(x.hasValue), complete = x.completed(chosen.rows, x.allTownships(), years);
      const title = x.fullName(Object.assign({ indicator: code }, chosen.rows[0]));
      return { title: title, body: [].concat(definition(one), picks, ranking(one, complete, year, parameters.per), multiples(one, complete),
        x.h("h2", {}, x.t("indicator.table")), x.seriesTable(complete, years, x.t("indicator.table_caption", title, scale.unit), scale), x.legend(),
        x.h("h2", {}, x.t("indicator.sentences")),
        x.table({ caption: x.t("indicator.sentences_caption", title), rows: details, extra: x.evidenceColumns(), columns: [
          { key: "township", label: x.t("column.township"), class: "name", value: function (row) { return x.townshipName(row.township_id); } },
          { key: "year", label: x.t("column.year"), number: true },
          { key: "figure", label: x.t("column.value"), class: "number", value: function (row) { return x.figure(row); }, node: function (row) { return x.cell(row); } },
          { key: "sentence_shown", screen: true, label: x.t("column.sentence"), value: function (row) { return row.sentence; }, node: function (row) { return x.quoted(row.sentence, row.quote); } },
        ] }),
        breakList(code, chosen.variant) || []) };
    });
  };
})(window.xianzhi);
