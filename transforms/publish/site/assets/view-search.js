/* Search over townships, indicators and report texts; texts are loaded chunk by chunk only when somebody searches. */
(function (x) {
  "use strict";
  const MOST = 60, AROUND = 40;

  function hits(chunk, needle, found) {
    Object.keys(chunk).forEach(function (id) {
      chunk[id].passages.forEach(function (part) {
        const low = part[1].toLowerCase();
        for (let at = low.indexOf(needle); at >= 0 && found.length < MOST; at = low.indexOf(needle, at + needle.length)) {
          const start = Math.max(0, at - AROUND), end = Math.min(part[1].length, at + needle.length + AROUND);
          found.push({ report_id: id, at: part[0] + at, before: (start ? "…" : "") + part[1].slice(start, at), word: part[1].slice(at, at + needle.length), after: part[1].slice(at + needle.length, end) + (end < part[1].length ? "…" : "") });
        }
      });
    });
  }
  function listOf(title, rows) { return [x.h("h2", {}, title, x.h("small", {}, x.number(rows.length))), rows.length ? x.h("ul", { class: "rows" }, rows) : x.h("p", { class: "blank" }, x.t("search.none"))]; }

  function inTexts(needle, reports, box, state) {
    const byId = new Map(reports.map(function (one) { return [one.report_id, one]; }));
    const chunks = Array.from(new Set(reports.map(function (one) { return one.chunk; }).filter(function (one) { return one !== null; })));
    const found = [];
    function step(at) {
      if (!box.isConnected && at > 0) { return Promise.resolve(); }
      if (at >= chunks.length || found.length >= MOST) {
        state.textContent = x.t(found.length >= MOST ? "search.most" : "search.done", x.number(found.length));
        box.setAttribute("data-done", "true");
        return Promise.resolve();
      }
      state.textContent = x.t("search.looking", at + 1, chunks.length);
      return x.load("texts/" + chunks[at]).then(function (chunk) {
        const before = found.length;
        hits(chunk, needle, found);
        found.slice(before).forEach(function (hit) {
          const report = byId.get(hit.report_id);
          box.appendChild(x.h("li", {}, x.a(x.to("report", hit.report_id, { at: nearest(chunk[hit.report_id], hit.at) }), x.t("report.title", x.townshipName(report.township_id, report.year), report.year, x.word("report_kind", report.kind))),
            x.h("blockquote", {}, hit.before.replace(/\s+/g, " "), x.h("mark", {}, hit.word), hit.after.replace(/\s+/g, " "))));
        });
        return step(at + 1);
      });
    }
    return step(0);
  }
  /* The number nearest to a place in the text: the report opens there. */
  function nearest(own, at) {
    const numbers = x.rows(own.numbers);
    const best = numbers.reduce(function (found, one) { return found === null || Math.abs(one.start - at) < Math.abs(found.start - at) ? one : found; }, null);
    return best ? best.start : null;
  }

  x.views.search = function (id, parameters) {
    const asked = (parameters.q || "").trim(), needle = asked.toLowerCase();
    if (!needle) { return { title: x.t("view.search"), body: [x.h("p", {}, x.t("search.ask"))] }; }
    const townships = x.townships.filter(function (one) { return one.township_id === needle || one.names.some(function (row) { return row.name.indexOf(asked) >= 0 || row.code === needle; }); });
    const indicators = x.rows(x.index.indicators).filter(function (one) { return [one.name_zh, one.name_en, one.code, one.aliases || ""].some(function (text) { return text.toLowerCase().indexOf(needle) >= 0; }); });
    indicators.sort(function (a, b) { return b.filled - a.filled; });
    return x.load("reports").then(function (table) {
      const box = x.h("ul", { class: "rows" }), state = x.h("p", { class: "soft", role: "status" });
      const body = listOf(x.t("view.township"), townships.map(function (one) { return x.h("li", {}, x.a(x.to("township", one.township_id), one.name)); }))
        .concat(listOf(x.t("view.indicator"), indicators.map(function (one) {
          return x.h("li", {}, one.filled ? x.a(x.to("indicator", one.code), x.indicatorName(one.code)) : x.indicatorName(one.code), x.h("span", { class: "soft" }, one.filled ? " " + x.t("search.figures", x.number(one.filled)) : " " + x.t("search.never")));
        })), x.h("h2", {}, x.t("search.texts")), state, box);
      setTimeout(function () { inTexts(needle, x.rows(table), box, state); }, 0);
      return { title: x.t("search.title", asked), body: body };
    });
  };
})(window.xianzhi);
