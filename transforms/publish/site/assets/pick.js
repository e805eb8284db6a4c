/* Choices: one of a list, several of a list; each changes the address, so that every choice has a link. */
(function (x) {
  "use strict";
  /* options: [[value, text]] or groups [[text, [[value, text]]]]. */
  x.select = function (label, options, chosen, choose) {
    function option(one) { return x.h("option", { value: one[0], selected: String(one[0]) === String(chosen) }, one[1]); }
    return x.h("label", { class: "pick" }, x.h("span", {}, label), x.h("select", { onchange: function (event) { choose(event.target.value); } },
      options.map(function (one) { return Array.isArray(one[1]) ? x.h("optgroup", { label: one[0] }, one[1].map(option)) : option(one); })));
  };
  /* Check boxes behind a summary; the choice goes out at once. groups: [[title, [[value, text]]]]. */
  x.several = function (label, groups, chosen, choose) {
    const wanted = new Set(chosen);
    const box = x.h("details", { class: "several", "data-several": label });
    box.open = x.opened === label;
    box.addEventListener("toggle", function () { if (box.open) { x.opened = label; } else if (x.opened === label) { x.opened = null; } });
    return x.fillInto(box, x.h("summary", {}, label, x.h("span", { class: "soft" }, x.t("pick.chosen", wanted.size))),
      x.h("div", { class: "choices" }, groups.map(function (group) {
        return x.h("fieldset", {}, x.h("legend", {}, group[0]), group[1].map(function (one) {
          return x.h("label", {}, x.h("input", { type: "checkbox", value: one[0], checked: wanted.has(String(one[0])), onchange: function (event) {
            if (event.target.checked) { wanted.add(String(one[0])); } else { wanted.delete(String(one[0])); }
            choose(Array.from(wanted));
          } }), one[1]);
        }));
      })));
  };
  x.fillInto = function (node) {
    for (let n = 1; n < arguments.length; n++) { node.appendChild(arguments[n]); }
    return node;
  };
  x.indicatorChoices = function () {
    return Array.from(x.group(x.filled, function (one) { return one.domain; }).entries()).map(function (entry) {
      return [x.word("domain", entry[0]), entry[1].slice().sort(function (a, b) { return b.filled - a.filled; }).map(function (one) { return [one.code, x.indicatorName(one.code)]; })];
    });
  };
  /* Go to the same view with some parameters changed. */
  x.change = function (view, id, parameters, changed) { location.hash = x.to(view, id, Object.assign({}, parameters, changed)).slice(1); };
})(window.xianzhi);
