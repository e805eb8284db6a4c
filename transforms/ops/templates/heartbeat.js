(function () {
  var banner = document.getElementById("stale");
  var last = Date.parse(banner.getAttribute("data-last-good"));
  var allowed = Number(banner.getAttribute("data-allowed-hours"));
  var hours = (Date.now() - last) / 3600000;
  if (isNaN(hours) || hours > allowed) {
    banner.hidden = false;
    if (!isNaN(hours)) {
      document.getElementById("stale-hours").textContent = Math.floor(hours / 24) + " 天 " + Math.floor(hours % 24) + " 小时";
    }
  }
})();
