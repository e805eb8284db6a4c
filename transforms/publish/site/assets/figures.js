/* Figures as people read them: 1.3亿元, 3,000亩以上; verdicts, reasons and blanks in words. */
(function (x) {
  "use strict";
  const STEPS = {
    zh: [[1e8, 1e8, "亿"], [1e6, 1e4, "万"]],
    en: [[1e9, 1e9, "billion "], [1e6, 1e6, "million "]],
  };

  x.unit = function (unit) { return x.has("unit." + unit) ? x.t("unit." + unit) : unit || ""; };

  /* One scale for figures that stand together: {factor, unit}. */
  x.scale = function (unit, values) {
    const most = Math.max.apply(null, values.map(function (value) { return Math.abs(Number(value)) || 0; }).concat([0]));
    const step = STEPS[x.lang].find(function (one) { return most >= one[0]; });
    return { factor: step ? step[1] : 1, unit: (step ? step[2] : "") + x.unit(unit) };
  };

  const forms = {};
  x.number = function (value, digits) {
    const most = digits === undefined ? 4 : digits;
    forms[most] = forms[most] || new Intl.NumberFormat("en-US", { maximumFractionDigits: most });
    return forms[most].format(value);
  };
  x.scaled = function (value, scale, digits) { return x.number(Number(value) / scale.factor, digits === undefined ? scale.digits : digits); };

  /* "1.3亿元", "3,000亩以上", "约3,000". Without a scale of the table the figure takes its own and shows its unit. */
  x.figure = function (row, scale) {
    if (row.value === null || row.value === undefined) { return ""; }
    const own = scale || x.scale(row.unit, [row.value]);
    const unit = scale ? "" : (x.lang === "en" && own.unit ? " " : "") + own.unit;
    const high = row.value_high !== null && row.value_high !== undefined ? "–" + x.scaled(row.value_high, own) : "";
    return x.bounded(x.scaled(row.value, own) + high + unit, row.bound);
  };
  x.bounded = function (text, bound) { return x.has("bounded." + bound) ? x.t("bounded." + bound, text) : text; };
  /* The whole figure, for a tooltip. */
  x.exact = function (row) { return x.bounded(x.number(row.value, 9) + (x.lang === "en" ? " " : "") + x.unit(row.unit), row.bound); };

  x.percent = function (value, digits) {
    const number = Number(value);
    return (number > 0 ? "+" : "") + number.toFixed(digits === undefined ? 1 : digits) + "%";
  };

  function reasonWord(code) {
    const at = code.indexOf(":");
    const head = at < 0 ? code : code.slice(0, at);
    let tail = at < 0 ? "" : code.slice(at + 1);
    if (head === "break" || head === "note") {
      const found = x.rows(x.index.breaks).find(function (one) { return one.break_id === tail; });
      if (found) { tail = x.lang === "en" ? found.text_en : found.text_zh; }
    } else if (head === "place" || head === "bound") {
      tail = x.word(head, tail);
    } else if (head === "held") {
      tail = tail.split("+").map(function (id) {
        const found = x.rows(x.index.failed).find(function (one) { return one.check_id === id; });
        return found ? (x.lang === "en" ? found.message_en : found.message_zh) : id;
      }).join(x.t("list.comma"));
    }
    return x.has("reason." + head) ? x.t("reason." + head, tail) : code;
  }
  /* "bound:>=;year_to_date:2022-11-25" in words. */
  x.reasons = function (codes) { return (codes || "").split(";").filter(Boolean).map(reasonWord); };
  x.reasonText = function (codes) { return x.reasons(codes).join(x.t("list.semicolon")); };

  x.MARKS = { comparable: "", with_caveat: "△", not_comparable: "✗" };
  x.mark = function (verdict, codes) {
    if (!x.MARKS[verdict]) { return null; }
    const said = x.word("verdict", verdict) + (codes ? x.t("colon") + x.reasonText(codes) : "");
    return x.h("span", { class: "mark " + verdict, role: "img", "aria-label": said, title: said }, x.MARKS[verdict]);
  };
  x.verdict = function (verdict) { return x.h("span", { class: "chip " + verdict }, (x.MARKS[verdict] ? x.MARKS[verdict] + " " : "✓ ") + x.word("verdict", verdict)); };
  x.missing = function (row) {
    const held = (row.reasons || "").indexOf("held:") === 0;
    return x.h("span", { class: "blank", title: held ? x.reasonText(row.reasons) : null }, held ? x.t("missing.held") : x.word("missing", row.missing_reason));
  };
  /* A cell as it stands in a table: the figure leads to its sentence, a blank says why. */
  x.cell = function (row, scale) {
    if (!row) { return x.h("span", { class: "blank" }, x.t("missing.not_asked")); }
    if (row.missing_reason || row.value === null) { return x.missing(row); }
    const said = x.exact(row) + (row.sentence ? "\n" + row.sentence : "");
    return x.h("span", { class: "figure" }, x.a(x.to("evidence", row.cell_id), x.figure(row, scale), { title: said }), x.mark(row.verdict, row.reasons));
  };
  x.rank = function (row) {
    if (!row.rank_low) { return ""; }
    return (row.rank_low === row.rank_high ? row.rank_low : row.rank_low + "–" + row.rank_high) + "/" + row.ranked;
  };
  x.bytes = function (size) { return size < 1e6 ? x.number(size / 1e3, size < 1e4 ? 1 : 0) + " KB" : x.number(size / 1e6, 1) + " MB"; };
  x.when = function (day) { return day ? String(day).slice(0, 10) : ""; };
})(window.xianzhi);
