/* What every view builds on: data scripts, words, DOM, links. Everything from a report becomes a text node, never markup. */
window.xianzhi = (function () {
  "use strict";
  const x = { views: {}, data: {}, lang: "zh", index: null };
  const waiting = {};

  /* A data script calls this with its name and payload. */
  x.receive = function (name, payload) { x.data[name] = payload; };

  /* Load data/<name>.js once. Resolves with its payload; rejects where the file is gone. */
  x.load = function (name) {
    if (name in x.data) { return Promise.resolve(x.data[name]); }
    if (!waiting[name]) {
      waiting[name] = new Promise(function (done, fail) {
        const script = document.createElement("script");
        script.src = "data/" + name.split("/").map(encodeURIComponent).join("/") + ".js";
        script.onload = function () { done(x.data[name]); };
        script.onerror = function () { delete waiting[name]; fail(new Error(x.t("fault.load", name))); };
        document.head.appendChild(script);
      });
    }
    return waiting[name];
  };

  /* {columns, rows} as objects, made once. */
  x.rows = function (table) {
    if (!table.objects) {
      table.objects = table.rows.map(function (row) {
        const one = {};
        table.columns.forEach(function (name, at) { one[name] = row[at]; });
        return one;
      });
    }
    return table.objects;
  };

  x.group = function (rows, keyOf) {
    const groups = new Map();
    rows.forEach(function (row) {
      const key = keyOf(row);
      if (!groups.has(key)) { groups.set(key, []); }
      groups.get(key).push(row);
    });
    return groups;
  };

  x.keep = function (name, value) { try { localStorage.setItem("xianzhi." + name, value); } catch (e) { /* private window */ } };
  x.kept = function (name) { try { return localStorage.getItem("xianzhi." + name); } catch (e) { return null; } };

  /* A word of the page in the language chosen; {0} {1} are filled in. A key that nobody wrote shows as itself. */
  x.t = function (key) {
    const found = x.index && x.index.words[key];
    let text = found ? found[x.lang === "en" ? 1 : 0] : key;
    for (let n = 1; n < arguments.length; n++) { text = text.split("{" + (n - 1) + "}").join(String(arguments[n])); }
    return text;
  };
  x.has = function (key) { return Boolean(x.index && x.index.words[key]); };
  /* The word of a code, or the code itself. */
  x.word = function (field, code) {
    if (code === null || code === undefined || code === "") { return ""; }
    return x.has(field + "." + code) ? x.t(field + "." + code) : String(code);
  };

  function fill(node, parts) {
    parts.forEach(function (part) {
      if (part === null || part === undefined || part === false) { return; }
      if (Array.isArray(part)) { fill(node, part); return; }
      node.appendChild(part instanceof Node ? part : document.createTextNode(String(part)));
    });
    return node;
  }

  function make(node, attributes, parts) {
    Object.keys(attributes || {}).forEach(function (name) {
      const value = attributes[name];
      if (value === null || value === undefined || value === false) { return; }
      if (name.slice(0, 2) === "on") { node.addEventListener(name.slice(2), value); return; }
      node.setAttribute(name, value === true ? "" : value);
    });
    return fill(node, parts);
  }

  /* An element: h("p", {class: "soft"}, "text", node, [more]). */
  x.h = function (tag, attributes) { return make(document.createElement(tag), attributes, Array.prototype.slice.call(arguments, 2)); };
  x.s = function (tag, attributes) {
    return make(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, Array.prototype.slice.call(arguments, 2));
  };

  /* The address of a view: x.to("indicator", code, {year: 2022}). */
  x.to = function (view, id, parameters) {
    const pairs = Object.keys(parameters || {}).filter(function (name) { return parameters[name] !== null && parameters[name] !== undefined && parameters[name] !== ""; });
    const query = pairs.map(function (name) { return name + "=" + encodeURIComponent(parameters[name]); }).join("&");
    return "#/" + view + (id ? "/" + encodeURIComponent(id) : "") + (query ? "?" + query : "");
  };
  x.a = function (href, text, attributes) { return x.h("a", Object.assign({ href: href }, attributes || {}), text); };

  /* What the index knows. */
  x.indicator = function (code) { return x.byCode.get(code) || { code: code, name_zh: code, name_en: code, unit: "" }; };
  x.definition = function (one) { return x.lang === "en" ? one.definition : one.definition_zh; };
  x.indicatorName = function (code) { const one = x.indicator(code); return x.lang === "en" ? one.name_en : one.name_zh; };
  x.township = function (id) { return x.byId.get(id) || { township_id: id, name: x.counties.get(id) || id, names: [], at: -1 }; };
  /* The name it bore at the end of a year, else the latest. */
  x.townshipName = function (id, year) {
    const one = x.township(id), end = year + "-12-31";
    const then = year === undefined ? null : one.names.find(function (row) { return (!row.valid_from || row.valid_from <= end) && (!row.valid_to || row.valid_to >= end); });
    return then ? then.name : one.name;
  };

  x.start = function (index) {
    x.index = index;
    x.byCode = new Map(x.rows(index.indicators).map(function (one) { return [one.code, one]; }));
    x.byId = new Map();
    x.rows(index.townships).forEach(function (row) {
      const one = x.byId.get(row.township_id) || { township_id: row.township_id, names: [], at: x.byId.size };
      one.names.push(row);
      one.name = row.name;
      one.code = row.code;
      one.gone = row.valid_to;
      x.byId.set(row.township_id, one);
    });
    x.townships = Array.from(x.byId.values());
    x.counties = new Map(x.rows(index.counties).map(function (one) { return [one.county_code, one.county]; }));
    x.filled = x.rows(index.indicators).filter(function (one) { return one.filled > 0; });
    x.breaks = x.group(x.rows(index.breaks), function (one) { return one.indicator; });
  };
  return x;
})();
