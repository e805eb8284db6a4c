/* A report as it was read: its text (or, where full texts are kept out, the sentences with their neighbours), every number in it a link that says what it is. */
(function (x) {
  "use strict";
  function kindOf(one) { return one.cell_id ? "own" : one.outcome !== "claim" ? "rejected" : one.indicator ? "claim" : "uncoded"; }

  function explain(one, words, ofCounty) {
    const rule = words[one.rule], parts = [];
    if (one.outcome !== "claim") {
      parts.push(x.h("p", {}, x.h("b", {}, x.t("report.no_fact")), x.t("colon"), x.word("outcome", one.outcome)));
    } else {
      parts.push(x.h("p", {}, x.h("b", {}, one.indicator ? x.fullName(one) : x.t("report.no_indicator")), x.t("list.semicolon"),
        [x.word("measure", one.measure), x.word("status", one.status), x.word("scope", one.scope)].join(x.t("list.comma"))));
      parts.push(x.h("p", {}, one.cell_id ? x.a(ofCounty ? x.to("county") : x.to("evidence", one.cell_id), x.t("report.to_cell")) : x.t("report.not_in_table")));
    }
    if (rule) { parts.push(x.h("p", { class: "soft" }, rule[x.lang === "en" ? 1 : 0])); }
    return parts;
  }

  x.views.report = function (id, parameters) {
    return Promise.all([x.load("reports"), x.load("rules")]).then(function (found) {
      const report = x.rows(found[0]).find(function (one) { return one.report_id === id; });
      if (!report) { return { title: x.t("view.report"), body: [x.h("p", {}, x.t("report.unknown"))] }; }
      const ofCounty = x.counties.has(report.township_id);
      const title = x.t("report.title", x.townshipName(report.township_id, report.year), report.year, x.word("report_kind", report.kind));
      const facts = [[x.t("evidence.date"), x.when(report.report_date) || x.t("unknown")], [x.t("report.year_rule"), x.word("year_rule", report.year_rule)], [x.t("report.session"), report.session], [x.t("report.speaker"), report.speaker],
        [x.t("evidence.file"), report.file_name], [x.t("report.superseded"), report.superseded_by ? [x.a(x.to("report", report.superseded_by), report.superseded_by), " ", x.word("superseded", report.superseded_reason)] : null], ["SHA-256", x.h("code", {}, report.sha256)]];
      const head = [x.h("dl", { class: "facts brief" }, facts.filter(function (pair) { return pair[1]; }).map(function (pair) { return x.h("div", {}, x.h("dt", {}, pair[0]), x.h("dd", {}, pair[1])); })),
        x.h("p", { class: "picks" }, ofCounty ? x.a(x.to("county"), x.t("view.county"), { class: "button" })
          : x.a(x.to("township", report.township_id, { year: report.year }), x.t("report.to_township", x.townshipName(report.township_id, report.year), report.year), { class: "button" }))];
      if (report.chunk === null) { return { title: title, body: head.concat(x.h("p", {}, x.t("report.no_text"))) }; }
      return x.load("texts/" + report.chunk).then(function (chunk) {
        const own = chunk[id], numbers = x.rows(own.numbers), here = parameters.at === undefined ? -1 : Number(parameters.at);
        const tally = x.group(numbers, kindOf);
        const marks = numbers.map(function (one) {
          return { start: one.start, end: one.end, make: function (text) {
            const now = one.start === here;
            return x.a(x.to("report", id, { at: one.start }), text, { class: "n " + kindOf(one), "data-here": now, "aria-current": now ? "true" : null });
          } };
        });
        const chosen = numbers.find(function (one) { return one.start === here; });
        const panel = x.h("aside", { class: "card panel", "aria-live": "polite" }, chosen ? explain(chosen, found[1], ofCounty) : x.h("p", { class: "soft" }, x.t("report.hint")));
        const legend = x.h("ul", { class: "kinds" }, ["own", "claim", "uncoded", "rejected"].map(function (kind) { return x.h("li", {}, x.h("span", { class: "n " + kind }, x.t("report.kind." + kind)), " ", x.number((tally.get(kind) || []).length)); }));
        const note = x.index.facts.texts === false ? x.h("p", { class: "soft" }, x.t("report.parts_only")) : null;
        return { title: title, body: head.concat(note || [], legend, panel, x.h("article", { class: "text", "aria-label": title }, x.passages(own.passages, marks))) };
      });
    });
  };
})(window.xianzhi);
