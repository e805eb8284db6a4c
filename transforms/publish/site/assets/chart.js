/* Charts as SVG made by DOM calls, coloured by classes: they follow light, dark and print, and run under the strict policy
   (docs/decisions: the site). Bars, lines with breaks, a strip of peers. */
(function (x) {
  "use strict";
  const SHAPES = ["M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0", "M-4-4h8v8h-8z", "M0-5L5 4h-10z", "M0-5L5 0L0 5L-5 0z", "M0 5L5-4h-10z", "M-4-4L4 4M4-4L-4 4"];
  x.MOST_LINES = SHAPES.length;

  /* A chart in its frame: title, unit, body, source line, who is not in it and why. */
  x.chart = function (given) {
    const missing = (given.missing || []).map(function (group) {
      return x.h("span", { class: "missing-group" }, x.h("b", {}, group[0]), " ", group[1].map(function (id, at) {
        return [at ? x.t("list.comma") : "", x.a(x.to("township", id), x.townshipName(id))];
      }));
    });
    return x.h("figure", { class: "chart" },
      x.h("figcaption", {}, x.h("strong", {}, given.title), given.unit ? x.h("span", { class: "unit" }, x.t("chart.unit", given.unit)) : null),
      given.body,
      given.notes && given.notes.length ? x.h("ul", { class: "notes" }, given.notes.map(function (note) { return x.h("li", {}, note); })) : null,
      given.missing ? x.h("p", { class: "not-reported" }, x.h("span", {}, x.t("chart.not_reported")), missing.length ? missing : x.t("chart.all_reported")) : null,
      x.h("p", { class: "source" }, x.source()));
  };
  x.source = function () {
    const facts = x.index.facts;
    return x.t("chart.source", x.county(), x.when(facts.business_date), facts.release);
  };

  /* Ranking bars: rows with value, best first; those that are not ranked stand below, hatched. A median mark runs through. */
  x.bars = function (rows, scale, middle) {
    const most = Math.max.apply(null, rows.map(function (row) { return Number(row.value_high || row.value); }).concat([Number(middle) || 0, 0])) || 1;
    return x.h("ol", { class: "bars" }, rows.map(function (row) {
      const share = Math.max(0, 100 * Number(row.value) / most);
      const ranked = Boolean(row.rank_low);
      return x.h("li", { class: row.verdict + (ranked ? "" : " unranked") },
        x.h("span", { class: "place" }, ranked ? (row.rank_low === row.rank_high ? row.rank_low : row.rank_low + "–" + row.rank_high) : "—"),
        x.a(x.to("township", row.township_id, { year: row.year }), x.townshipName(row.township_id), { class: "who" }),
        x.s("svg", { class: "bar", "aria-hidden": "true", preserveAspectRatio: "none", viewBox: "0 0 100 10" },
          x.s("rect", { x: 0, y: 0, width: share.toFixed(2), height: 10 }),
          middle ? ["halo", "middle"].map(function (name) { return x.s("line", { class: name, x1: 100 * middle / most, x2: 100 * middle / most, y1: -1, y2: 11 }); }) : null),
        x.h("span", { class: "number" }, x.cell(row, scale)));
    }));
  };

  function ticks(most, count) {
    const rough = most / count, power = Math.pow(10, Math.floor(Math.log(rough) / Math.LN10));
    const step = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map(function (one) { return one * power; }).find(function (one) { return one >= rough; });
    const found = [];
    for (let at = 0; at <= most * 1.0001; at += step) { found.push(at); }
    if (found[found.length - 1] < most) { found.push(found[found.length - 1] + step); }
    return found;
  }
  function yearLabels(years, room) {
    const every = Math.ceil(years.length / Math.max(2, Math.floor(room)));
    return years.filter(function (year, at) { return (years.length - 1 - at) % every === 0; });
  }
  function breakMark(row, xOf, top, bottom, small) {
    const before = xOf(row.year) - (xOf(row.year) - xOf(row.year - 1)) / 2;
    const said = x.t("chart.break", row.year) + x.t("colon") + x.reasonText(row.step_reasons);
    return x.s("g", { class: "break" }, x.s("title", {}, said),
      x.s("line", { x1: before, x2: before, y1: top, y2: bottom }),
      small ? null : x.s("text", { x: before, y: top - 4, "text-anchor": "middle" }, x.t("chart.break_short")));
  }
  /* Two strokes where one line stops and begins anew. */
  function breakTick(one, xOf, yOf) {
    const before = one.rows.filter(function (row) { return x.hasValue(row) && row.year < one.row.year; }).pop();
    if (!before) { return null; }
    const place = "translate(" + ((xOf(before.year) + xOf(one.row.year)) / 2).toFixed(1) + " " + ((yOf(Number(before.value)) + yOf(Number(one.row.value))) / 2).toFixed(1) + ")";
    const said = x.townshipName(one.row.township_id) + x.t("colon") + x.t("chart.break", one.row.year) + x.t("colon") + x.reasonText(one.row.step_reasons);
    return x.s("g", { class: "line tick c" + one.at, transform: place }, x.s("title", {}, said), x.s("polyline", { points: "-5,6 -1,-6" }), x.s("polyline", { points: "1,6 5,-6" }));
  }
  function point(row, at, xOf, yOf, name, size) {
    const said = name + " " + row.year + x.t("colon") + x.figure(row) + (row.verdict !== "comparable" ? x.t("brackets", x.word("verdict", row.verdict) + x.t("colon") + x.reasonText(row.reasons)) : "");
    return x.s("a", { href: x.to("evidence", row.cell_id), "aria-label": said, class: "point " + row.verdict },
      x.s("title", {}, said), x.s("path", { d: SHAPES[at], transform: "translate(" + xOf(row.year).toFixed(1) + " " + yOf(Number(row.value)).toFixed(1) + ") scale(" + size + ")" }));
  }

  /* Lines over years. series: [{name, rows}]; at most MOST_LINES. Nothing is drawn across a break or a missing year. */
  x.lineChart = function (given) {
    const width = given.width || 720, height = given.height || 300, small = Boolean(given.small);
    const left = small ? 46 : 58, right = small ? 8 : 14, top = small ? 8 : 22, bottom = height - 22;
    const rows = [].concat.apply([], given.series.map(function (one) { return one.rows.filter(x.hasValue); }));
    const years = [];
    for (let year = given.years[0]; year <= given.years[given.years.length - 1]; year++) { years.push(year); }
    const most = given.most || Math.max.apply(null, rows.map(function (row) { return Number(row.value); }).concat([1e-9]));
    const marks = ticks(most / given.scale.factor, small ? 2 : 4);
    const ceiling = marks[marks.length - 1] * given.scale.factor;
    const span = Math.max(1, years.length - 1), size = (width - left - right) / span < 24 ? 0.6 : 1; /* points must not hide the line */
    function xOf(year) { return years.length === 1 ? (left + width - right) / 2 : left + (width - left - right) * (year - years[0]) / span; }
    function yOf(value) { return bottom - (bottom - top) * Math.max(0, value) / ceiling; }
    const grid = marks.map(function (mark) {
      const y = yOf(mark * given.scale.factor);
      return x.s("g", { class: "grid" }, x.s("line", { x1: left, x2: width - right, y1: y, y2: y }), x.s("text", { x: left - 5, y: y + 4, "text-anchor": "end" }, x.number(mark)));
    });
    const labels = yearLabels(years, (width - left) / (small ? 44 : 52)).map(function (year) {
      return x.s("text", { class: "year", x: xOf(year), y: height - 5, "text-anchor": "middle" }, year);
    });
    /* A break of every line is drawn from top to bottom, that of some lines between their own two points. */
    const broken = x.group([].concat.apply([], given.series.map(function (one, at) {
      return x.breaksIn(one.rows).filter(function (row) { return row.year > years[0]; }).map(function (row) { return { row: row, at: at, rows: one.rows }; });
    })), function (one) { return one.row.year; });
    const breaks = Array.from(broken.values()).map(function (own) {
      return own.length === given.series.length ? breakMark(own[0].row, xOf, top, bottom, small) : own.map(function (one) { return breakTick(one, xOf, yOf); });
    });
    const lines = given.series.map(function (one, at) {
      return x.s("g", { class: "line c" + at },
        x.segments(one.rows).map(function (run) {
          return run.length < 2 ? null : x.s("polyline", { points: run.map(function (row) { return xOf(row.year).toFixed(1) + "," + yOf(Number(row.value)).toFixed(1); }).join(" ") });
        }),
        one.rows.filter(x.hasValue).map(function (row) { return point(row, at, xOf, yOf, one.name, size); }));
    });
    return x.s("svg", { class: "lines", viewBox: "0 0 " + width + " " + height, role: "group", "aria-label": given.label }, grid, labels, breaks, lines);
  };
  /* Who is which line. */
  x.key = function (names) {
    return x.h("ul", { class: "key" }, names.map(function (name, at) {
      return x.h("li", {}, x.s("svg", { class: "line c" + at, viewBox: "-16 -7 32 14", "aria-hidden": "true" },
        x.s("polyline", { points: "-15,0 15,0" }), x.s("path", { d: SHAPES[at] })), name);
    }));
  };
  /* A chart as wide as its place, drawn again where that changes. */
  x.fitted = function (draw) {
    const box = x.h("div", { class: "fitted" });
    let width = 0;
    function again() {
      const now = Math.min(1100, box.clientWidth || 720);
      if (now === width || !now) { return; }
      width = now;
      box.textContent = "";
      box.appendChild(draw(width));
    }
    again();
    if (window.ResizeObserver) { new ResizeObserver(again).observe(box); }
    return box;
  };

  /* Where one figure stands among the others of its year: dots, the median, its own. */
  x.strip = function (values, own, middle, label) {
    const numbers = values.map(Number), high = Math.max.apply(null, numbers), low = Math.min.apply(null, numbers.concat([0]));
    function at(value) { return (5 + 110 * (Number(value) - low) / ((high - low) || 1)).toFixed(1); }
    return x.s("svg", { class: "strip", viewBox: "0 0 120 14", role: "img", "aria-label": label },
      x.s("line", { class: "axis", x1: 4, x2: 116, y1: 7, y2: 7 }),
      numbers.map(function (value) { return x.s("circle", { class: "other", cx: at(value), cy: 7, r: 2.2 }); }),
      middle === null ? null : x.s("line", { class: "middle", x1: at(middle), x2: at(middle), y1: 1.5, y2: 12.5 }),
      x.s("circle", { class: "own", cx: at(own), cy: 7, r: 4 }));
  };
})(window.xianzhi);
