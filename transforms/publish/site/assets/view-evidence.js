/* Any number back to its sentence: the sentence in its report, how it became this figure, what else could have stood here. */
(function (x) {
  "use strict";
  /* A sentence with the figure marked; the quote is looked for in it where no offset is known. */
  x.quoted = function (sentence, quote, at) {
    const start = at === undefined ? (quote ? (sentence || "").indexOf(quote) : -1) : at;
    if (start < 0 || !quote) { return x.h("span", { class: "sentence" }, sentence); }
    return x.h("span", { class: "sentence" }, sentence.slice(0, start), x.h("mark", {}, quote), sentence.slice(start + quote.length));
  };
  /* Passages with marks laid over them. marks: [{start, end, make(text)}], in order, apart from each other. */
  x.passages = function (parts, marks) {
    return parts.map(function (part, n) {
      const from = part[0], text = part[1], nodes = [];
      let at = 0;
      marks.filter(function (mark) { return mark.start >= from && mark.end <= from + text.length; }).forEach(function (mark) {
        nodes.push(text.slice(at, mark.start - from), mark.make(text.slice(mark.start - from, mark.end - from)));
        at = mark.end - from;
      });
      nodes.push(text.slice(at));
      return x.h("div", { class: "passage" }, nodes, n < parts.length - 1 ? x.h("span", { class: "gap", "aria-hidden": "true" }, "……") : null);
    });
  };

  function row(label, content) { return x.h("div", {}, x.h("dt", {}, label), x.h("dd", {}, content)); }

  function way(cell, won, corrections) {
    const stated = won.value_stated === null ? "" : x.bounded(x.number(won.value_stated, 9), won.bound) + won.unit_stated;
    const lines = [row(x.t("evidence.quote"), x.h("b", {}, won.quote)), row(x.t("evidence.stated"), stated)];
    const canonical = x.number(won.value, 9) + (won.value_high !== null ? "–" + x.number(won.value_high, 9) : "") + x.unit(won.unit);
    lines.push(row(x.t("evidence.canonical"), won.unit === won.unit_stated && won.value === won.value_stated ? x.t("evidence.no_conversion", canonical) : x.t("evidence.converted", stated, canonical)));
    const corrected = corrections.filter(function (one) { return one.correction_id === cell.correction_id || one.claim_id === won.claim_id; });
    lines.push(row(x.t("evidence.correction"), corrected.length ? corrected.map(function (one) {
      return x.t("evidence.corrected", x.word("correction", one.action), one.before === null ? "" : x.number(one.before, 9), one.after === null ? "" : x.number(one.after, 9), one.reason, one.who || "", x.when(one.decided_on));
    }).join(x.t("list.semicolon")) : x.t("evidence.not_corrected")));
    lines.push(row(x.t("evidence.period"), x.t("evidence.span", x.when(won.period_start), x.when(won.period_end), x.when(won.as_of)) + (cell.period_class ? x.t("brackets", x.word("period_class", cell.period_class)) : "")));
    lines.push(row(x.t("column.status"), x.word("status", won.status)));
    lines.push(row(x.t("column.verdict"), [x.verdict(cell.verdict), cell.reasons ? " " + x.reasonText(cell.reasons) : ""]));
    if (cell.step_verdict) { lines.push(row(x.t("evidence.step"), [x.verdict(cell.step_verdict), cell.step_reasons ? " " + x.reasonText(cell.step_reasons) : ""])); }
    if (cell.rank_low) { lines.push(row(x.t("column.rank"), x.rank(cell))); }
    lines.push(row(x.t("evidence.chosen"), x.word("candidate", won.reason)));
    return x.h("dl", { class: "facts way" }, lines);
  }

  function rulesOf(won, words) {
    const ids = (won.rules || "").split(";").map(function (one) { return one.slice(one.indexOf(":") + 1); });
    const said = ids.filter(function (id) { return words[id]; }).map(function (id) { return words[id][x.lang === "en" ? 1 : 0]; });
    return said.length ? [x.h("h3", {}, x.t("evidence.rules")), x.h("ul", { class: "notes" }, said.map(function (one) { return x.h("li", {}, one); }))] : [];
  }

  function source(report, won) {
    if (!report) { return null; }
    return x.h("dl", { class: "facts" },
      row(x.t("evidence.report"), x.a(x.to("report", report.report_id, { at: won.start }), x.t("report.title", x.townshipName(report.township_id, report.year), report.year, x.word("report_kind", report.kind)))),
      row(x.t("evidence.date"), x.when(report.report_date) || x.t("unknown")),
      row(x.t("evidence.file"), report.file_name),
      won.page !== null || won.stood_at ? row(x.t("evidence.page"), [won.page !== null ? x.t("evidence.page_no", won.page) : null, won.stood_at].filter(Boolean).join(" · ")) : row(x.t("evidence.page"), x.t("evidence.no_page", x.number(won.start))),
      report.is_ocr ? row(x.t("evidence.ocr"), x.t("evidence.is_ocr")) : null,
      row("SHA-256", x.h("code", {}, report.sha256)));
  }

  function losers(rows, reports) {
    if (!rows.length) { return [x.h("h2", {}, x.t("evidence.losers")), x.h("p", { class: "soft" }, x.t("evidence.no_losers"))]; }
    return [x.h("h2", {}, x.t("evidence.losers")), x.table({ caption: x.t("evidence.losers_caption"), rows: rows, filter: false, columns: [
      { key: "figure", label: x.t("column.value"), class: "number", value: function (one) { return x.figure(one); }, node: function (one) { return x.a(x.to("report", one.report_id, { at: one.start }), x.figure(one)); } },
      { key: "reason", label: x.t("evidence.lost"), value: function (one) { return reasonOf(one); } },
      { key: "report", label: x.t("evidence.report"), value: function (one) { const report = reports.get(one.report_id); return report ? x.t("report.title", x.townshipName(report.township_id, report.year), report.year, x.word("report_kind", report.kind)) : one.report_id; } },
      { key: "sentence", label: x.t("column.sentence"), node: function (one) { return x.quoted(one.sentence, one.quote, one.start - one.sentence_start); } },
    ] })];
  }
  function reasonOf(one) { return one.reason.indexOf("held:") === 0 ? x.reasonText(one.reason) : x.word("candidate", one.reason); }

  function context(text, won) {
    if (!text) { return []; }
    const end = won.sentence_start + won.sentence.length;
    const part = text.passages.find(function (one) { return one[0] <= won.sentence_start && one[0] + one[1].length >= end; });
    if (!part) { return []; }
    const low = Math.max(part[0], part[0] + part[1].lastIndexOf("\n", Math.max(0, won.sentence_start - part[0] - 1)) + 1);
    const stop = part[1].indexOf("\n", end - part[0]);
    const high = stop < 0 ? part[0] + part[1].length : part[0] + stop;
    const body = part[1].slice(low - part[0], high - part[0]);
    const start = won.sentence_start - low, number = won.start - low, after = won.end - low;
    return [x.h("h2", {}, x.t("evidence.context")), x.h("p", { class: "context" }, body.slice(0, start),
      x.h("span", { class: "here" }, body.slice(start, number), x.h("mark", {}, body.slice(number, after)), body.slice(after, start + won.sentence.length)), body.slice(start + won.sentence.length))];
  }

  x.views.evidence = function (id) {
    const code = (id || "").split(":")[0];
    if (!x.indicator(code).filled) { return { title: x.t("view.evidence"), body: [x.h("p", {}, x.t("evidence.unknown"))] }; }
    return Promise.all([x.cellsOf(code), x.load("evidence/" + code), x.load("reports"), x.load("rules")]).then(function (found) {
      const cell = found[0].find(function (one) { return one.cell_id === id; });
      if (!cell) { return { title: x.t("view.evidence"), body: [x.h("p", {}, x.t("evidence.unknown"))] }; }
      const title = x.t("evidence.title", x.townshipName(cell.township_id, cell.year), cell.year, x.fullName(cell));
      const candidates = x.rows(found[1].candidates).filter(function (one) { return one.cell_id === id; });
      const reports = new Map(x.rows(found[2]).map(function (one) { return [one.report_id, one]; }));
      const links = x.h("p", { class: "picks" }, x.a(x.to("indicator", code, { year: cell.year }), x.indicatorName(code), { class: "button" }), x.a(x.to("township", cell.township_id, { year: cell.year }), x.townshipName(cell.township_id, cell.year) + " " + cell.year, { class: "button" }));
      const won = candidates.find(function (one) { return one.won; });
      if (!won) { return { title: title, body: [x.h("p", { class: "lead" }, x.missing(cell), cell.reasons ? " " + x.reasonText(cell.reasons) : ""), links].concat(losers(candidates, reports)) }; }
      const report = reports.get(won.report_id);
      const text = report && report.chunk !== null ? x.load("texts/" + report.chunk).then(function (chunk) { return chunk[won.report_id]; }) : Promise.resolve(null);
      return text.then(function (own) {
        return { title: title, body: [].concat(
          x.h("p", { class: "big" }, x.figure(cell), " ", x.verdict(cell.verdict)),
          x.h("blockquote", { class: "evidence" }, x.quoted(won.sentence, won.quote, won.start - won.sentence_start)), links,
          x.h("h2", {}, x.t("evidence.way")), way(cell, won, x.rows(found[1].corrections)), rulesOf(won, found[3]),
          context(own, won), x.h("h2", {}, x.t("evidence.source")), source(report, won),
          losers(candidates.filter(function (one) { return !one.won; }), reports)) };
      });
    });
  };
})(window.xianzhi);
