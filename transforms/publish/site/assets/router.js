/* From the address to a view: #/indicator/population?year=2022. Frame, language, light and dark, focus. */
(function (x) {
  "use strict";
  const MENU = ["overview", "indicator", "township", "compare", "coverage", "quality", "changes", "dictionary", "downloads"];
  const HOME = { county: "overview", evidence: "indicator", report: "township", search: null };
  let turn = 0;

  x.county = function () { return x.index.facts.county || x.t("county.all"); };
  function parse(hash) {
    const found = /^#\/([a-z]+)(?:\/([^?]*))?(?:\?(.*))?$/.exec(hash || "") || [];
    const parameters = {};
    (found[3] || "").split("&").filter(Boolean).forEach(function (pair) {
      const at = pair.indexOf("=");
      try { parameters[pair.slice(0, at)] = decodeURIComponent(pair.slice(at + 1)); } catch (e) { /* a broken link */ }
    });
    let id = null;
    try { id = found[2] ? decodeURIComponent(found[2]) : null; } catch (e) { /* a broken link */ }
    return { view: found[1] || "overview", id: id, parameters: parameters };
  }
  x.parse = parse;

  function setTheme(theme) {
    if (theme === "light" || theme === "dark") { document.documentElement.setAttribute("data-theme", theme); } else { document.documentElement.removeAttribute("data-theme"); }
  }
  function frame(view) {
    const top = document.getElementById("top"), foot = document.getElementById("foot"), facts = x.index.facts;
    document.documentElement.lang = x.lang === "en" ? "en" : "zh-CN";
    top.textContent = foot.textContent = "";
    const here = view in HOME ? HOME[view] : view;
    const search = x.h("input", { type: "search", name: "q", placeholder: x.t("search.hint"), "aria-label": x.t("search.label"), value: view === "search" ? parse(location.hash).parameters.q || "" : "" });
    const theme = x.kept("theme") || "auto";
    top.appendChild(x.h("header", { class: "top" },
      x.h("p", { class: "brand" }, x.a("#/", x.county()), x.h("span", { class: "soft" }, x.t("brand.release", x.when(facts.business_date)))),
      x.h("form", { role: "search", class: "search", onsubmit: function (event) { event.preventDefault(); location.hash = x.to("search", null, { q: search.value.trim() }).slice(1); } },
        search, x.h("button", { type: "submit" }, x.t("search.button"))),
      x.h("div", { class: "switches" },
        x.h("button", { type: "button", lang: x.lang === "en" ? "zh-CN" : "en", "data-switch": "lang", onclick: function () { x.lang = x.lang === "en" ? "zh" : "en"; x.keep("lang", x.lang); show(false); } }, x.lang === "en" ? "中文" : "English"),
        x.select(x.t("theme"), [["auto", x.t("theme.auto")], ["light", x.t("theme.light")], ["dark", x.t("theme.dark")]], theme, function (value) { x.keep("theme", value); setTheme(value); }))));
    top.appendChild(x.h("nav", { "aria-label": x.t("menu") }, x.h("ul", {}, MENU.map(function (name) {
      return x.h("li", {}, x.a(x.to(name), x.t("view." + name), { "aria-current": here === name ? "page" : null }));
    }))));
    foot.appendChild(x.h("p", {}, x.t("foot", facts.release, facts.product_version || "")));
  }

  /* Draw what the address asks for. A view returns {title, body}. */
  function show(fresh) {
    const asked = parse(location.hash), mine = ++turn, main = document.getElementById("main");
    const view = x.views[asked.view] ? asked.view : "lost";
    frame(view);
    main.setAttribute("aria-busy", "true");
    Promise.resolve().then(function () { return x.views[view](asked.id, asked.parameters); }).catch(function (error) {
      return { title: x.t("fault"), body: [x.h("p", { class: "card" }, String(error.message || error)), x.h("p", {}, x.t("fault.todo"))] };
    }).then(function (made) {
      if (mine !== turn) { return; }
      const same = main.getAttribute("data-at") === asked.view + "/" + asked.id;
      document.title = made.title + " · " + x.county();
      main.textContent = "";
      main.className = "view-" + view;
      x.fillInto.apply(null, [main, x.h("h1", { tabindex: "-1" }, made.heading || made.title)].concat([].concat.apply([], [made.body]).filter(Boolean)));
      main.setAttribute("data-at", asked.view + "/" + asked.id);
      main.setAttribute("aria-busy", "false");
      main.setAttribute("data-shown", location.hash || "#/");
      if (fresh && !same) { window.scrollTo(0, 0); main.querySelector("h1").focus({ preventScroll: true }); }
      const wanted = main.querySelector("[data-here]");
      if (wanted && fresh) { wanted.scrollIntoView({ block: "center" }); }
    });
  }

  x.views.lost = function () { return { title: x.t("lost"), body: [x.h("p", {}, x.t("lost.todo")), x.h("p", {}, x.a("#/", x.t("view.overview")))] }; };

  x.lang = x.kept("lang") === "en" ? "en" : "zh";
  setTheme(x.kept("theme"));
  x.load("index").then(function (index) {
    x.start(index);
    window.addEventListener("hashchange", function () { show(true); });
    show(false);
  }, function () {
    document.getElementById("main").textContent = "数据文件 data/index.js 缺失，请重新复制整个 site 文件夹。 data/index.js is missing: copy the whole site folder again.";
  });
})(window.xianzhi);
